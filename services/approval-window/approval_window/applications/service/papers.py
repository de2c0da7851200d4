"""How is a paper of an application filled in, printed, and how is it kept who printed it?"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from approval_window.applications.domain.authority import ApplicationNotFound
from approval_window.applications.domain.corrections import ErrorIn
from approval_window.applications.domain.materials import materials_of
from approval_window.applications.domain.papers import (
    ACCEPTANCE,
    CORRECTION,
    DECISIONS,
    DELIVERY,
    ENTRUSTED,
    RECEIPT,
    Issued,
    corrected_by,
    find_paper,
    issued_papers,
    power_of,
)
from approval_window.applications.domain.procedure import REMEDIES
from approval_window.applications.repository import applications as repository
from approval_window.applications.repository import corrections
from approval_window.applications.repository import papers as prints
from approval_window.items.domain import ItemKind
from shared.clock import town_day
from shared.codes import RegionLevel, at_level
from shared.papers.writing import Sheet, chinese_day, day_of, write_lines
from shared.runtime.copies import unit_name
from shared.runtime.db import UnitOfWork, new_id
from shared.runtime.scope import Scope

from .acting import item_of, opened_applicant
from .corrections import OPEN_ENDED, opened_texts
from .receiving import Look, get_application

# The kind of unit that a township's own government is; what else there is of it are its offices.
GOVERNMENT = "government"


@lru_cache(maxsize=1)
def templates() -> dict[str, Any]:
    """Return what the papers say, and the words for what facts hold as codes."""
    text = (files("approval_window.applications") / "data" / "papers.json").read_text(encoding="utf-8")
    read: dict[str, Any] = json.loads(text)
    return read


def title_of(kind: str) -> str:
    """Return what a kind of paper is called."""
    return str(templates()["papers"][kind]["title"])


async def list_papers(work: UnitOfWork, scope: Scope, application_id: UUID) -> list[dict[str, Any]]:
    """Return the papers that an application has, and how often each was printed. Raises ApplicationNotFound."""
    row = await get_application(work, scope, application_id=application_id)
    steps = await repository.history_of(work.connection, scope, row.id)
    printed = [one.number for one in await prints.prints_of(work.connection, row.id)]
    return [
        {"kind": one.kind, "title": title_of(one.kind), "number": one.number, "seq": one.seq, "day": one.day}
        | {"prints": printed.count(one.number), "corrected_by": corrected_by(steps, one.number)}
        for one in issued_papers(row.number, steps)
    ]


async def print_paper(work: UnitOfWork, scope: Scope, application_id: UUID, number: str, look: Look) -> Sheet:
    """Return what a paper says; that it was printed is kept, and is a look at who applied.

    The first print is the original. Raises ApplicationNotFound, PaperNotFound, ItemUnknown.
    """
    # Held: two who print at once must not both have the original.
    row = await repository.lock_application(work.connection, scope, application_id)
    if row is None:
        raise ApplicationNotFound("no such application", application=str(application_id))
    steps = await repository.history_of(work.connection, scope, row.id)
    paper = find_paper(issued_papers(row.number, steps), number)
    before = [one for one in await prints.prints_of(work.connection, row.id) if one.number == number]
    corrected = await corrections.corrections_of(work.connection, row.id)
    found = _Found(work, row, await item_of(work, row), steps, paper, corrected)
    # A unit may be renamed: what was said once is repeated.
    authority = before[0].authority if before else await _authority(found)
    serial = len(before) + 1
    kept = {"application_id": row.id, "at": look.at, "by": look.by, "purpose": look.purpose}
    given = {"number": number, "serial": serial, "authority": authority}
    await prints.add_print(work.connection, kept | given | {"id": new_id()})
    await repository.add_look(work.connection, kept | {"id": new_id(), "what": f"paper {paper.kind}"})
    return _sheet(found, authority, serial if before else None)


@dataclass(frozen=True, slots=True)
class _Found:
    """A paper, and all that it is filled from."""

    work: UnitOfWork
    row: Row[Any]
    item: Row[Any]
    steps: Sequence[Row[Any]]
    paper: Issued
    corrections: Sequence[Row[Any]]

    @property
    def step(self) -> Row[Any]:
        return next(step for step in self.steps if step.seq == self.paper.seq)

    def words(self) -> str | None:
        """Return what somebody wrote in the step of this paper."""
        step = self.step
        if step.words is None:
            return None
        return self.work.sealer.open(step.words, about=f"{self.row.id}:{step.seq}")

    def applicant(self) -> str:
        """Return the applicant's name as it stood when the paper was given, with the error that it had then."""
        for one in self.corrections:
            if one.error == ErrorIn.NAME and one.number and one.seq > self.paper.seq:
                return opened_texts(self.work, one)["written"]
        return str(opened_applicant(self.work, self.row)["name"])

    def names(self, codes: Sequence[str]) -> list[str]:
        """Return what the item calls these materials."""
        known = materials_of(self.item.materials)
        return [known[code].name if code in known else code for code in codes]


async def _authority(found: _Found) -> str:
    """Return in whose name a paper is given: the township's own, or the principal's (licence law art. 24)."""
    power, connection, on = power_of(found.steps, found.paper.seq), found.work.connection, found.paper.day
    township = at_level(found.row.region, RegionLevel.TOWNSHIP)
    name = await unit_name(connection, township, GOVERNMENT, on)
    name = name or f"乡镇人民政府（街道办事处，区划代码{township}）"
    if power.get("mode") != ENTRUSTED:
        return name
    county, kind = at_level(township, RegionLevel.COUNTY), str(power["principal"])
    principal = await unit_name(connection, county, kind, on)
    return f"{principal or f'县级主管部门（{kind}）'}\n（受委托办理：{name}）"


def _sheet(found: _Found, authority: str, reprint: int | None) -> Sheet:
    template = templates()["papers"][found.paper.kind]
    values = _values(found) | _of_kind(found) | _of_correction(found)
    return Sheet(
        kind=found.paper.kind,
        title=template["title"],
        number=found.paper.number,
        lines=(*write_lines(template["lines"], values, _lists(found)), *_marks(found)),
        sealed=(*authority.splitlines(), "（印章）", chinese_day(found.paper.day)),
        signatures=tuple(template["signatures"]),
        code=f"{found.row.number} {values['code']}" if values["code"] else None,
        reprint=reprint,
    )


def _values(found: _Found) -> dict[str, str | None]:
    """Return what every paper may say."""
    row, paper, facts = found.row, found.paper, found.step.facts
    receipt = paper.kind == RECEIPT
    return {
        "applicant": found.applicant(),
        "application": row.number,
        "item": found.item.name,
        "by": _word("by", found.item.kind),
        "day": chinese_day(paper.day),
        "received_on": chinese_day(town_day(row.received_at)),
        "accepted_on": chinese_day(town_day(row.accepted_at)) if row.accepted_at else None,
        "silent_on": None,
        "notice_due_on": day_of(facts.get("notice_due_at")),
        "decision_due_on": day_of(facts.get("decision_due_at")),
        "promise_due_on": day_of(facts.get("promise_due_at")),
        "legal_days": str(row.legal_days),
        "promised_days": str(row.promised_days),
        "organ": facts.get("organ"),
        # Told to nobody but who holds the receipt.
        "code": found.work.sealer.open(row.receipt_code, about=str(row.id)) if receipt else None,
        "words": found.words(),
    }


def _of_kind(found: _Found) -> dict[str, str | None]:
    """Return what only some papers say, by what their steps say as codes."""
    facts, kind, row = found.step.facts, found.paper.kind, found.row
    grounds = "ground" if found.item.kind == ItemKind.LICENCE else "ground-of-service"
    remedies = [_word("remedy", str(one)) for one in facts.get("remedies", REMEDIES)]
    valid_to = day_of(facts.get("valid_to"))
    said: dict[str, str | None] = {
        "ground": _word(grounds, facts["ground"]) if "ground" in facts else None,
        "remedies": "；也可以".join(remedies),
        "valid_to": valid_to,
        **_of_renewal(facts, found.paper),
        "hearing_on": day_of(facts.get("on")),
        "hearing_place": facts.get("place"),
        "heard_on": day_of(facts.get("heard_on")),
        "open_from": None if valid_to else chinese_day(found.paper.day),
        "way": _word("way", facts["way"]) if "way" in facts else None,
        "to": found.words() if kind == DELIVERY else None,
        "delivered": _delivered(found) if kind == DELIVERY else None,
    }
    if kind == ACCEPTANCE and row.by_silence:
        said |= {"silent_on": chinese_day(town_day(row.accepted_at)), "accepted_on": None}
    return said


def _of_renewal(facts: Mapping[str, Any], paper: Issued) -> dict[str, str | None]:
    """Return from when a licence holds once more, whether somebody said so, and when it ends otherwise."""
    silent = facts.get("by_silence", False)
    return {
        "renewed_from": day_of(facts.get("renewed_from")),
        "renewed_on": None if silent else chinese_day(paper.day),
        "silent_until": day_of(facts.get("renewed_from")) if silent else None,
        "ends_on": day_of(facts.get("ends_on")),
    }


def _of_correction(found: _Found) -> dict[str, str | None]:
    """Return what a correction says: which decision has which error, and what is right."""
    if found.paper.kind != CORRECTION:
        return {}
    row = next(one for one in found.corrections if one.number == found.paper.number)
    decision = find_paper(issued_papers(found.row.number, found.steps), row.paper)
    texts = opened_texts(found.work, row)
    if row.error == ErrorIn.VALID_TO:
        texts = {name: text if text == OPEN_ENDED else str(day_of(text)) for name, text in texts.items()}
    return {
        **texts,
        "decided_on": chinese_day(decision.day),
        "of": decision.number,
        "of_title": title_of(decision.kind),
        "error": _word("error", row.error),
    }


def _marks(found: _Found) -> list[str]:
    """Return what an earlier paper says of those that correct it."""
    papers = corrected_by(found.steps, found.paper.number)
    return [f"注：本文书已经更正，见更正决定书（{'、'.join(papers)}）。"] if papers else []


def _lists(found: _Found) -> Mapping[str, list[str]]:
    facts = found.step.facts
    given = {"here": "materials", "promised": "promised", "missing": "missing"}
    return {name: found.names(facts.get(fact, [])) for name, fact in given.items()}


def _delivered(found: _Found) -> str:
    """Return what was delivered: the decision, or what came of a service."""
    for paper in issued_papers(found.row.number, found.steps):
        if paper.kind in DECISIONS:
            return f"{title_of(paper.kind)}（{paper.number}）"
    return "办理结果"


def _word(table: str, code: str) -> str:
    return str(templates()["words"][table][code])
