"""What do papers say of confiscated goods (penalty law art. 59, 66, 74)?"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from enforcement.papers.domain import Said, named
from enforcement.penalties.domain.states import PenaltyAction
from enforcement.penalties.service.confiscating import NAMED
from shared.papers.writing import day_of

from .amounts import yuan
from .templates import word

A = PenaltyAction
# Their lines name the goods of which they speak; a decision speaks of all.
_OF_SOME = {A.TAKE_GOODS, A.DISPOSE_GOODS, A.DEMAND, A.APPLY_TO_COURT}


def of_goods(lines: Sequence[Said], line: Said, numbers: Mapping[str, str]) -> dict[str, str | None]:
    """Return what was handed over, or how it was disposed of and what it brought; None on other papers."""
    facts, taken, gone = line.facts, line.kind == A.TAKE_GOODS, line.kind == A.DISPOSE_GOODS
    words = json.loads(line.words or "{}") if gone else {}
    listed = _named(lines, line)
    proceeds = sum(one["proceeds_fen"] for one in facts.get("brought", ()))
    free = [one for one in listed if one["measure"] is None]
    return {
        "goods_taken_by": named(facts["officers"], numbers) if taken else None,
        "goods_on": day_of(facts["on"]) if taken or gone else None,
        "goods_refused": "" if taken and not facts["signed"] else None,
        "goods_to_hand_over": "" if line.kind == A.DECIDE and free else None,
        "goods_way": word("disposal", facts["disposal"]) if gone else None,
        "goods_basis": facts["basis"] if gone else None,
        "goods_record": words.get("record"),
        "goods_proceeds": yuan(proceeds) if gone and proceeds else None,
        "goods_receipt": words.get("receipt") if proceeds else None,
    }


def goods_of(lines: Sequence[Said], line: Said) -> list[str]:
    """Return the goods of which a paper speaks: number, name, identity, amount, value, and what each brought."""
    listed = list(enumerate(_named(lines, line), 1))
    brought = {one["goods"]: one["proceeds_fen"] for one in line.facts.get("brought", ())}
    if line.kind == A.DECIDE:
        return [_listed(number, one, None) for number, one in listed]
    mine = set(line.facts.get("goods", ())) if line.kind in _OF_SOME else set()
    return [_listed(number, one, brought.get(number)) for number, one in listed if number in mine]


def _named(lines: Sequence[Said], line: Said) -> list[dict[str, Any]]:
    found = next((one for one in reversed(lines) if one.seq <= line.seq and one.kind == NAMED), None)
    return list(json.loads(found.words)) if found is not None and found.words else []


def _listed(number: int, one: Mapping[str, Any], brought: int | None) -> str:
    who = f"{one['name']}（{one['identity']}）" if one["identity"] else one["name"]
    held = f"，已由第{one['measure']}号措施查封、扣押" if one["measure"] is not None else ""
    got = f"，所得款项{yuan(brought)}" if brought else ""
    return f"第{number}号：{who}，{one['amount']}{one['unit']}，价值{yuan(one['value_fen'])}{held}{got}"
