"""How is the record of a case chained, and what has somebody changed in it?

Administrative penalty law 2021, art. 47: the whole process is recorded, from the beginning of a case to its execution.
Each line holds the hash of the one before it, and the centre keeps what every line made of the chain: who changes,
deletes, inserts or moves a line, or cuts the end off, is seen.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from shared.errors import Conflict, NotFound

# What the first line holds instead of a hash.
FIRST = bytes(32)
# So long a line may be on its way to the centre.
ON_THE_WAY = timedelta(minutes=10)


class RecordNotFound(NotFound):
    code = "records.not-found"
    said = "没有这份全过程记录"


class RecordErased(Conflict):
    """The key of what was personal is gone: the line is still proved, and nobody reads it any more."""

    code = "records.erased"
    said = "该记录中的个人信息已依法删除"


class FaultKind(StrEnum):
    """What was done to a record; their Chinese terms stand in docs/glossary.md."""

    CHANGED = "changed"
    MISSING = "missing"
    MISPLACED = "misplaced"
    REWRITTEN = "rewritten"
    CUT = "cut"
    UNTOLD = "untold"
    PHOTO_MISSING = "photo-missing"
    PHOTO_CHANGED = "photo-changed"


@dataclass(frozen=True, slots=True)
class Fault:
    """Where a record is not as it was written: at the line `seq` of a case; `photo`: that of this line."""

    case_id: UUID
    seq: int
    kind: FaultKind
    photo: UUID | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a record. `facts` is JSON as it was hashed; `sealed`: what is personal or was written.

    That is hashed as cipher text: once its key is gone it is still proved.
    """

    case_id: UUID
    seq: int
    at: datetime
    by: str
    kind: str
    facts: str
    sealed: bytes | None
    previous: bytes


@dataclass(frozen=True, slots=True)
class Kept:
    """A line as the database has it, with its hash."""

    line: Line
    hash: bytes


def canonical(facts: Mapping[str, object]) -> str:
    """Return facts as the one JSON text that is kept and hashed."""
    return json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def hash_of(line: Line) -> bytes:
    """Return the SHA-256 of a line and of the one before it."""
    sealed = hashlib.sha256(line.sealed).hexdigest() if line.sealed is not None else None
    at = line.at.astimezone(UTC).isoformat()
    said = [str(line.case_id), line.seq, at, line.by, line.kind, line.facts, sealed]
    text = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(line.previous + text.encode()).digest()


def faults_of(case_id: UUID, kept: Sequence[Kept], told: Mapping[int, bytes], now: datetime) -> list[Fault]:
    """Return what is not as it was written in a case's record, in order.

    `kept`: its lines by number; `told`: by length what the centre was told of the chain. A line is given ten minutes to
    be told.
    """
    found = [*_broken(kept), *_differing(kept, told, now)]
    last, most = (kept[-1].line.seq if kept else 0), max(told, default=0)
    found += [(seq, FaultKind.CUT) for seq in range(last + 1, most + 1)]
    return [Fault(case_id, seq, kind) for seq, kind in sorted(set(found))]


def _broken(kept: Iterable[Kept]) -> Iterator[tuple[int, FaultKind]]:
    """Return where the chain does not hold in itself."""
    expected, previous = 1, FIRST
    for one in kept:
        seq = one.line.seq
        yield from ((gone, FaultKind.MISSING) for gone in range(expected, seq))
        if hash_of(one.line) != one.hash:
            yield seq, FaultKind.CHANGED
        elif seq == expected and one.line.previous != previous:
            yield seq, FaultKind.MISPLACED
        expected, previous = seq + 1, one.hash


def _differing(kept: Iterable[Kept], told: Mapping[int, bytes], now: datetime) -> Iterator[tuple[int, FaultKind]]:
    """Return where the chain is not what the centre was told."""
    for one in kept:
        seq = one.line.seq
        if seq in told and told[seq] != one.hash:
            yield seq, FaultKind.REWRITTEN
        elif seq not in told and one.line.at < now - ON_THE_WAY:
            yield seq, FaultKind.UNTOLD
