"""What do papers say of what is sealed up or seized (coercion law art. 18, 21, 24, 25, 28)?"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from enforcement.papers.domain import PaperKind, Said, named
from enforcement.penalties.domain.states import PenaltyAction
from shared.papers.writing import chinese_moment, day_of

from .templates import title_of, word

A = PenaltyAction
ASKING = (A.ASK_MEASURE, A.IMPOSE_URGENT_MEASURE)
IMPOSING = (A.IMPOSE_MEASURE, A.IMPOSE_URGENT_MEASURE)


def of_measure(lines: Sequence[Said], line: Said, numbers: Mapping[str, str]) -> dict[str, str | None]:
    """Return what is known of the measure that a line speaks of: what was asked for, and what was done on the spot."""
    asked, done = _line(lines, line, *ASKING), _line(lines, line, *IMPOSING)
    wanted, seen = _words(asked), _words(done)
    return {
        "measure_kind": word("measure", asked.facts.get("kind")) if asked else None,
        "measure_days": str(asked.facts["days"]) if asked else None,
        "measure_address": wanted.get("address"),
        "measure_reasons": wanted.get("reasons"),
        "measure_basis": wanted.get("basis"),
        "measure_until": day_of(done.facts.get("until")) if done else None,
        "measure_at": _moment(done),
        "measure_decision": _decision(done),
        "urgent": "" if asked and asked.kind == A.IMPOSE_URGENT_MEASURE else None,
        "approved": "" if asked and asked.kind == A.ASK_MEASURE else None,
        "site_record": seen.get("record"),
        "statement": seen.get("statement"),
        "witness": seen.get("witness"),
        "keeper": seen.get("keeper"),
        "site_officers": named(done.facts["officers"], numbers) if done else None,
        "site_refused": "" if done and done.facts["present"] and not done.facts["signed"] else None,
        "longer": str(line.facts["days"]) if line.kind == A.EXTEND_MEASURE else None,
        "old_until": day_of(line.facts.get("before")),
        "new_until": day_of(line.facts.get("until")),
        "examination": word("examination", line.facts.get("examination")),
        "examined_from": day_of(line.facts.get("begins_on")),
        "examined_until": day_of(line.facts.get("ends_on")),
        "lift_ground": word("lift", line.facts.get("ground")) if line.kind == A.LIFT_MEASURE else None,
        "goes_along": "、".join(_all_decisions(lines, line)) or None,
    }


def things_of(lines: Sequence[Said], line: Said) -> list[str]:
    """Return what stands in the inventory: name, number or place, amount (24 (2), (3))."""
    things = _words(_line(lines, line, *ASKING)).get("things", [])
    return [_thing(one) for one in things]


def _thing(one: dict[str, Any]) -> str:
    named = f"{one['name']}（{one['identity']}）" if one["identity"] else one["name"]
    return f"{word('thing', one['kind'])}：{named}，{one['amount']}{one['unit']}"


def _line(lines: Sequence[Said], line: Said, *actions: PenaltyAction) -> Said | None:
    serial = line.facts.get("measure")
    found = (one for one in lines if one.kind in actions and one.facts.get("measure") == serial)
    return next(found, None) if serial is not None else None


def _words(line: Said | None) -> dict[str, Any]:
    return dict(json.loads(line.words)) if line is not None and line.words else {}


def _moment(line: Said | None) -> str | None:
    if line is None:
        return None
    told = line.facts.get("at")
    return chinese_moment(datetime.fromisoformat(told) if told else line.at)


def _decision(line: Said | None) -> str | None:
    return _named(line)[0] if line is not None and _named(line) else None


def _named(line: Said) -> list[str]:
    kind = PaperKind.MEASURE
    return [f"{title_of(kind)}{one}" for one in line.facts.get("papers", ()) if str(one).startswith(f"{kind}-")]


def _all_decisions(lines: Sequence[Said], line: Said) -> list[str]:
    """Return the decisions by which was seized what goes along with a crime (21)."""
    going = set(line.facts.get("measures", ()))
    return [name for one in lines if one.kind in IMPOSING and one.facts.get("measure") in going for name in _named(one)]
