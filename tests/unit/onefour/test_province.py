"""Is the made-up province as big as the reform says, and the same every time?"""

from collections import Counter
from collections.abc import Sequence
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onefour.province.load import Stage, stages
from onefour.province.organisation import make_towns
from onefour.province.places import all_townships, townships_of
from onefour.province.scale import PROVINCE, share
from onefour.province.shares import apportion, uneven
from onefour.refusals import CommandRefused


@pytest.fixture(scope="module")
def province() -> Sequence[Stage]:
    return list(stages(all_townships(), PROVINCE, seed=1))


def rows(province: Sequence[Stage], name: str, what: str) -> list[dict[str, Any]]:
    (stage,) = (stage for stage in province if stage.name.endswith(name))
    return [row for portion in stage.portions for row in portion.body[what]]


def test_the_province_has_1257_townships_of_which_54_are_synthetic_and_say_so() -> None:
    places = all_townships()
    made_up = [place for place in places if place.synthetic]

    assert (len(places), len({place.code for place in places}), len(made_up)) == (1_257, 1_257, 54)
    assert all(place.name.endswith("（合成）") for place in made_up)
    assert share(1_257, 54) == PROVINCE


def test_agencies_posts_and_people_add_up_to_the_figures_of_the_reform(province: Sequence[Stage]) -> None:
    units = rows(province, "units", "units")
    agencies = Counter(row["region"] for row in units if len(row["region"]) == 9)
    posts = Counter[str]()
    for row in rows(province, "posts", "lines"):
        if len(row["unit_id"].split("-")[1]) == 9:
            posts[row["kind"]] += row["posts"]

    assert sum(agencies.values()) == 9_392
    assert set(agencies.values()) == {7, 8, 9}
    assert posts == {"administrative": 2_221, "public-institution": 7_256}
    assert len(rows(province, "persons", "persons")) == len(rows(province, "people", "lines")) == 21_847
    assert all(row["synthetic"] for row in (*units, *rows(province, "persons", "persons")))


def test_every_county_has_a_list_of_627_matters_of_which_it_leads_503(province: Sequence[Stage]) -> None:
    (stage,) = (stage for stage in province if stage.name.endswith("duty lists"))
    kinds = Counter(line["kind"] for line in stage.portions[0].body["lines"])

    assert len(stage.portions) == 95
    assert kinds == {"supporting": 503, "basic": 124}
    assert {portion.rows for portion in stage.portions} == {627}


def test_townships_have_taken_38_licences_and_102_penalties_of_369_powers_on_average(province: Sequence[Stage]) -> None:
    kinds = {row["code"]: row["kind"] for row in rows(province, "catalogue", "powers")}
    taken = rows(province, "赋权 powers", "powers")
    penalties = sum(kinds[row["power"]] == "penalty" for row in taken)

    assert Counter(kind == "penalty" for kind in kinds.values()) == {True: 323, False: 46}
    assert (len(taken) - penalties, penalties) == (38 * 1_257, 102 * 1_257)
    assert len({(row["region"], row["power"]) for row in taken}) == len(taken)
    assert len({row["region"] for row in taken}) == 1_257


def test_1626_courses_were_attended_99010_times(province: Sequence[Stage]) -> None:
    sessions = rows(province, "training", "sessions")
    times = sum(len(day["persons"]) for session in sessions for day in session["attended"])
    persons = {row["id"] for row in rows(province, "persons", "persons")}

    assert (len(rows(province, "training", "courses")), len(sessions), times) == (1_626, 1_626, 99_010)
    assert all(persons.issuperset(day["persons"]) for session in sessions for day in session["attended"])


def test_the_same_seed_gives_the_same_province_and_another_another() -> None:
    places = townships_of(["320803"])
    scale = share(len(places), 0)
    made, again, other = (
        [portion.body for stage in stages(places, scale, seed) for portion in stage.portions] for seed in (1, 1, 2)
    )

    assert made == again
    assert made != other


def test_a_portion_that_is_there_is_known_by_its_first_township_alone(province: Sequence[Stage]) -> None:
    for name, what, region_of in (
        ("赋权 powers", "powers", lambda row: row["region"]),
        ("people", "lines", lambda row: row["person_id"].split("-")[1]),
        ("posts", "lines", lambda row: row["unit_id"].split("-")[1]),
        ("money", "lines", lambda row: row["region"]),
    ):
        (stage,) = (stage for stage in province if stage.name.endswith(name))
        portions = [{region_of(row) for row in portion.body[what]} for portion in stage.portions]
        assert sum(len(regions) for regions in portions) == len(set().union(*portions)), name
        for portion, regions in zip(stage.portions, portions, strict=True):
            assert portion.known is not None
            assert portion.known[1]["region"] in regions


def test_a_county_that_does_not_exist_is_refused() -> None:
    with pytest.raises(CommandRefused, match="999999"):
        townships_of(["999999"])


@given(st.integers(0, 10_000), st.lists(st.integers(1, 50), min_size=1, max_size=40))
def test_shares_add_up_and_follow_the_weights(total: int, weights: list[int]) -> None:
    shares = apportion(total, weights)

    assert sum(shares) == total
    assert all(abs(got - total * weight / sum(weights)) < 1 for got, weight in zip(shares, weights, strict=True))


@given(st.integers(1, 60), st.integers(0, 5), st.integers(1, 20), st.randoms(use_true_random=False), st.data())
def test_uneven_shares_add_up_and_keep_their_bounds(
    number: int, least: int, wide: int, random: Random, data: st.DataObject
) -> None:
    most = least + wide
    total = data.draw(st.integers(least * number, most * number))

    shares = uneven(total, number, random, least=least, most=most)

    assert (len(shares), sum(shares)) == (number, total)
    assert all(least <= one <= most for one in shares)


def test_shares_that_cannot_be_are_refused() -> None:
    with pytest.raises(ValueError, match="not 2 shares"):
        uneven(100, 2, Random(1), least=0, most=10)


def test_who_was_sent_down_sits_on_a_post_that_is_there() -> None:
    places = townships_of(["320803"])
    for town in make_towns(places, share(len(places), 0), Random(1)):
        moved = Counter((p.agency, p.kind) for p in town.people if p.mode == "transferred")
        assert moved <= town.posts
