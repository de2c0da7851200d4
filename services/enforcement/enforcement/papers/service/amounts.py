"""How do papers say amounts, and what is imposed?"""

from collections.abc import Mapping
from typing import Any

from .templates import word

YUAN = 100


def yuan(fen: int) -> str:
    """Return an amount as it stands on papers: 人民币1,000.50元."""
    return f"人民币{fen // YUAN:,}.{fen % YUAN:02d}元"


def penalty_of(facts: Mapping[str, Any]) -> str | None:
    """Return kinds and amounts of a penalty as papers say them (art. 9, 59 (3))."""
    kinds = [str(kind) for kind in facts.get("kinds", ())]
    said = [str(word("kind", kind)) + (yuan(facts["fine_fen"]) if kind == "fine" else "") for kind in kinds]
    confiscated, goods = facts.get("confiscated_fen"), facts.get("goods_fen")
    if confiscated and "goods_fen" in facts:
        said.append(f"没收违法所得金额{yuan(confiscated)}")
    elif confiscated:
        # Of one sum for gains and goods, as it was decided until they stood apart.
        said.append(f"没收金额合计{yuan(confiscated)}")
    if goods:
        said.append(f"没收的非法财物价值{yuan(goods)}")
    return "；".join(said) or None
