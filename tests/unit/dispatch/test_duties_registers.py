"""Does the past stay as it was, and is the one door to the registers quick at a province's scale?"""

import random
import time
import tracemalloc
from collections.abc import Callable
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from dispatch.duties.domain.authority import Duty, DutyKind, DutyList, Registers
from dispatch.duties.domain.lists import ONE_DAY, Published, next_version

COUNTY, TOWN = "320585", "320585102"
MATTERS = ("noise", "taxes", "lamps")
FIRST = date(2026, 1, 1)
# The reform's own scale.
COUNTIES, TOWNSHIPS, LINES = 95, 1_257, 627
QUESTIONS = 20_000
LIMIT_SECONDS = 50e-6
LIMIT_MEGABYTES = 300

kinds = st.dictionaries(st.sampled_from(MATTERS), st.sampled_from(DutyKind), max_size=len(MATTERS))
published = st.lists(st.tuples(st.sampled_from((COUNTY, TOWN)), st.integers(1, 90), kinds), max_size=12)


def _after(before: Registers, region: str, begins: date, given_kinds: dict[str, DutyKind]) -> Registers:
    """Return the registers after one more list was published, as the use case publishes it."""
    mine = list(before.lists.get(region, ()))
    version, ended = next_version([Published(one.version, one.valid_from, one.valid_to) for one in mine], begins)
    kept = [
        DutyList(one.region, one.version, one.valid_from, begins - ONE_DAY, one.duties)
        if ended is not None and one.version == ended.version
        else one
        for one in mine
    ]
    duties = {matter: Duty(matter, kind, "office", (), "") for matter, kind in given_kinds.items()}
    new = DutyList(region, version, begins, None, duties)
    return Registers({**before.lists, region: [*kept, new]}, before.bound_from)


@given(published, st.lists(st.integers(0, 1200), max_size=5))
def test_no_list_of_a_later_day_changes_what_held_before_it(
    steps: list[tuple[str, int, dict[str, DutyKind]]], days: list[int]
) -> None:
    registers = Registers({}, {TOWN: FIRST})
    newest = dict.fromkeys((COUNTY, TOWN), FIRST)
    for region, later, given_kinds in steps:
        begins = newest[region] + timedelta(days=later)
        newest[region] = begins
        asked = [FIRST + timedelta(days=day) for day in days] + [begins - ONE_DAY]
        questions = [(matter, place, day) for matter in MATTERS for place in (TOWN, COUNTY) for day in asked]
        earlier = [question for question in questions if question[2] < begins]
        before = [registers.who_may(*question) for question in earlier]

        registers = _after(registers, region, begins, given_kinds)

        assert [registers.who_may(*question) for question in earlier] == before


def test_who_may_is_answered_in_microseconds_for_a_whole_province(
    record_testsuite_property: Callable[[str, object], None],
) -> None:
    tracemalloc.start()
    registers, townships = _province()
    megabytes = tracemalloc.get_traced_memory()[0] / 1e6
    tracemalloc.stop()
    choose = random.Random(1)
    questions = [
        (f"M{choose.randrange(LINES + 50):04}", choose.choice(townships), FIRST + timedelta(days=choose.randrange(800)))
        for _ in range(QUESTIONS)
    ]

    begun = time.process_time()
    for question in questions:
        registers.who_may(*question)
    mean = (time.process_time() - begun) / QUESTIONS

    record_testsuite_property("who_may_microseconds", round(mean * 1e6, 2))
    record_testsuite_property("registers_megabytes", round(megabytes))
    assert mean < LIMIT_SECONDS
    assert megabytes < LIMIT_MEGABYTES


def _province() -> tuple[Registers, list[str]]:
    """Every county and every township has a list of each of two years; what lists have in common is kept once."""
    counties = [f"32{number:04}" for number in range(COUNTIES)]
    townships = [f"{counties[number % COUNTIES]}{number // COUNTIES:03}" for number in range(TOWNSHIPS)]
    duties = [Duty(f"M{n:04}", DutyKind.BASIC if n < 124 else DutyKind.SUPPORTING, "o", (), "") for n in range(LINES)]
    second = FIRST + timedelta(days=365)
    lists = {
        region: [
            DutyList(region, 1, FIRST, second - ONE_DAY, {one.matter: one for one in duties}),
            DutyList(region, 2, second, None, {one.matter: one for one in duties}),
        ]
        for region in (*counties, *townships)
    }
    return Registers(lists, dict.fromkeys(townships, FIRST)), townships
