"""What do the papers say that the procedure itself needs: records, reports, opinions, decisions of the organ?"""

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
        "not_corrected",
    )
)


def of_procedure(line: Said, numbers: Mapping[str, str]) -> dict[str, str | None]:
    """Return what the line of such a step says; None for what belongs to another step."""
    of = _OF.get(line.kind)
    return _NOTHING | {"by": line.by} | (of(line.facts, numbers) if of else {})


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


def _heard(facts: Mapping[str, Any], _: Mapping[str, str]) -> dict[str, str | None]:
    return {"attended": _flag(holds=facts["attended"]), "absent": _flag(holds=not facts["attended"])}


def _reviewed(facts: Mapping[str, Any], _: Mapping[str, str]) -> dict[str, str | None]:
    return {"passed": _flag(holds=facts["passed"]), "not_passed": _flag(holds=not facts["passed"])}


def _discussed(facts: Mapping[str, Any], _: Mapping[str, str]) -> dict[str, str | None]:
    return {"present": "、".join(facts["present"])}


def _recused(facts: Mapping[str, Any], numbers: Mapping[str, str]) -> dict[str, str | None]:
    comes = facts.get("replacement")
    said = {"recused": named([facts["officer"]], numbers), "comes": named([comes], numbers) if comes else None}
    return said | {"granted": _flag(holds=facts["granted"]), "denied": _flag(holds=not facts["granted"])}


def _deviated(facts: Mapping[str, Any], _: Mapping[str, str]) -> dict[str, str | None]:
    return {"approved_penalty": penalty_of(facts), "approved_circumstance": word("circumstance", facts["circumstance"])}


def _suspended(facts: Mapping[str, Any], _: Mapping[str, str]) -> dict[str, str | None]:
    return {"suspended_for": word("suspend", facts["ground"])}


def _later(facts: Mapping[str, Any], _: Mapping[str, str]) -> dict[str, str | None]:
    days = facts.get("days")
    return {"days": str(days) if days else None, "decide_by": day_of(facts.get("decide_due_at"))}


def _looked_at(facts: Mapping[str, Any], _: Mapping[str, str]) -> dict[str, str | None]:
    return {"corrected": _flag(holds=facts["corrected"]), "not_corrected": _flag(holds=not facts["corrected"])}


_OF: dict[str, Callable[[Mapping[str, Any], Mapping[str, str]], dict[str, str | None]]] = {
    A.SETTLE_PRESERVED: _settled,
    A.CONCLUDE: _concluded,
    A.CHECK_DEFENCE: _checked,
    A.HOLD_HEARING: _heard,
    A.REVIEW: _reviewed,
    A.DISCUSS: _discussed,
    A.DECIDE_RECUSAL: _recused,
    A.APPROVE_DEVIATION: _deviated,
    A.SUSPEND: _suspended,
    A.RESUME: _later,
    A.EXTEND: _later,
    A.CHECK_CORRECTION: _looked_at,
}
