"""How powers that townships held before the platform was there come into the register, over HTTP."""

from typing import Any

import httpx
import pytest

from tests.integration.dispatch.desk import rows
from tests.support.platform import Platform
from tests.support.powers import County, licence, offered

# The county of the journey, with other townships and other powers.
COUNTY = "320682"
FIRST, SECOND, THIRD = (f"3206821{n:02}" for n in (4, 5, 7))
CODES = [f"QT-{number}" for number in range(1, 9)]
SINCE = "2021-07-01"


@pytest.fixture(scope="module")
async def county(town: Platform) -> County:
    made = County(town, COUNTY)
    await made.build(FIRST)
    taken = await made.offer(*(offered(code) for code in CODES), licence("QT-L"))
    assert taken.status_code == 200, taken.text
    return made


def standing(region: str, power: str, **changes: Any) -> dict[str, Any]:
    return {"region": region, "power": power, "in_force_since": SINCE, "document": "皋政发〔2021〕3号"} | changes


async def draw_up(county: County, *given: dict[str, Any], person: str = "p-org-1", **more: Any) -> httpx.Response:
    return await county.office(person, **more).post("/powers/takeovers", json={"powers": list(given)})


async def confirm(county: County, takeover: str, person: str = "p-org-2", **more: Any) -> httpx.Response:
    return await county.office(person, **more).post(f"/powers/takeovers/{takeover}/confirm")


def refusal(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["title"]


async def test_what_was_in_force_before_stands_since_its_day_by_two_persons(county: County) -> None:
    given = [standing(FIRST, CODES[0], agency=county.department), standing(SECOND, CODES[0]), standing(FIRST, "QT-L")]
    drawn = await draw_up(county, *given)
    assert (drawn.status_code, drawn.json()["count"]) == (201, 3), drawn.text
    takeover = drawn.json()["id"]
    assert not await county.in_force(FIRST, CODES[0])

    own = await confirm(county, takeover, "p-org-1")
    assert refusal(own) == (403, "powers.second-person-needed")
    assert (await confirm(county, takeover)).json() == {"count": 3}

    assert await county.in_force(FIRST, CODES[0])
    page = await county.office().get("/powers", params={"region": FIRST, "as_of": "2021-06-30"})
    assert page.json()["items"] == []
    then = await county.shown(FIRST, CODES[0], as_of=SINCE) or {}
    now = await county.shown(FIRST, CODES[0]) or {}
    for shown in (then, now):
        assert (shown["state"], shown["in_force"], shown["document"]) == ("formal", True, "皋政发〔2021〕3号")
        assert shown["terms"] == [{"valid_from": SINCE, "valid_to": None}]
    (step,) = (await county.office().get(f"/powers/{FIRST}/{CODES[0]}/history")).json()
    assert (step["action"], step["to_state"], step["by"]) == ("take-over", "formal", "p-org-2")
    assert (step["facts"]["document"], step["facts"]["drawn_up_by"]) == ("皋政发〔2021〕3号", "p-org-1")
    watched = (await county.office().get(f"/powers/{FIRST}/{CODES[0]}/supervision")).json()
    assert watched["agency"] == county.department


async def test_the_others_are_told_of_each_power_that_was_taken_over(county: County) -> None:
    takeover = (await draw_up(county, standing(FIRST, CODES[1]), standing(SECOND, CODES[1]))).json()["id"]

    await confirm(county, takeover)

    told = await rows(
        county.platform, "SELECT key, body::jsonb AS body FROM outbox WHERE key LIKE :k ORDER BY key", k=f"%:{CODES[1]}"
    )
    assert [row.key for row in told] == [f"{FIRST}:{CODES[1]}", f"{SECOND}:{CODES[1]}"]
    assert [(row.body["state"], row.body["version"], row.body["terms"]) for row in told] == [
        ("formal", 1, [{"in_force_from": SINCE, "in_force_to": None}])
    ] * 2


async def test_bad_rows_are_named_by_index_and_nothing_is_taken_over(county: County) -> None:
    await county.choose(FIRST, [CODES[2]])
    tomorrow = f"{county.today.year + 1}-01-01"
    rows = [
        standing(FIRST, CODES[3]),
        standing(FIRST, "QT-GHOST"),
        standing(COUNTY, CODES[3]),
        standing("320681100", CODES[3]),
        standing(FIRST, CODES[2]),
        standing(FIRST, CODES[4], in_force_since=tomorrow),
        standing(FIRST, CODES[5], agency="u-9"),
        *[standing(FIRST, CODES[6])] * 2,
    ]
    refused = await draw_up(county, *rows)
    assert refusal(refused) == (422, "powers.rows-refused")
    assert [(one["index"], one["code"]) for one in refused.json()["rows"]] == [
        (1, "powers.not-in-catalogue"),
        (2, "powers.not-a-township"),
        (3, "powers.not-a-township"),
        (4, "powers.already-chosen"),
        (5, "powers.day-to-come"),
        (6, "powers.department-unknown"),
        *[(n, "powers.twice") for n in (7, 8)],
    ]
    assert await county.shown(FIRST, CODES[3]) is None


async def test_a_township_and_a_stranger_take_nothing_over(county: County) -> None:
    own = await draw_up(county, standing(FIRST, CODES[3]), scope=FIRST)
    takeover = (await draw_up(county, standing(FIRST, CODES[3]))).json()["id"]

    assert refusal(own) == (403, "powers.not-the-county")
    assert refusal(await confirm(county, takeover, scope="320681")) == (404, "powers.takeover-not-found")
    stranger = county.office("p-org-9", "320681")
    assert (await stranger.get(f"/powers/takeovers/{takeover}")).status_code == 404
    assert takeover not in [one["id"] for one in (await stranger.get("/powers/takeovers")).json()["items"]]


async def test_what_has_changed_since_the_draft_is_refused_when_it_is_confirmed(county: County) -> None:
    takeover = (await draw_up(county, standing(THIRD, CODES[0]), standing(THIRD, CODES[1]))).json()["id"]
    await county.choose(THIRD, [CODES[1]])

    refused = await confirm(county, takeover)

    assert refusal(refused) == (422, "powers.rows-refused")
    assert [(one["index"], one["code"]) for one in refused.json()["rows"]] == [(1, "powers.already-chosen")]
    assert not await county.in_force(THIRD, CODES[0])
    whole = (await county.office().get(f"/powers/takeovers/{takeover}")).json()
    assert (whole["state"], [row["code"] for row in whole["rows"]]) == ("open", CODES[:2])
    assert (await county.office("p-org-3").post(f"/powers/takeovers/{takeover}/withdraw")).status_code == 204
    assert refusal(await confirm(county, takeover)) == (409, "powers.takeover-is-decided")


async def test_a_power_that_was_taken_back_is_not_taken_over_on_days_that_it_had(county: County) -> None:
    region, code = SECOND, CODES[7]
    takeover = (await draw_up(county, standing(region, code))).json()["id"]
    await confirm(county, takeover)
    ending = {"from_day": county.today.isoformat(), "document": "皋政发〔2026〕7号"}
    assert (await county.take_back(region, code, **ending)).is_success

    again = await draw_up(county, standing(region, code))
    later = await draw_up(county, standing(region, code, in_force_since=county.today.isoformat()))

    assert [one["code"] for one in again.json()["rows"]] == ["powers.overlapping-validity"]
    assert (await confirm(county, later.json()["id"])).json() == {"count": 1}
    shown = await county.shown(region, code) or {}
    assert shown["terms"] == [{"valid_from": county.today.isoformat(), "valid_to": None}]
