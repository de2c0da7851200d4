"""Each figure of cases is counted again, by hand and from the plan of the cases alone, and read over HTTP."""

import random
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import pytest

from tests.integration.dispatch.past_cases import past_case
from tests.support.days import in_days, on
from tests.support.platform import Platform

# Nobody else plays in this county.
COUNTY, TOWN, NEXT = "320923", "320923104", "320923105"
YEAR = 2025
LEFT_OUT = ("voided", "merged", "rejected", "suspended")
STATES = ("closed", "closed", "closed", "closed", "dispatched", "handling", "verifying", "reopened", *LEFT_OUT)
AGAIN = ["return", "dispatch"]
STEPS: tuple[list[str], ...] = (
    *(["dispatch"], ["dispatch", "accept"], []),
    *(["dispatch", *AGAIN], ["dispatch", *AGAIN, *AGAIN]),
)
# Midnights of the town hall, which are four in the afternoon of the day before in UTC.
INSIDE = (f"{YEAR - 1}-12-31T16:00:00+00:00", f"{YEAR}-12-31T23:59:59+08:00", f"{YEAR}-06-15T00:00:00+08:00")
OUTSIDE = (f"{YEAR - 1}-12-31T23:59:59+08:00", f"{YEAR + 1}-01-01T00:00:00+08:00", f"{YEAR - 1}-12-31T15:59:59+00:00")


@dataclass(frozen=True, slots=True)
class Planted:
    """A case as it was planned: `reply`: by when and whether late."""

    id: UUID
    due: datetime
    state: str
    executor: str | None
    late: bool
    reply: tuple[str, bool] | None
    steps: list[str]
    said: list[bool]


async def planted(platform: Platform, region: str, due: str, dice: random.Random) -> Planted:
    """Write a case of which everything but the due time is left to chance."""
    plan: dict[str, Any] = {
        "state": dice.choice(STATES),
        "executor": dice.choice(("grid", "team", "unit", "county", None)),
        "late": dice.random() < 0.4,
        # A reply that is due before the handling never moves a case into another year.
        "reply": dice.choice((None, (f"{YEAR - 1}-11-01T09:00:00+08:00", dice.random() < 0.3))),
        "steps": dice.choice(STEPS),
        "said": [dice.random() < 0.6 for _ in range(dice.choice((0, 0, 1, 2)))],
    }
    return Planted(await past_case(platform, region, due, **plan), datetime.fromisoformat(due), **plan)


@pytest.fixture(scope="module")
async def cases(platform: Platform) -> list[Planted]:
    """Sixty cases that fell due within the year, at its very edges too, beside some of other years and another town."""
    dice = random.Random(47678)
    days = [f"{YEAR}-{dice.randint(1, 12):02}-{dice.randint(1, 28):02}T09:30:00+08:00" for _ in range(57)]
    for due in OUTSIDE:
        await planted(platform, TOWN, due, dice)
    for due in days[:3]:
        await planted(platform, NEXT, due, dice)
    return [await planted(platform, TOWN, due, dice) for due in (*INSIDE, *days)]


# ---------------------------------------------------------------------------------------------------- the count by hand
def by_hand(cases: list[Planted]) -> dict[str, tuple[int, int]]:
    """Return numerator and denominator of each figure: domain.md's formulas over the plan, and nothing else."""
    due = [one for one in cases if one.executor != "county" and one.state not in LEFT_OUT]
    closed = [one for one in due if one.state == "closed"]
    called = [one for one in due if one.said]
    clocks = [late for one in due for late in (one.late, *([one.reply[1]] if one.reply else []))]
    redone = [one for one in due if "return" in one.steps]
    sent = [one for one in due if "dispatch" in one.steps]
    return {
        "closed-in-time": (sum(not (one.late or (one.reply and one.reply[1])) for one in closed), len(due)),
        "closed": (len(closed), len(due)),
        "accurate-dispatch": (len(sent) - len(redone), len(due)),
        "satisfaction": (sum(one.said[-1] for one in called), len(called)),
        "return-rate": (
            sum(one.steps.count("return") for one in due),
            sum(one.steps.count("dispatch") for one in due),
        ),
        "overdue-clocks": (sum(clocks), len(clocks)),
    }


async def read(platform: Platform, path: str, **query: Any) -> Any:
    reader = platform.client("dispatch", role="leader", scope=TOWN, person_id="p-recount")
    asked: dict[str, Any] = {"region": TOWN, "year": YEAR}
    answer = await reader.get(f"/assessment/{path}", params=asked | query)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def listed(platform: Platform, figure: str, part: str, **query: Any) -> list[str]:
    """Return what stands in a part, read by small pages to the end."""
    found: list[str] = []
    after: dict[str, str] = {}
    while True:
        page = await read(platform, f"figures/{figure}/subjects", part=part, limit=7, **query, **after)
        found += [one["id"] for one in page["items"]]
        if page["next"] is None:
            return found
        after = {"after": page["next"]}


async def test_each_figure_is_what_a_count_by_hand_says(platform: Platform, cases: list[Planted]) -> None:
    shown = {one["figure"]: one for one in (await read(platform, "figures"))["figures"]}

    wanted = by_hand(cases)
    assert {kind: (shown[kind]["numerator"], shown[kind]["denominator"]) for kind in wanted} == wanted
    for kind, (numerator, denominator) in wanted.items():
        assert shown[kind]["value"] == round(numerator / denominator, 4)
    left_out = {state: sum(one.state == state for one in cases) for state in LEFT_OUT}
    of_county = sum(one.executor == "county" and one.state not in LEFT_OUT for one in cases)
    assert shown["closed-in-time"]["excluded"] == left_out | {"of-the-county": of_county}


async def test_behind_each_figure_are_exactly_the_things_that_were_counted(
    platform: Platform, cases: list[Planted]
) -> None:
    everything = {str(one.id) for one in cases}
    for kind, (numerator, denominator) in by_hand(cases).items():
        parts = {part: await listed(platform, kind, part) for part in ("counted", "missed", "excluded")}

        assert (len(parts["counted"]), len(parts["missed"])) == (numerator, denominator - numerator), kind
        found = [one for part in parts.values() for one in part]
        assert len(found) == len(set(found)), kind
        if kind in {"closed-in-time", "closed", "accurate-dispatch", "satisfaction"}:
            assert set(found) == everything
    in_time = {str(one.id) for one in cases if one.state == "closed" and one.executor != "county" and not one.late}
    in_time -= {str(one.id) for one in cases if one.reply and one.reply[1]}
    assert set(await listed(platform, "closed-in-time", "counted")) == in_time


async def test_until_a_day_only_what_fell_due_by_its_end_is_counted(platform: Platform, cases: list[Planted]) -> None:
    for day, first_left_out in (
        ("2025-06-14", "2025-06-15"),
        ("2025-06-15", "2025-06-16"),
        ("2025-09-30", "2025-10-01"),
    ):
        midnight = datetime.fromisoformat(f"{first_left_out}T00:00:00+08:00")
        wanted = by_hand([one for one in cases if one.due < midnight])

        answer = await read(platform, "figures", as_of=day)
        shown = {one["figure"]: (one["numerator"], one["denominator"]) for one in answer["figures"]}
        assert (answer["as_of"], {kind: shown[kind] for kind in wanted}) == (day, wanted)
        assert len(await listed(platform, "closed", "counted", as_of=day)) == wanted["closed"][0]
        compared = (await read(platform, "comparison", as_of=day))["figures"]
        assert (compared[0]["figure"]["numerator"], compared[0]["figure"]["denominator"]) == wanted["closed-in-time"]


async def test_the_year_before_is_looked_at_until_the_same_day(platform: Platform, cases: list[Planted]) -> None:
    # The last of the other years' cases fell due on its last day.
    whole = (await read(platform, "comparison", as_of=f"{YEAR}-12-31"))["figures"]
    until_november = (await read(platform, "comparison", as_of=f"{YEAR}-11-30"))["figures"]

    def seen(figures: Any) -> int:
        (closed,) = [one["before"] for one in figures if one["figure"]["figure"] == "closed"]
        return int(closed["denominator"]) + sum(closed["excluded"].values())

    assert (seen(whole), seen(until_november)) == (2, 0)


@pytest.mark.parametrize("path", ["figures", "figures/closed/subjects", "comparison", "total"])
async def test_of_a_day_that_has_not_come_there_is_nothing_to_read(platform: Platform, path: str) -> None:
    reader = platform.client("dispatch", role="leader", scope=TOWN, person_id="p-recount")
    asked: dict[str, Any] = {"region": TOWN, "part": "counted"}
    tomorrow = in_days(1)

    early = await reader.get(f"/assessment/{path}", params=asked | {"year": 2099})
    day = await reader.get(f"/assessment/{path}", params=asked | {"year": tomorrow[:4], "as_of": tomorrow})
    foreign = await reader.get(f"/assessment/{path}", params=asked | {"year": YEAR, "as_of": "2024-12-31"})

    for answer in (early, day):
        assert (answer.status_code, answer.json()["title"]) == (422, "assessment.day-not-come")
    assert (foreign.status_code, foreign.json()["title"]) == (422, "assessment.day-outside-year")


async def test_of_two_townships_of_a_type_neither_learns_of_the_other_by_their_mean(platform: Platform) -> None:
    towns = ("320924101", "320924102", "320924104")
    seen = []
    for number, region in enumerate(towns):
        await past_case(platform, region, f"{YEAR}-03-03", late=number == 0)
        reader = platform.client("dispatch", role="leader", scope=towns[0], person_id="p-recount")
        asked: dict[str, Any] = {"region": towns[0], "year": YEAR}
        shown = (await reader.get("/assessment/comparison", params=asked)).json()["figures"][0]
        seen.append(shown["alike"])

    assert seen == [None, None, 0.6667]


async def test_what_a_department_of_the_county_holds_is_no_townships_failure(platform: Platform) -> None:
    region = "320923106"
    kept = await past_case(platform, region, f"{YEAR}-03-03")
    gone = await past_case(platform, region, f"{YEAR}-03-04", late=True, executor="county", returned=True)

    asked: dict[str, Any] = {"region": region, "year": YEAR, "as_of": f"{YEAR}-12-01"}
    reader = platform.client("dispatch", role="leader", scope=region, person_id="p-recount")
    shown = (await reader.get("/assessment/figures", params=asked)).json()["figures"]
    path = "/assessment/figures/overdue-clocks/subjects"
    clocks = (await reader.get(path, params=asked | {"part": "excluded"})).json()["items"]
    body = {"figure": "closed-in-time", "subject": {"kind": "case", "id": str(gone)}, "ground": "not-ours"}

    values = {one["figure"]: (one["numerator"], one["denominator"]) for one in shown}
    assert (values["closed-in-time"], values["overdue-clocks"], values["return-rate"]) == ((1, 1), (0, 1), (0, 1))
    assert [one["reason"] for one in clocks] == ["of-the-county"]
    # There is nothing to object to in what does not count, and something in what does.
    answers = []
    for one in (gone, kept):
        about = body | {"subject": {"kind": "case", "id": str(one)}, "document": "函", "region": region, "year": YEAR}
        with on(platform, date(YEAR, 12, 1)):
            mayor = platform.client("dispatch", role="leader", scope=region, person_id="p-recount")
            answers.append((await mayor.post("/assessment/objections", json=about)).status_code)
    assert answers == [422, 201]
