"""What is told to who takes a township in: what is new, what changed, what was left alone, what went?"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Difference:
    """What a register lacks of what is wanted, by the things' own ids or codes."""

    register: str
    added: Sequence[str] = ()
    changed: Sequence[str] = ()
    left_alone: Sequence[str] = ()
    removed: Sequence[str] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.added or self.changed or self.removed)

    def line(self) -> str:
        counts = (("新增 added", self.added), ("变更 changed", self.changed), ("移除 removed", self.removed))
        said = [f"{word} {len(ids)}" for word, ids in (*counts, ("不变 left alone", self.left_alone)) if ids]
        return f"{self.register}: {', '.join(said) or '无 nothing'}"


@dataclass(frozen=True, slots=True)
class Gap:
    """`closes` is the request that would close it."""

    code: str
    what: str | None
    has: int | None
    needs: int | None
    closes: str

    def line(self) -> str:
        about = f" {self.what}" if self.what else ""
        numbers = f" {self.has or 0}/{self.needs}" if self.needs is not None else ""
        return f"{self.code}{about}{numbers} → {self.closes}"


@dataclass(frozen=True, slots=True)
class NotSent:
    """What is wanted and no command can send; `why` says it to who has to do it, `closes` is what he does."""

    what: str
    why: str
    closes: str

    def line(self) -> str:
        return f"{self.what}: {self.why} → {self.closes}"


@dataclass(frozen=True, slots=True)
class Report:
    """A township taken in by `version` of its type's standard; a preview sent nothing, and compares nothing."""

    township: str
    type: str
    version: int
    preview: bool
    differences: Sequence[Difference] = field(default_factory=tuple)
    gaps: Sequence[Gap] = field(default_factory=tuple)
    not_sent: Sequence[NotSent] = field(default_factory=tuple)

    def lines(self) -> list[str]:
        done = "预览 preview, nothing was sent" if self.preview else "已纳入 taken in"
        return [
            f"{self.township} {self.type} v{self.version}: {done}",
            *(one.line() for one in self.differences),
            *([f"不能代办 not sent: {len(self.not_sent)}"] if self.not_sent else []),
            *(f"  {one.line()}" for one in self.not_sent),
            *([] if self.preview else gap_lines(self.gaps)),
        ]

    def as_json(self) -> dict[str, Any]:
        return {
            "township": self.township,
            "type": self.type,
            "version": self.version,
            "preview": self.preview,
            "registers": {one.register: _as_json(one) for one in self.differences},
            "not_sent": [{"what": one.what, "why": one.why, "closes": one.closes} for one in self.not_sent],
            "gaps": gaps_as_json(self.gaps),
        }


def gap_lines(gaps: Sequence[Gap]) -> list[str]:
    return [f"差距 gaps: {len(gaps)}", *(f"  {one.line()}" for one in gaps)]


def gaps_as_json(gaps: Sequence[Gap]) -> list[dict[str, Any]]:
    return [
        {"code": one.code, "what": one.what, "has": one.has, "needs": one.needs, "closes": one.closes} for one in gaps
    ]


def _as_json(one: Difference) -> dict[str, Any]:
    return {
        "added": list(one.added),
        "changed": list(one.changed),
        "left_alone": list(one.left_alone),
        "removed": list(one.removed),
    }
