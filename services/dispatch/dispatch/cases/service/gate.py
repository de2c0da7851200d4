"""May a case go to a township's executor today, and what is kept of it where the township's list does not name it?

The one gate for every way to an executor of a township: triage decides for new cases with the same registers, and
what a person does comes through here, on the day of his act.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from dispatch.cases.domain.case import Case
from dispatch.cases.domain.checks import check_executor, check_place
from dispatch.duties.domain.authority import ADMISSION_FORM, COUNTY_DIGITS, TOWNSHIP_DIGITS, WhoMay
from dispatch.duties.service.authority import Exit, Given, count_observed, note_exits, require_admitted
from dispatch.triage import repository as known
from shared.clock import town_day
from shared.errors import Invalid
from shared.runtime.db import UnitOfWork
from shared.schemas.vocabulary import Executor

DANGER = "danger"


class EmergencyWithoutReason(Invalid):
    code = "cases.emergency-without-reason"
    said = "例外派遣须写明紧急理由"


@dataclass(frozen=True, slots=True)
class Going:
    """A case that somebody lets go to work; `emergency`: to life or public safety, and `reason` says which."""

    case: Case
    by: str
    emergency: bool = False
    reason: str | None = None


async def to_its_place(work: UnitOfWork, case: Case, now: datetime) -> Case:
    """Return the case with the township that it goes to, where only its county was known.

    Raises NoExecutor, UnknownExecutor where the one who is named is not of its place (today).
    """
    check_executor(case)
    if case.executor is Executor.COUNTY:
        return case
    place = await known.place_of(
        work.connection, worker=case.worker_id, unit=case.unit, executor=case.executor, on=town_day(now)
    )
    check_place(case, place)
    is_known = len(case.region) > COUNTY_DIGITS
    return case if is_known or place is None else replace(case, region=place[:TOWNSHIP_DIGITS])


@dataclass(frozen=True, slots=True)
class Through:
    """What the registers say of a case, as it is kept with the step; `warning`: the list, once it binds, refuses it."""

    said: dict[str, object]
    warning: dict[str, object] | None = None


async def let_through(work: UnitOfWork, who_may: WhoMay, going: Going, now: datetime) -> Through:
    """Return what the registers say of a case that goes to a township.

    Danger goes past the list, with its reason, and is noted; a township that is not held to its list is given it with
    a warning, and that is counted. Raises NotAdmitted, EmergencyWithoutReason.
    """
    case, matter = going.case, going.case.matter or ""
    answer = who_may(matter, case.region)
    if going.emergency and not going.reason:
        raise EmergencyWithoutReason("what goes past the duty list says why", field="reason")
    said = answer.explained()
    if answer.is_the_townships:
        return Through(said)
    if going.emergency or (answer.binding and await known.is_danger(work.connection, matter)):
        reason = str(going.reason) if going.emergency else DANGER
        await note_exits(work, [Exit(case.id, case.region, matter, answer, reason, going.by)], now)
        return Through(said | {"exit": reason})
    require_admitted(answer, matter, case.region)
    await count_observed(work, [Given(case.region, matter, answer)], now)
    return Through(said, said | {"matter": matter, "form": ADMISSION_FORM})
