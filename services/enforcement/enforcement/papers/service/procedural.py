"""What do the papers say that the procedure itself needs: records, reports, opinions, decisions of the organ?"""

import json
from collections.abc import Callable, Mapping
from typing import Any

from enforcement.papers.domain import Said, named
from enforcement.penalties.domain.states import PenaltyAction
from shared.papers.writing import day_of

from .amounts import penalty_of, yuan
from .templates import word

A = PenaltyAction
# What these papers may say; None where it is another step's.
_NOTHING = dict[str, str | None].fromkeys(
    (
        *("settlement", "concluded", "concluded_ground", "gained", "returned", "accepted"),
        *("not_accepted", "attended", "absent", "passed", "not_passed", "present", "recused", "comes", "granted"),
        *("denied", "approved_penalty", "approved_circumstance", "suspended_for", "days", "decide_by", "corrected"),
        *("not_corrected", "chairs_now", "chair_granted", "chair_denied", "chair_open", "public", "closed_for"),
        *("as_officer", "agents", "in_person", "left", "excused", "investigators"),
        *("organ", "document", "transferred_on"),
    )
)


def of_procedure(line: Said, numbers: Mapping[str, str]) -> dict[str, str | None]:
    """Return what the line of such a step says; None for what belongs to another step."""
    of = _OF.get(line.kind)
    said = _NOTHING | {"by": line.by} | (of(line.facts, numbers) if of else {})
    return said | _written_at_hearing(line) if line.kind == A.HOLD_HEARING else said


def _flag(*, holds: bool) -> str | None:
    return "" if holds else None


def _settled(facts: Mapping[str, Any], _: Mapping[str, str]) -> dict[str, str | None]:
    return {"settlement": word("settlement", facts["settlement"])}


def _concluded(facts: Mapping[str, Any], _: Mapping[str, str]) -> dict[str, str | None]:
    gained, returned = facts.get("gained_fen", 0), facts.get("returned_fen", 0)
    said = {"concluded": word("outcome", facts["conclusion"]), "concluded_ground": word("spare", facts.get("ground"))}
    return said | {"gained": yuan(gained) if gained else None, "returned": yuan(returned) if returned else None}


def _checked(facts: Mapping[str, Any], _: Mapping[str, str]) -> dict[str, str | None]:
    return {"accepted": _flag(holds=facts["accepted"]), "not_accepted": _flag(holds=not facts["accepted"])}


def _fixed(facts: Mapping[str, Any], _: Mapping[str, str]) -> dict[str, str | None]:
    closed = facts.get("closed")
    # A notice of before says nothing of it.
    return {"closed_for": word("closed", closed), "public": _flag(holds="closed" in facts and closed is None)}


def _heard(facts: Mapping[str, Any], numbers: Mapping[str, str]) -> dict[str, str | None]:
    # Before it was said why, whoever did not come had given it up.
    why = None if facts["attended"] else facts.get("absence") or "stayed-away"
    there = facts.get("investigators", ())
    return {
        "attended": _flag(holds=facts["attended"]),
        "absent": _flag(holds=why == "stayed-away"),
        "left": _flag(holds=why == "left"),
        "excused": _flag(holds=why == "excused"),
        "in_person": _flag(holds=facts.get("in_person", False)),
        "investigators": named(there, numbers) if there else None,
    }


def _written_at_hearing(line: Said) -> dict[str, str | None]:
    """Return what the chair wrote, and the names of who came for the party (art. 64 (5), (8))."""
    if "agents" not in line.facts:
        return {"words": line.words}
    said = json.loads(line.words or "{}")
    return {"words": said.get("record"), "agents": "、".join(said.get("agents", ())) or None}


def _reviewed(facts: Mapping[str, Any], _: Mapping[str, str]) -> dict[str, str | None]:
    return {"passed": _flag(holds=facts["passed"]), "not_passed": _flag(holds=not facts["passed"])}


def _discussed(facts: Mapping[str, Any], _: Mapping[str, str]) -> dict[str, str | None]:
    return {"present": "、".join(facts["present"])}


def _recused(facts: Mapping[str, Any], numbers: Mapping[str, str]) -> dict[str, str | None]:
    comes, chairs, granted = facts.get("replacement"), facts.get("chairs", False), facts["granted"]
    who = named([comes], numbers) if comes else None
    said = {"recused": named([facts["officer"]], numbers), "comes": None if chairs else who}
    said |= {"chairs_now": who if chairs else None}
    said |= {"as_officer": _flag(holds=not chairs), "chair_open": _flag(holds=chairs)}
    said |= {"granted": _flag(holds=granted and not chairs), "denied": _flag(holds=not granted and not chairs)}
    return said | {
        "chair_granted": _flag(holds=granted and chairs),
        "chair_denied": _flag(holds=not granted and chairs),
    }


def _deviated(facts: Mapping[str, Any], _: Mapping[str, str]) -> dict[str, str | None]:
    return {"approved_penalty": penalty_of(facts), "approved_circumstance": word("circumstance", facts["circumstance"])}


def _suspended(facts: Mapping[str, Any], _: Mapping[str, str]) -> dict[str, str | None]:
    return {"suspended_for": word("suspend", facts["ground"])}


def _later(facts: Mapping[str, Any], _: Mapping[str, str]) -> dict[str, str | None]:
    days = facts.get("days")
    return {"days": str(days) if days else None, "decide_by": day_of(facts.get("decide_due_at"))}


def _transferred(facts: Mapping[str, Any], _: Mapping[str, str]) -> dict[str, str | None]:
    return {"organ": facts.get("organ") or "公安机关"}


def _taken_back(facts: Mapping[str, Any], _: Mapping[str, str]) -> dict[str, str | None]:
    days = {"transferred_on": day_of(facts["transferred_on"]), "decide_by": day_of(facts["decide_due_at"])}
    return days | {"organ": facts["organ"], "document": facts["document"]}


def _looked_at(facts: Mapping[str, Any], _: Mapping[str, str]) -> dict[str, str | None]:
    return {"corrected": _flag(holds=facts["corrected"]), "not_corrected": _flag(holds=not facts["corrected"])}


_OF: dict[str, Callable[[Mapping[str, Any], Mapping[str, str]], dict[str, str | None]]] = {
    A.SETTLE_PRESERVED: _settled,
    A.CONCLUDE: _concluded,
    A.CHECK_DEFENCE: _checked,
    A.FIX_HEARING: _fixed,
    A.HOLD_HEARING: _heard,
    A.REVIEW: _reviewed,
    A.DISCUSS: _discussed,
    A.DECIDE_RECUSAL: _recused,
    A.APPROVE_DEVIATION: _deviated,
    A.SUSPEND: _suspended,
    A.RESUME: _later,
    A.EXTEND: _later,
    A.TRANSFER: _transferred,
    A.TAKE_BACK: _taken_back,
    A.CHECK_CORRECTION: _looked_at,
}
