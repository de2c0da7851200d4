"""How do tests seal up and seize? What officers report, what was done on the spot, and the steps to it."""

from typing import Any

from tests.integration.enforcement.penalty_desk import PenaltyDesk

STOVE = {"kind": "goods", "name": "燃气灶具", "amount": 2, "unit": "台", "related": True}
SHOP = {"kind": "place", "name": "经营场所", "amount": 1, "unit": "处", "identity": "示例路 1 号", "related": True}


def stove(number: str, **changes: Any) -> dict[str, Any]:
    """Return a stove with a number of its own."""
    return STOVE | {"identity": number} | changes


def wanted(**changes: Any) -> dict[str, Any]:
    """Return what is reported to the head."""
    usual = {"kind": "seize", "days": 30, "reasons": "防止证据损毁", "basis": "某条例第五十条", "things": [STOVE]}
    return usual | changes


def site(desk: PenaltyDesk, **changes: Any) -> dict[str, Any]:
    """Return what was done on the spot, as it should be."""
    usual: dict[str, Any] = {"officers": desk.officers, "record": "现场情况", "inventory_copies": 2}
    done = ("credentials_shown", "party_called", "party_present", "told", "heard", "signed", "handed_over")
    return usual | dict.fromkeys(done, True) | {"statement": "没有意见"} | changes


async def imposed(desk: PenaltyDesk, case: str | None = None, /, **changes: Any) -> str:
    """Return a case in which something was asked for, approved and sealed up or seized."""
    case = case or await desk.file()
    await desk.take(case, "measures", **wanted(**changes))
    serial = len(await measures(desk, case))
    await desk.take(case, f"measures/{serial}/approve", desk.head(), granted=True, words="同意")
    await desk.take(case, f"measures/{serial}/impose", site=site(desk))
    return case


async def urgent(desk: PenaltyDesk, **changes: Any) -> str:
    """Return a case in which something was seized on the spot."""
    case = await desk.file()
    await desk.take(case, "measures/urgent", **wanted(site=site(desk)), **changes)
    return case


async def measures(desk: PenaltyDesk, case: str) -> list[dict[str, Any]]:
    """Return what a case shows of its measures."""
    items: list[dict[str, Any]] = (await desk.officer().get(f"/penalties/{case}/measures")).json()["items"]
    return items


async def given_back(desk: PenaltyDesk, case: str, ground: str = "not-needed", serial: int = 1) -> None:
    """Lift a measure and give its things back."""
    await desk.take(case, f"measures/{serial}/lift", desk.head(), ground=ground, words="解除")
    await desk.take(case, f"measures/{serial}/return", receipt="领取清单")
