"""What does a paper of a penalty case say? Its template, filled from the lines of the record up to its own."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Row

from enforcement.papers.domain import (
    Issued,
    PaperKind,
    Said,
    changed_penalty,
    issued_papers,
    last_of,
    named,
    of_this_round,
    officers_at,
)
from enforcement.penalties.domain.correcting import CorrectionWay
from enforcement.penalties.domain.course import Conclusion, SpareGround
from enforcement.penalties.domain.minors import LIGHTENED
from enforcement.penalties.domain.sanctions import SanctionKind
from enforcement.penalties.domain.states import PenaltyAction
from shared.clock import town_day
from shared.papers.writing import Sheet, chinese_day, chinese_moment, day_of

from .amounts import penalty_of, yuan
from .evidence import evidence_up_to, of_evidence
from .goods import goods_of, of_goods
from .measures import of_measure, things_of
from .procedural import of_procedure
from .serving import of_service
from .templates import filled, title_of, word

A = PenaltyAction
_AMOUNTS = {SanctionKind.CONFISCATE_GAINS, SanctionKind.CONFISCATE_GOODS}


@dataclass(frozen=True, slots=True)
class Found:
    """A paper, and all that it is filled from: the case, its record, and numbers of certificates by officer."""

    row: Row[Any]
    lines: Sequence[Said]
    paper: Issued
    reviewer: str
    numbers: Mapping[str, str] = field(default_factory=dict)

    @property
    def line(self) -> Said:
        return next(line for line in self.lines if line.seq == self.paper.seq)

    def last(self, *actions: PenaltyAction) -> Said | None:
        return last_of(of_this_round(self.lines, self.paper.seq), self.paper.seq, *actions)


def sheet_of(found: Found, reprint: int | None) -> Sheet:
    """Return what a paper says; `reprint` is the number of the print, None on the original."""
    line = found.line
    evidence = evidence_up_to(found.lines, found.paper.seq)
    lists = {"evidence": evidence, "instalments": _plan(line), "things": things_of(found.lines, line)}
    lists |= {"goods": goods_of(found.lines, line)}
    values = _of_case(found) | _of_step(line) | _of_course(found) | _of_performance(found)
    values |= of_measure(found.lines, line, found.numbers) | of_procedure(line, found.numbers) | of_service(line)
    values |= of_goods(found.lines, line, found.numbers) | of_evidence(found.lines, line)
    return filled(found.paper, line, values, lists, reprint)


def _of_case(found: Found) -> dict[str, str | None]:
    """Return whom and what a case is about, as its first line says it."""
    row, filed = found.row, found.lines[0]
    # Where the party lives is not void with what came before.
    named_last = last_of(found.lines, found.paper.seq, A.NAME_ADDRESS)
    said = json.loads(filed.words or "{}")
    party = said["party"]
    return {
        "case": row.number,
        "party": party["name"],
        "party_number": party["number"],
        "number_kind": word("party", party["kind"]),
        "address": named_last.words if named_last else party["address"],
        "what": said["what"],
        "place": said.get("place") or f"区划代码{row.region}",
        "matter": row.matter,
        "powers": "、".join(filed.facts["powers"]),
        "officers": named(officers_at(found.lines, found.paper.seq), found.numbers),
        "ended_on": day_of(filed.facts["ended_on"]),
        "found_on": day_of(filed.facts["found_on"]),
        "filed_on": chinese_day(town_day(filed.at)),
        "day": chinese_day(found.paper.day),
        "reviewer": found.reviewer,
    }


def _of_step(line: Said) -> dict[str, str | None]:
    """Return what the paper's own step says."""
    facts = line.facts
    on_the_spot, spared = line.kind == A.DECIDE_ON_THE_SPOT, facts.get("outcome") == Conclusion.SPARE
    return {
        "words": line.words,
        "moment": chinese_moment(line.at),
        "until": day_of(facts.get("until")),
        "defence_until": day_of(facts.get("defence_due_at")),
        "hearing_until": day_of(facts.get("hearing_due_at")),
        "hearing_on": day_of(facts.get("on")),
        "on": day_of(facts.get("on")),
        "to": day_of(facts.get("to")),
        "chair": facts.get("chair"),
        "way": word("way", facts.get("way")),
        "spare": word("spare", facts.get("ground")) if spared else None,
        "educated": "" if spared else None,
        "guardian": "" if spared and facts.get("ground") == SpareGround.CHILD else None,
        "end": word("end", facts.get("ground")) if line.kind == A.TERMINATE else None,
        "correct_by": day_of(facts.get("correct_by")),
        "at_once": "" if facts.get("correction") == CorrectionWay.AT_ONCE else None,
        "collected": word("collected", facts.get("collected")),
        "invoice": facts.get("invoice") or ("无" if facts.get("collected") else None),
        "pay_due_on": day_of(facts.get("pay_due_on")),
        "shown": "" if facts.get("credentials_shown") else None,
        "refused": "" if on_the_spot and not facts["signed"] else None,
        "open": yuan(facts["open_fen"]) if facts.get("open_fen") else None,
        "late": yuan(facts["late_fen"]) if "late_fen" in facts else None,
    }


def _of_course(found: Found) -> dict[str, str | None]:
    """Return what was told, heard and decided before, and by what penalty."""
    decided = found.last(A.DECIDE, A.DECIDE_ON_THE_SPOT)
    told, stated = found.last(A.NOTIFY), found.last(A.STATE_DEFENCE)
    checked, waived, heard = found.last(A.CHECK_DEFENCE), found.last(A.WAIVE_DEFENCE), found.last(A.HOLD_HEARING)
    imposing = decided or told
    facts = {**(imposing.facts if imposing else {}), **changed_penalty(found.lines, found.paper.seq)}
    basis = facts.get("basis") or (told.facts.get("basis") if told else None)
    ended = found.last(A.END_APPEAL)
    revoked = ended is not None and ended.facts.get("result") == "revoked"
    outcome = "unfounded" if revoked else facts.get("outcome") or ("punish" if facts.get("kinds") else None)
    attended = heard is not None and heard.facts["attended"]
    return {
        "penalty": penalty_of(facts),
        "basis": basis,
        "correction": word("correction", facts.get("correction")),
        "correct_until": day_of(facts.get("correct_by")),
        "circumstance": word("circumstance", facts.get("circumstance")),
        "outcome": word("outcome", outcome),
        "notified_on": chinese_day(town_day(told.at)) if told else None,
        "notice": next(iter(told.facts.get("papers", ())), None) if told else None,
        "defence": stated.words if stated else None,
        "defence_found": checked.words if checked else None,
        "waived": "" if waived else None,
        "mitigated": next((line.words for line in found.lines if line.kind == LIGHTENED), None),
        "heard_on": chinese_day(town_day(heard.at)) if heard and attended else None,
        "to_pay": "" if facts.get("fine_fen") or facts.get("confiscated_fen") else None,
        "to_do": "" if set(facts.get("kinds", ())) - {"fine", *_AMOUNTS, "warning", "criticism"} else None,
    }


def _of_performance(found: Found) -> dict[str, str | None]:
    """Return which decision is performed, when it was served and pressed, and what was paid."""
    served, demanded = found.last(A.SERVE, A.DECIDE_ON_THE_SPOT), found.last(A.DEMAND)
    decision = next((one for one in issued_papers(found.lines) if one.kind in _DECISIONS), None)
    paid = [line.facts["amount_fen"] for line in found.lines if line.kind == A.PAY and line.seq <= found.paper.seq]
    name = f"{title_of(decision.kind)}{decision.number}" if decision else None
    on = served.facts.get("on", served.at.isoformat()) if served else None
    return {
        "decision": name,
        "delivered": name,
        "served_on": day_of(on),
        "demanded_on": day_of(demanded.facts["on"]) if demanded else None,
        "paid": yuan(sum(paid)) if paid else None,
    }


_DECISIONS = {PaperKind.DECISION, PaperKind.NO_PENALTY, PaperKind.ON_THE_SPOT}


def _plan(line: Said) -> list[str]:
    plan = line.facts.get("instalments", ())
    return [f"{day_of(one['on'])}前缴纳{yuan(one['amount_fen'])}" for one in plan]
