"""What does a standard name that a township lacks and a command can send, and what can it not send, and why?"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from onefour.adopt.registers import Todo
from onefour.adopt.report import Difference, NotSent
from onefour.adopt.way import Way
from shared.runtime.bodies import LAST_DAY

_COUNTED: Final = "标准只计数、不指名 a standard counts these and names none"
# Why nobody but a person can close a gap; what is not here is sent.
_WHY: Final[Mapping[str, str]] = {
    "too-few-people": "人由县里定 who they are is said by the county",
    "too-few-qualified": "培训考试之后才有 comes by training and examination",
    "no-duty-list": _COUNTED,
    "too-few-duties": _COUNTED,
    "not-bound": "由县里决定从哪天起按清单办 the county decides from which day its list binds",
    "too-few-powers": _COUNTED,
    "too-few-cells": "网格在现场划 cells are drawn on the ground",
    "too-few-workers": "由镇里定谁管哪格 the township says who holds which cell",
}
_DRAFT: Final = "POST /duties/drafts"
_ADMISSION: Final = "POST /duties/admissions"
_PREFIX: Final = "adoption.gap."


@dataclass(frozen=True, slots=True)
class Follow:
    """A township that follows a standard from a day on: what the standard asks of it, and by which document."""

    region: str
    since: date
    document: str
    pack: Mapping[str, Any]

    @property
    def county(self) -> str:
        return self.region[:6]


async def duties(way: Way, follow: Follow) -> tuple[Todo, list[NotSent], Mapping[str, int]]:
    """Add the lines that the standard names to the township's own list; a matter that has a line already keeps it.

    What a township that is held to its list would do besides is admitted first, whoever names it.

    Return what is drawn up, what cannot be, and how many lines of each kind are added. Raises StillRefused.
    """
    named, day = follow.pack["named_duties"], follow.since.isoformat()
    path = f"/duties/lists/{follow.region}"
    own = (await way.find(path, as_of=day) or {}) if named else {}
    counties = (await way.find(f"/duties/lists/{follow.county}", as_of=day) or {}) if named else {}
    has = {one["matter"] for found in (counties, own) for one in found.get("lines", ())}
    missing = [one for one in named if one["matter"] not in has]
    newest = (await way.find(path, as_of=LAST_DAY.isoformat()) or {}) if missing else {}
    agencies = {one["kind"] for one in follow.pack["agencies"]}
    is_held = bool(missing) and await _is_held(way, follow, missing[0]["matter"])
    stopped = [(one, _why_not(one, agencies, newest, follow.since, is_held=is_held)) for one in missing]
    lines = [one for one, why in stopped if why is None]
    body = {
        "region": follow.region,
        "valid_from": day,
        "title": own.get("title") or "职责清单",
        "adopted_by": follow.document,
        "lines": [*(_line(one) for one in own.get("lines", ())), *lines],
    }

    async def send() -> None:
        await way.by_two("/duties/drafts", body, "/duties/drafts/{}/publish")

    left = [one["matter"] for one in named if one["matter"] in has]
    done = Difference("duties", [one["matter"] for one in lines], left_alone=left)
    kept = [NotSent(f"duties.{one['matter']}", why[0], why[1]) for one, why in stopped if why is not None]
    return Todo(done, send), kept, Counter(str(one["kind"]) for one in lines)


async def _is_held(way: Way, follow: Follow, matter: str) -> bool:
    """Tell whether the township is held to its list on the day from which it follows the standard."""
    day = follow.since.isoformat()
    return bool((await way.read("/duties/who-may", matter=matter, region=follow.region, as_of=day))["binding"])


def _why_not(
    line: Mapping[str, Any], agencies: set[str], newest: Mapping[str, Any], since: date, *, is_held: bool
) -> tuple[str, str] | None:
    """Return why a line is not sent, and by which request it comes."""
    is_admitted = line["kind"] == "basic" and is_held
    comes_by = _ADMISSION if is_admitted else _DRAFT
    if line["kind"] == "basic" and line["lead"] not in agencies:
        return f"本镇不设牵头机构 the township leaves out its lead {line['lead']}", comes_by
    if newest and date.fromisoformat(newest["valid_from"]) >= since:
        return f"已有更晚的清单 a list that begins on {newest['valid_from']} stands already", comes_by
    if is_admitted:
        return "本镇已按清单办，新增事项须经准入 the township is held to its list: this is admitted first", _ADMISSION
    return None


def _line(shown: Mapping[str, Any]) -> dict[str, Any]:
    return {name: shown[name] for name in ("matter", "kind", "lead", "support", "legal_basis")}


def not_sent(gaps: Sequence[Mapping[str, Any]], added: Mapping[str, Mapping[str, int]]) -> list[NotSent]:
    """Return which gaps no command closes, by name; `added`: what is sent, by register and kind, closes some."""
    found = []
    for gap in gaps:
        code = gap["code"].removeprefix(_PREFIX)
        register = {"too-few-duties": "duties", "too-few-powers": "powers"}.get(code, "")
        sent = added.get(register, {}).get(gap["what"] or "", 0)
        is_closed = (code == "no-duty-list" and any(added.get("duties", {}).values())) or (
            sent and (gap["has"] or 0) + sent >= (gap["needs"] or 0)
        )
        if code in _WHY and not is_closed:
            what = f"{code} {gap['what']}" if gap["what"] else code
            found.append(NotSent(what, _WHY[code], gap["closes"]))
    return found
