"""How do tests lead confiscated goods? What the officers write when they take them over and dispose of them."""

from typing import Any

from tests.integration.enforcement.penalty_desk import PenaltyDesk
from tests.support.goods_steps import named

GOODS = {"kinds": ["confiscate-goods"], "goods_fen": 30_000}


async def goods(desk: PenaltyDesk, case: str) -> list[dict[str, Any]]:
    """Return what a case shows of its confiscated goods."""
    items: list[dict[str, Any]] = (await desk.officer().get(f"/penalties/{case}/goods")).json()["goods"]
    return items


async def states(desk: PenaltyDesk, case: str) -> list[str]:
    """Return how far each of the confiscated goods of a case is."""
    return [one["state"] for one in await goods(desk, case)]


def taking(desk: PenaltyDesk, *numbers: int, **changes: Any) -> dict[str, Any]:
    """Return that the party handed goods over, as it should be."""
    usual = {"goods": list(numbers) or [1], "on": desk.today.isoformat(), "officers": desk.officers}
    return usual | {"signed": True, "record": "当事人交付，清点无误"} | changes


def auction(desk: PenaltyDesk, *brought: int, **changes: Any) -> dict[str, Any]:
    """Return that the first goods were auctioned, and what each brought paid in."""
    each = [{"number": number, "proceeds_fen": fen} for number, fen in enumerate(brought, 1)]
    paid = {"treasury_fen": sum(brought), "receipt": "一般缴款书 7 号"}
    return {"way": "auction", "on": desk.today.isoformat(), "goods": each, "record": "公开拍卖"} | paid | changes


async def confiscated(desk: PenaltyDesk, sanction: dict[str, Any] | None = None, parts: int = 1) -> str:
    """Return a case whose decision confiscates so many goods, and is served."""
    sanction = sanction or GOODS
    case = await desk.heard_out(sanction)
    listed = named(sanction, parts=parts)
    more = {"outcome": "punish", "sanction": sanction, "reasons": "理由", "goods": listed}
    await desk.take(case, "decide", desk.head(), **more)
    await desk.take(case, "serve", on=desk.today.isoformat(), way="handed-over", receipt="回证")
    return case


async def appealed(desk: PenaltyDesk, case: str, result: str, **more: Any) -> dict[str, Any]:
    """Let a party appeal today, and the appeal end so; return the case."""
    on = desk.today.isoformat()
    await desk.take(case, "appeal", kind="reconsideration", on=on, words="申请书")
    return await desk.take(case, "appeal/end", result=result, on=on, words="复议决定书", **more)
