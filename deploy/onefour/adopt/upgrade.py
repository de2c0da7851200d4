"""How does a township follow a newer version of its standard, and what of the difference can be sent?

What the standard names is sent: agencies, lines of the duty list (drawn up by one person, published by the other),
powers as choices. What it only counts, or what is found on the ground, is named with its reason.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from onefour.adopt import registers, standard
from onefour.adopt.report import Difference, NotSent, Report
from onefour.adopt.run import agencies_of, gaps_of, recorded, take
from onefour.adopt.standard import Follow
from onefour.adopt.way import Way
from onefour.adopt.window import ask_items, choices
from onefour.gateway import Gateway
from onefour.refusals import CommandRefused
from shared.clock import town_day, utc_now


class NoDocument(CommandRefused):
    """What binds a township is decided by a document with a number."""


@dataclass(frozen=True, slots=True)
class Upgrade:
    """A township that gets another version of its type's standard; its overlay stays. A preview needs no document."""

    township: str
    version: int | None
    valid_from: date
    document: str | None
    draws_up: str
    confirms: str


async def upgrade(gateway: Gateway, asked: Upgrade, *, preview: bool = False) -> Report:
    """Let a township follow another version of its standard, under the overlay that it has; twice is as good as once.

    Raises NoDocument, StillRefused.
    """
    if asked.document is None and not preview:
        raise NoDocument("缺少文号 an upgrade is decided by a document: --document")
    way = Way.of(gateway, asked.township[:6], asked.draws_up, asked.confirms)
    path = f"/adoption/townships/{asked.township}"
    now = await way.read(path, as_of=asked.valid_from.isoformat())
    body = {
        "type": now["type"],
        "version": asked.version,
        "valid_from": asked.valid_from.isoformat(),
        "document": asked.document or now["document"],
        "reason": now["reason"],
    }
    decided = await way.send("POST", f"{path}/try", body)
    is_there = decided["version"] == now["version"]
    done = [recorded(decided | {"step": None} if is_there else decided), _asks(decided)]
    # What is lacking is asked before anything is sent: a preview says the same.
    lacks = await way.read(f"{path}/gaps", as_of=asked.valid_from.isoformat(), version=decided["version"])
    if not preview and not is_there:
        await way.send("PUT", path, body)
    sent, kept = await _follow(
        way,
        Follow(asked.township, asked.valid_from, body["document"], decided["pack"]),
        decided,
        lacks,
        preview=preview,
    )
    gaps = [] if preview else await gaps_of(way, asked.township, ())
    return Report(asked.township, decided["type"], decided["version"], preview, [*done, *sent], gaps, kept)


async def _follow(
    way: Way, follow: Follow, decided: Mapping[str, Any], lacks: Mapping[str, Any], *, preview: bool
) -> tuple[list[Difference], list[NotSent]]:
    """Send what the standard names and the township lacks; return it, and what cannot be sent."""
    given = agencies_of(follow.region, decided, follow.since)
    opened = await take(await registers.agencies(way, given, town_day(utc_now())), preview=preview)
    lines, no_lines, by_duty = await standard.duties(way, follow)
    drawn = await take(lines, preview=preview)
    items = await ask_items(way, follow.region, follow.pack["items"])
    powers, no_powers, by_power = await choices(
        way, follow.region, [*follow.pack["named_powers"], *items.without.values()]
    )
    chosen = await take(powers, preview=preview)
    left = standard.not_sent(lacks["gaps"], {"duties": by_duty, "powers": by_power})
    return [opened, drawn, chosen], [*no_lines, *no_powers, *items.not_sent(), *left]


def _asks(decided: Mapping[str, Any]) -> Difference:
    """Return what the other version asks otherwise than the one before, beside agencies."""
    pack, before = decided["pack"], decided["before"] or {}
    parts = [name for name in pack if name != "agencies"]
    changed = [_said(name, before.get(name), pack[name]) for name in parts if pack[name] != before.get(name)]
    return Difference("standard", changed=changed, left_alone=[n for n in parts if pack[n] == before.get(n)])


def _said(name: str, before: Any, now: Any) -> str:
    """Return a change in one line; of lists what came and what went."""
    if not isinstance(now, list):
        return f"{name}: {before} → {now}"
    old, new = [_key(one) for one in before or ()], [_key(one) for one in now]
    came, went = [f"+{one}" for one in new if one not in old], [f"-{one}" for one in old if one not in new]
    return f"{name}: {' '.join([*came, *went]) or '~'}"


def _key(one: Any) -> str:
    return str(one["matter"]) if isinstance(one, dict) else str(one)
