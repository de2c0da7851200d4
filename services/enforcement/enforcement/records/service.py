"""How is a record begun, written on, read and erased? Whoever acts in a case writes here, in the same transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from shared.runtime import outbox
from shared.runtime.db import UnitOfWork
from shared.runtime.fields import OneKey
from shared.runtime.scope import Scope
from shared.schemas.enforcement import RecordAppended

from . import repository
from .domain import FIRST, Line, RecordErased, RecordNotFound, canonical, hash_of

LOOKED, ERASED = "look", "erase"


@dataclass(frozen=True, slots=True)
class New:
    """A line that is to be written: what was done, what everybody of the office may know of it, and what is sealed."""

    kind: str
    facts: Mapping[str, object]
    words: str | None = None


async def begin_record(work: UnitOfWork, case_id: UUID, region: str) -> None:
    """Begin the record of a case, with a key of its own for what is personal in it."""
    key = work.sealer.seal_bytes(work.sealer.new_key(), about=f"record\n{case_id}")
    row = {"case_id": case_id, "region": region, "length": 0, "head": FIRST, "key": key}
    await repository.add_record(work.connection, row)


async def write(work: UnitOfWork, case_id: UUID, news: Sequence[New], *, by: str, now: datetime) -> int:
    """Add lines to a case's record and tell what they made of the chain; return the record's length.

    Raises RecordNotFound, RecordErased where something is to be sealed and the key is gone.
    """
    end = await repository.lock_record(work.connection, case_id)
    if end is None:
        raise RecordNotFound("no such record", case=str(case_id))
    rows: list[dict[str, Any]] = []
    head, length = bytes(end.head), int(end.length)
    for new in news:
        length += 1
        sealed = key_of(work, end).seal(new.words, about=f"{case_id}:{length}") if new.words is not None else None
        line = Line(case_id, length, now, by, new.kind, canonical(new.facts), sealed, head)
        head = hash_of(line)
        rows.append(asdict(line) | {"hash": head})
        outbox.record(work, RecordAppended(case_id=case_id, region=end.region, length=length, head=head.hex(), at=now))
    await repository.add_lines(work.connection, rows)
    await repository.save_end(work.connection, case_id, {"length": length, "head": head})
    return length


async def get_record(work: UnitOfWork, scope: Scope, *, case_id: UUID) -> Row[Any]:
    """Return where a record ends. Raises RecordNotFound, also for one of another region."""
    row = await repository.find_record(work.connection, scope, case_id)
    if row is None:
        raise RecordNotFound("no such record", case=str(case_id))
    return row


async def read_words(
    work: UnitOfWork, scope: Scope, *, case_id: UUID, seq: int, purpose: str, now: datetime
) -> tuple[Row[Any], str | None]:
    """Return a line and what is sealed in it; the look is a line of the record, too.

    Raises RecordNotFound, RecordErased.
    """
    end = await get_record(work, scope, case_id=case_id)
    line = await repository.find_line(work.connection, case_id, seq)
    if line is None:
        raise RecordNotFound("no such line", case=str(case_id), seq=seq)
    words = opened(work, end, line)
    await write(work, case_id, [New(LOOKED, {"seq": seq, "purpose": purpose})], by=scope.person_id, now=now)
    return line, words


async def erase(work: UnitOfWork, case_id: UUID, basis: str, *, by: str, now: datetime) -> None:
    """Forget what is personal in a record: its key is thrown away, and the lines stay and are still proved.

    What was done and by which basis is its last line with words of anybody. Raises RecordNotFound, RecordErased.
    """
    end = await repository.lock_record(work.connection, case_id)
    if end is not None:
        key_of(work, end)
    await write(work, case_id, [New(ERASED, {"basis": basis})], by=by, now=now)
    await repository.save_end(work.connection, case_id, {"key": None})


async def read_whole(work: UnitOfWork, scope: Scope, *, case_id: UUID) -> list[tuple[Row[Any], str | None]]:
    """Return all lines of a record, held until the transaction ends, each with what is sealed in it.

    Who reads them writes a line of his own. Raises RecordNotFound, RecordErased.
    """
    await get_record(work, scope, case_id=case_id)
    end = await repository.lock_record(work.connection, case_id)
    if end is None:
        raise RecordNotFound("no such record", case=str(case_id))
    lines = await repository.lines_of(work.connection, case_id, after=0, limit=end.length)
    return [(line, opened(work, end, line)) for line in lines]


async def read_facts(work: UnitOfWork, scope: Scope, *, case_id: UUID) -> list[Row[Any]]:
    """Return all lines of a record, without what is sealed in them. Raises RecordNotFound."""
    end = await get_record(work, scope, case_id=case_id)
    return list(await repository.lines_of(work.connection, case_id, after=0, limit=end.length))


async def words_of(work: UnitOfWork, case_id: UUID, seq: int) -> str | None:
    """Return what is sealed in a line, for a rule of the platform and nobody's eyes; None where its key is gone."""
    end = await repository.lock_record(work.connection, case_id)
    line = await repository.find_line(work.connection, case_id, seq)
    return opened(work, end, line) if end is not None and end.key is not None and line is not None else None


async def last_words_of(work: UnitOfWork, case_id: UUID, kind: str) -> str | None:
    """Return what is sealed in the last line of a kind, as `words_of` does; None where there is no such line."""
    line = await repository.last_line_of(work.connection, case_id, kind)
    return await words_of(work, case_id, line.seq) if line is not None else None


def opened(work: UnitOfWork, end: Row[Any], line: Row[Any]) -> str | None:
    """Return what is sealed in a line. Raises RecordErased."""
    if line.sealed is None:
        return None
    return key_of(work, end).open(bytes(line.sealed), about=f"{line.case_id}:{line.seq}")


def key_of(work: UnitOfWork, end: Row[Any]) -> OneKey:
    """Return what seals and opens what is personal in a case. Raises RecordErased."""
    if end.key is None:
        raise RecordErased("its key is gone", case=str(end.case_id))
    return work.sealer.under(work.sealer.open_bytes(bytes(end.key), about=f"record\n{end.case_id}"))
