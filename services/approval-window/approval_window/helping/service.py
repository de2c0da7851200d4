"""How is help asked for, given, and done (帮代办)? Each step stands in the history of the application, too."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from approval_window.applications.domain.states import ApplicationAction
from approval_window.applications.repository import applications, hearings
from approval_window.applications.service.acting import Asked, Taken, put_down, take_up
from approval_window.applications.service.receiving import Look, get_application, read_applicant
from approval_window.progress.domain import HeldPaper, PaperKind
from shared.clock import town_day
from shared.codes import RegionLevel, at_level
from shared.runtime.copies import roles_of
from shared.runtime.db import UnitOfWork, new_id
from shared.runtime.scope import Scope, platform_scope

from . import repository
from .domain import (
    Errand,
    HelpEnding,
    HelpMode,
    HelpNotFound,
    HelpOpen,
    HelpState,
    NoApplication,
    require_asked,
    require_authorised,
    require_collected,
    require_consent,
    require_given,
    require_no_part,
    require_of_township,
)

A = ApplicationAction
# Who shows a receipt asks for help with one paper; who helps sees his own errands: no region says how far.
CITIZEN, HELPER = platform_scope("approval-window.helping"), platform_scope("approval-window.helpers")
ERRANDS = {Errand.COLLECT: A.HELP_COLLECT, Errand.BRING: A.HELP_BRING, Errand.DELIVER: A.HELP_DELIVER}


@dataclass(frozen=True, slots=True)
class Naming:
    """Who shall help and how, how the applicant agreed, and by which paper he is acted for."""

    person: str
    mode: HelpMode
    consent: str | None
    authorisation: str | None


async def ask(work: UnitOfWork, *, holder: HeldPaper, mode: HelpMode, now: datetime) -> dict[str, Any]:
    """Take a citizen's wish for help with his application, which he shows the receipt of.

    Raises NoApplication, HelpOpen, and what `take_up` raises.
    """
    if holder.view.paper is not PaperKind.APPLICATION:
        raise NoApplication("only applications are helped with")
    row = await get_application(work, CITIZEN, application_id=holder.id)
    taken = await take_up(work, CITIZEN, Asked(row.id, row.version, now), A.ASK_HELP)
    await _require_none_open(work, taken)
    made = _help(taken, mode) | {"state": HelpState.ASKED, "asked_at": now}
    await repository.add_help(work.connection, made)
    await put_down(work, taken, facts={"help": str(made["id"]), "mode": mode})
    return made


async def give(work: UnitOfWork, scope: Scope, asked: Asked, naming: Naming) -> Row[Any]:
    """Let somebody of the township help with an application, with the consent of its applicant.

    Raises ConsentNeeded, PowerOfAttorneyNeeded, StrangerNamed, HandlesIt, HelpOpen, and what `take_up` raises.
    """
    require_consent(naming.consent)
    taken = await take_up(work, scope, asked, A.GIVE_HELP)
    await _require_none_open(work, taken)
    made = _help(taken, naming.mode) | {"state": HelpState.GIVEN}
    await _require_fit(work, taken, naming)
    await repository.add_help(work.connection, made | {"helper": naming.person, "given_at": taken.now})
    return await _given(work, scope, taken, made["id"], naming)


async def assign(work: UnitOfWork, scope: Scope, help_id: UUID, asked: Asked, naming: Naming) -> Row[Any]:
    """Name who helps where its applicant has asked for it, which is his consent.

    Raises HelpNotFound, NotAsked, PowerOfAttorneyNeeded, StrangerNamed, HandlesIt, and what `take_up` raises.
    """
    row = await find(work, scope, help_id)
    taken = await take_up(work, scope, asked, A.GIVE_HELP)
    require_asked(HelpState(row.state))
    naming = replace(naming, mode=HelpMode(row.mode))
    await _require_fit(work, taken, naming)
    given = {"state": HelpState.GIVEN, "helper": naming.person, "given_at": taken.now}
    await repository.save_help(work.connection, row.id, given)
    return await _given(work, scope, taken, row.id, naming)


async def run(
    work: UnitOfWork, person: str, help_id: UUID, asked: Asked, errand: Errand, words: str | None
) -> Row[Any]:
    """Do something for an applicant; done in his place it is marked so.

    Raises HelpNotFound, NotGiven, NothingCollected, and what `take_up` raises.
    """
    row = await find_own(work, person, help_id)
    taken = await take_up(work, HELPER, asked, ERRANDS[errand])
    require_given(HelpState(row.state))
    require_collected(errand, row.errands)
    await repository.save_help(work.connection, row.id, {"errands": [*row.errands, errand]})
    await put_down(work, replace(taken, by=person), words=words, facts=_facts(row.id, HelpMode(row.mode)))
    return await find_own(work, person, help_id)


async def end(work: UnitOfWork, scope: Scope, help_id: UUID, asked: Asked, ending: HelpEnding) -> Row[Any]:
    """End help: it is done, its applicant wants it no more, or nobody can.

    Raises HelpNotFound, NotGiven where it has ended, and what `take_up` raises.
    """
    row = await find(work, scope, help_id)
    taken = await take_up(work, scope, asked, A.END_HELP)
    if row.state != HelpState.ASKED:
        require_given(HelpState(row.state))
    ended = {"state": HelpState.ENDED, "ended_at": taken.now, "ending": ending}
    await repository.save_help(work.connection, row.id, ended)
    await put_down(work, taken, facts=_facts(row.id, HelpMode(row.mode)) | {"ending": ending})
    return await find(work, scope, help_id)


async def who_is_helped(work: UnitOfWork, help_id: UUID, look: Look) -> dict[str, Any]:
    """Return name and note of whom somebody helps; the look is logged. Raises HelpNotFound, NotGiven."""
    row = await find_own(work, look.by, help_id)
    require_given(HelpState(row.state))
    found = await read_applicant(work, HELPER, application_id=row.application_id, look=look)
    return {"name": found["name"], "note": found["note"]}


def _help(taken: Taken, mode: HelpMode) -> dict[str, Any]:
    return {"id": new_id(), "application_id": taken.row.id, "region": taken.row.region, "mode": mode}


def _facts(help_id: UUID, mode: HelpMode) -> dict[str, object]:
    return {"help": str(help_id), "mode": mode, "by_proxy": mode is HelpMode.ON_BEHALF}


async def _given(work: UnitOfWork, scope: Scope, taken: Taken, help_id: UUID, naming: Naming) -> Row[Any]:
    words = "\n".join(part for part in (naming.consent, naming.authorisation) if part)
    facts = _facts(help_id, naming.mode) | {"helper": naming.person}
    await put_down(work, taken, words=words or None, facts=facts)
    return await find(work, scope, help_id)


async def _require_none_open(work: UnitOfWork, taken: Taken) -> None:
    if await repository.open_help_of(work.connection, taken.row.id) is not None:
        raise HelpOpen("somebody helps, or is asked to")


async def _require_fit(work: UnitOfWork, taken: Taken, naming: Naming) -> None:
    """Raise PowerOfAttorneyNeeded, StrangerNamed, HandlesIt."""
    require_authorised(naming.mode, naming.authorisation)
    township = at_level(taken.row.region, RegionLevel.TOWNSHIP)
    people = await roles_of(work.connection, [naming.person], township, town_day(taken.now))
    require_of_township(naming.person, people)
    require_no_part(naming.person, await _took_part(work, taken))


async def _took_part(work: UnitOfWork, taken: Taken) -> set[str]:
    """Return who did something with an application as an official, goes on with it, verifies it, or hears it."""
    row, connection = taken.row, work.connection
    steps = await applications.history_of(connection, HELPER, row.id)
    verified = await applications.verification_of(connection, row.id)
    heard = await hearings.hearing_of(connection, row.id)
    own = {str(action) for action in (*ERRANDS.values(), A.ASK_HELP, A.END_HELP)}
    named = {*(verified.officials if verified else ()), heard.chair if heard else None}
    return {row.clerk_id, row.holder_id, *named, *(step.by for step in steps if step.action not in own)} - {None}


async def find(work: UnitOfWork, scope: Scope, help_id: UUID) -> Row[Any]:
    """Return help. Raises HelpNotFound, also for that of another region."""
    row = await repository.find_help(work.connection, scope, help_id)
    if row is None:
        raise HelpNotFound("no such help", help=str(help_id))
    return row


async def find_own(work: UnitOfWork, person: str, help_id: UUID) -> Row[Any]:
    """Return help that a person gives. Raises HelpNotFound, also for that of another."""
    row = await repository.find_own(work.connection, person, help_id)
    if row is None:
        raise HelpNotFound("no help of yours", help=str(help_id))
    return row
