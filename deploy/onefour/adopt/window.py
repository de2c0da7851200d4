"""Which items may a township take at its window, and which powers would it have to be given for the others?

The window keeps no list of a township's own: it takes an item where the power that it needs is in force. So items are
taken in by powers, and a power that is missing is proposed as a choice; who chooses does not give it yet.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from onefour.adopt.registers import Todo
from onefour.adopt.report import Difference, Gap, NotSent
from onefour.adopt.way import Way

# A life of a power that is over; another one may begin.
_OVER = frozenset({"taken-back", "dropped"})
_NO_SUCH_ITEM = "窗口没有这个事项 the window's catalogue has no such item"
_NOT_OFFERED = "省目录没有这项权力 the province's catalogue does not offer this power"


@dataclass(frozen=True, slots=True)
class Items:
    """What the window says of the items that are wanted; `without`: the power that each lacks."""

    unknown: Sequence[str]
    without: Mapping[str, str]

    def gaps(self) -> list[Gap]:
        """Return what is missing, as gaps of the township."""
        return [
            *(
                Gap("adoption.gap.item-unknown", one, None, None, "the window's catalogue of items")
                for one in self.unknown
            ),
            *(
                Gap("adoption.gap.item-without-power", item, None, None, f"POST /powers/choices: {power}")
                for item, power in self.without.items()
            ),
        ]

    def not_sent(self) -> list[NotSent]:
        """Return the items that nothing can be proposed for: the window does not know them."""
        return [NotSent(f"items.{one}", _NO_SUCH_ITEM, "the window's catalogue of items") for one in self.unknown]


async def ask_items(way: Way, region: str, wanted: Sequence[str]) -> Items:
    """Ask the window which of the wanted items it takes in the township today. Raises StillRefused."""
    clerk = type(way.admin)("clerk", region, way.first.person_id)
    shown = await way.read("/items/offered", service="approval-window", actor=clerk, region=region)
    # What is not in force today no power brings back: for the township there is no such item.
    known = {one["code"]: one for one in shown["items"] if one["in_force"]}
    asked = list(dict.fromkeys(wanted))
    without = {code: known[code]["power"] for code in asked if code in known and not known[code]["offered"]}
    return Items([code for code in asked if code not in known], without)


async def choices(way: Way, region: str, wanted: Sequence[str]) -> tuple[Todo, list[NotSent], Mapping[str, int]]:
    """Compare the powers wanted with those that the township has, in whatever state: the rest is chosen.

    Return what is chosen, what the province does not offer, and how many are chosen of each kind. Raises StillRefused.
    """
    asked = list(dict.fromkeys(wanted))
    lives = [one async for one in way.pages("/powers", region=region)] if asked else []
    has = {one["code"] for one in lives if one["state"] not in _OVER}
    missing = [code for code in asked if code not in has]
    offered: dict[str, Any] = {one["code"]: one async for one in way.pages("/powers/catalogue")} if missing else {}
    added = [code for code in missing if code in offered]
    body = {"region": region, "powers": added}

    async def send() -> None:
        await way.send("POST", "/powers/choices", body)

    strange = [
        NotSent(f"powers.{code}", _NOT_OFFERED, "PUT /powers/catalogue") for code in missing if code not in offered
    ]
    kinds: dict[str, int] = {}
    for code in added:
        kinds[offered[code]["kind"]] = kinds.get(offered[code]["kind"], 0) + 1
    left = [code for code in asked if code in has]
    return Todo(Difference("choices", added, left_alone=left), send), strange, kinds
