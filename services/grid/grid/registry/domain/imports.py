"""How far may a file have come, and what may become of a line of it?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any, Final

from grid.registry.domain.kinds import RecordKind
from grid.registry.domain.ties import Relation
from shared.errors import Conflict, Forbidden, NotFound, Reason


class Mode(StrEnum):
    """Is all of a file taken or nothing, or are its good lines taken?"""

    WHOLE = "whole"
    GOOD = "good"


class ImportState(StrEnum):
    """How far a file has come: kept, its lines being checked, being taken; taken, or refused with nothing taken.

    `failed`: set aside, because a step of it failed again and again; what was taken before stays, and is counted.
    """

    WAITING = "waiting"
    CHECKING = "checking"
    TAKING = "taking"
    DONE = "done"
    REFUSED = "refused"
    FAILED = "failed"


class GivenUp(Reason):
    """Why a file was set aside: at which step it failed again and again."""

    READING = "registry.import-reading-failed", "文件多次读取失败，导入已中止；没有导入任何数据"
    CHECKING = "registry.import-checking-failed", "多次校验失败，导入已中止；没有导入任何数据"
    TAKING = "registry.import-taking-failed", "多次写入失败，导入已中止；已导入的行见逐行结果，其余各行没有导入"


# A step that fails is done again after each of these times, and after the last one no more. What is only busy gets over
# it in a quarter of an hour; whoever sent the file does not wait for longer, and files behind it go on meanwhile.
AGAIN_AFTER: Final = (
    timedelta(seconds=10),
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=10),
)


# Who began to read a file goes on at once, and holds it meanwhile: after so long without that he died over it.
DIED_AFTER: Final = timedelta(minutes=1)


class Verdict(StrEnum):
    """What became of a line: read, checked, then one of the last five."""

    READ = "read"
    CHECKED = "checked"
    ADDED = "added"
    CHANGED = "changed"
    SAME = "same"
    REFUSED = "refused"
    NOT_TAKEN = "not-taken"


class ImportNotFound(NotFound):
    code = "registry.import-not-found"
    said = "没有这次导入"


class ImportOutside(Forbidden):
    """Records of that region are not brought in by the caller."""

    code = "registry.import-outside"
    said = "不能向该地区导入"


class ReportOfAnother(Forbidden):
    """The file goes back to whoever sent it, and to nobody else."""

    code = "registry.report-of-another"
    said = "带结果的文件只能由导入人本人下载"


class ReportGone(Conflict):
    """The file was removed: what became of its lines can still be asked for."""

    code = "registry.report-gone"
    said = "导入文件已按保存期限删除"


class ReportNotYet(Conflict):
    code = "registry.report-not-yet"
    said = "导入尚未完成，请稍后再下载"


def after_checks(mode: Mode, *, good: int, refused: int) -> ImportState:
    """Return what follows when all lines are checked."""
    if not good or (mode is Mode.WHOLE and refused):
        return ImportState.REFUSED
    return ImportState.TAKING


def again_after(tries: int) -> timedelta | None:
    """Return how long to wait when a step has failed so many times in a row; None: it is not tried again."""
    return AGAIN_AFTER[tries - 1] if tries <= len(AGAIN_AFTER) else None


def given_up_at(state: ImportState) -> GivenUp:
    """Return why a file is set aside whose step in this state is not tried again."""
    return {
        ImportState.WAITING: GivenUp.READING,
        ImportState.CHECKING: GivenUp.CHECKING,
        ImportState.TAKING: GivenUp.TAKING,
    }[state]


# Which column names another record, of which kind; beside it the column that says how it hangs on it.
REFERENCES: Final[dict[RecordKind, tuple[tuple[str, RecordKind, str], ...]]] = {
    RecordKind.RESIDENT: (
        ("home_code", RecordKind.HOME, "home_relation"),
        ("household_code", RecordKind.HOUSEHOLD, "household_role"),
    ),
    RecordKind.ENTERPRISE: (("place_code", RecordKind.PLACE, "place_relation"),),
    RecordKind.FACILITY: (("place_code", RecordKind.PLACE, ""),),
}
# What is meant where a line names a record and not how it hangs on it.
_USUAL: Final = {
    (RecordKind.RESIDENT, RecordKind.HOME): Relation.LIVES_IN,
    (RecordKind.RESIDENT, RecordKind.HOUSEHOLD): Relation.MEMBER,
    (RecordKind.ENTERPRISE, RecordKind.PLACE): Relation.OCCUPIES,
    (RecordKind.FACILITY, RecordKind.PLACE): Relation.STANDS_AT,
}


@dataclass(frozen=True, slots=True)
class Link:
    """What a line hangs on: a record by its code."""

    column: str
    kind: RecordKind
    code: str
    relation: Relation


def links_of(kind: RecordKind, said: Mapping[str, Any]) -> list[Link]:
    """Return what a line says that its record hangs on."""
    found = []
    for column, other, how in REFERENCES.get(kind, ()):
        if code := said.get(column):
            relation = said.get(how) or _USUAL[kind, other]
            found.append(Link(column, other, code, Relation(relation)))
    return found
