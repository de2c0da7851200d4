"""How a record is chained, and what of a change is seen: the rules alone."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from enforcement.records.domain import FIRST, FaultKind, Kept, Line, canonical, faults_of, hash_of

CASE, OTHER = UUID(int=1), UUID(int=2)
THEN = datetime(2026, 11, 30, 1, 2, 3, tzinfo=UTC)
LATER = THEN + timedelta(hours=1)


def record(lines: int = 4) -> list[Kept]:
    kept: list[Kept] = []
    previous = FIRST
    for seq in range(1, lines + 1):
        line = Line(CASE, seq, THEN, "o-1", "add-evidence", canonical({"serial": seq}), b"sealed", previous)
        previous = hash_of(line)
        kept.append(Kept(line, previous))
    return kept


def told(kept: list[Kept]) -> dict[int, bytes]:
    return {one.line.seq: one.hash for one in kept}


def kinds(kept: list[Kept], heads: dict[int, bytes]) -> dict[int, FaultKind]:
    return {fault.seq: fault.kind for fault in faults_of(CASE, kept, heads, LATER)}


def test_a_record_that_nobody_touched_has_no_fault() -> None:
    kept = record()
    assert faults_of(CASE, kept, told(kept), LATER) == []


@pytest.mark.parametrize(
    "change",
    [
        {"case_id": OTHER},
        {"at": THEN + timedelta(microseconds=1)},
        {"by": "o-2"},
        {"kind": "conclude"},
        {"facts": canonical({"serial": 9})},
        {"sealed": b"other"},
        {"sealed": None},
        {"previous": b"x" * 32},
    ],
)
def test_whatever_is_changed_in_a_line_is_seen_there(change: dict[str, object]) -> None:
    kept = record()
    changed = [*kept[:1], Kept(replace(kept[1].line, **change), kept[1].hash), *kept[2:]]  # type: ignore[arg-type]
    assert kinds(changed, told(kept)) == {2: FaultKind.CHANGED}


def test_who_changes_the_hash_too_is_seen_by_the_next_line_and_by_what_was_told() -> None:
    kept = record()
    line = replace(kept[1].line, facts=canonical({"serial": 9}))
    changed = [kept[0], Kept(line, hash_of(line)), *kept[2:]]
    assert kinds(changed, told(kept)) == {2: FaultKind.REWRITTEN, 3: FaultKind.MISPLACED}


def test_a_record_that_is_written_anew_from_a_line_on_is_not_what_was_told() -> None:
    kept, previous, anew = record(), FIRST, []
    for one in kept:
        line = replace(one.line, by="o-9", previous=previous)
        previous = hash_of(line)
        anew.append(Kept(line, previous))
    assert kinds(anew, told(kept)) == dict.fromkeys((1, 2, 3, 4), FaultKind.REWRITTEN)


@pytest.mark.parametrize(("gone", "seen"), [(1, FaultKind.MISSING), (2, FaultKind.MISSING), (4, FaultKind.CUT)])
def test_a_line_that_was_deleted_is_missed(gone: int, seen: FaultKind) -> None:
    kept = record()
    assert kinds([one for one in kept if one.line.seq != gone], told(kept)) == {gone: seen}


def test_a_record_of_which_nothing_is_left_is_missed() -> None:
    assert kinds([], told(record(2))) == {1: FaultKind.CUT, 2: FaultKind.CUT}


def test_a_line_that_was_added_at_the_end_was_never_told() -> None:
    kept = record()
    assert kinds(kept, told(kept[:3])) == {4: FaultKind.UNTOLD}


def test_a_line_that_is_on_its_way_is_no_fault() -> None:
    kept = record()
    assert faults_of(CASE, kept, told(kept[:3]), THEN + timedelta(minutes=9)) == []


def test_lines_that_changed_places_are_seen() -> None:
    kept = record()
    second, third = kept[1].line, kept[2].line
    moved = [kept[0], Kept(replace(third, seq=2), kept[2].hash), Kept(replace(second, seq=3), kept[1].hash), kept[3]]
    assert {2, 3} <= set(kinds(moved, told(kept)))
