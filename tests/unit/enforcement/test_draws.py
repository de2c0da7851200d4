"""Whoever draws again comes to the same, and whoever changes something is found (双随机)."""

from collections import Counter
from dataclasses import replace

import pytest

from enforcement.inspections.domain.draws import (
    DrawFault,
    DrawList,
    NotDrawn,
    NothingToDraw,
    Pair,
    Published,
    Recused,
    ShareOrCount,
    TooFewOfficers,
    commitment_of,
    differing,
    faults_of_draw,
    hash_of_list,
    number_to_draw,
    redraw,
    require_drawn,
)

SEED = "5eed"
OBJECTS = tuple(f"object-{number:04}" for number in range(1000))
OFFICERS = tuple(f"officer-{number}" for number in range(7))
LISTED = DrawList("fire", OBJECTS, OFFICERS, (), 1000)


def published(listed: DrawList = LISTED, seed: str = SEED) -> Published:
    return Published(commitment_of(seed), hash_of_list(listed), seed, listed, redraw(seed, listed))


def test_a_thousand_objects_are_drawn_again_to_the_same() -> None:
    draw = published()
    shuffled = replace(LISTED, objects=tuple(reversed(OBJECTS)), officers=tuple(reversed(OFFICERS)))
    assert redraw(SEED, shuffled) == draw.result
    assert {one.object for one in draw.result} == set(OBJECTS)
    assert faults_of_draw(draw) == []
    assert redraw("another", LISTED) != draw.result


def test_another_seed_draws_each_object_about_as_often() -> None:
    few = replace(LISTED, objects=OBJECTS[:10], count=3)
    drawn = Counter(one.object for seed in range(1000) for one in redraw(str(seed), few))
    assert all(200 < drawn[one] < 400 for one in few.objects)


@pytest.mark.parametrize("count", [1, 3, 4, 100])
def test_nobody_is_drawn_twice_while_another_has_none(count: int) -> None:
    pairs = redraw(SEED, replace(LISTED, count=count))
    times = Counter(dict.fromkeys(OFFICERS, 0))
    times.update(officer for one in pairs for officer in one.officers)
    assert max(times.values()) - min(times.values()) <= 1
    assert all(len(set(one.officers)) == 2 for one in pairs)


def test_who_is_recused_is_left_out() -> None:
    left_out = (Recused("officer-1"), *(Recused("officer-2", one) for one in OBJECTS[:500]))
    for one in redraw(SEED, replace(LISTED, recused=left_out)):
        assert "officer-1" not in one.officers
        assert one.object not in OBJECTS[:500] or "officer-2" not in one.officers


@pytest.mark.parametrize(
    "left_out",
    [
        tuple(Recused(one) for one in OFFICERS[1:]),
        (*(Recused(one) for one in OFFICERS[2:]), Recused(OFFICERS[0], OBJECTS[7])),
    ],
)
def test_two_are_there_for_each_object(left_out: tuple[Recused, ...]) -> None:
    with pytest.raises(TooFewOfficers):
        redraw(SEED, replace(LISTED, recused=left_out))


TAMPERED = [
    (replace(published(), seed="other"), {DrawFault.SEED, DrawFault.RESULT}),
    (replace(published(), commitment="0"), {DrawFault.SEED}),
    (replace(published(), list_hash="0"), {DrawFault.LIST}),
    (replace(published(), listed=replace(LISTED, objects=OBJECTS[1:])), {DrawFault.LIST, DrawFault.RESULT}),
    (replace(published(), listed=replace(LISTED, count=999)), {DrawFault.LIST, DrawFault.RESULT}),
    (replace(published(), listed=replace(LISTED, officers=OFFICERS[1:])), {DrawFault.LIST, DrawFault.RESULT}),
    (replace(published(), listed=replace(LISTED, recused=(Recused("x"),))), {DrawFault.LIST}),
    (replace(published(), result=published().result[1:]), {DrawFault.RESULT}),
    (replace(published(), result=(Pair("mine", OFFICERS[:2]), *published().result[1:])), {DrawFault.RESULT}),
    (replace(published(), result=tuple(reversed(published().result))), {DrawFault.RESULT}),
]


@pytest.mark.parametrize(("draw", "expected"), TAMPERED)
def test_whoever_changes_seed_list_or_result_is_found(draw: Published, expected: set[DrawFault]) -> None:
    assert set(faults_of_draw(draw)) == expected


def test_a_whole_other_draw_is_not_what_the_record_tells() -> None:
    forged = published(replace(LISTED, objects=OBJECTS[:500], count=500), "my own seed")
    assert faults_of_draw(forged) == []
    assert differing(forged, published()) == [DrawFault.SEED, DrawFault.LIST, DrawFault.RESULT]
    assert differing(published(), published()) == []


@pytest.mark.parametrize(
    ("share", "how_many", "listed", "drawn"),
    [(10, None, 1000, 100), (1, None, 101, 2), (1, None, 3, 1), (100, None, 7, 7), (None, 3, 7, 3), (None, 9, 7, 7)],
)
def test_a_share_is_rounded_up(share: int | None, how_many: int | None, listed: int, drawn: int) -> None:
    assert number_to_draw(share, how_many, listed) == drawn


def test_a_share_or_a_number_is_drawn_of_something() -> None:
    for share, how_many in ((None, None), (5, 5)):
        with pytest.raises(ShareOrCount):
            number_to_draw(share, how_many, 10)
    with pytest.raises(NothingToDraw):
        number_to_draw(5, None, 0)


def test_an_inspection_is_of_who_was_drawn_by_whom_was_drawn() -> None:
    pairs = redraw(SEED, LISTED)
    first = pairs[0]
    require_drawn(pairs, first.object, reversed(first.officers))
    others = [one for one in OFFICERS if one not in first.officers][:2]
    for wrong, officers in (("x", first.officers), (first.object, tuple(others)), (first.object, first.officers[:1])):
        with pytest.raises(NotDrawn):
            require_drawn(pairs, wrong, officers)
