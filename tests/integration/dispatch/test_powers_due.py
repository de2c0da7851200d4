"""How formal powers come into sight that nobody has evaluated for more than a year, over HTTP."""

from datetime import date, timedelta
from typing import Any

import httpx
import pytest

from shared.terms import add_months
from tests.support.platform import Platform
from tests.support.powers import County, licence, offered

# Nobody else plays in this county.
COUNTY, TOWN, NEXT = "320623", "320623101", "320623103"
ONE_DAY = timedelta(days=1)
TRIED, OLD, OLDER, ENDED = "QE-TRIED", "QE-OLD", "QE-OLDER", "QE-ENDED"


def standing(region: str, power: str, since: str) -> dict[str, Any]:
    return {"region": region, "power": power, "in_force_since": since, "document": "东政发〔2020〕3号"}


@pytest.fixture(scope="module")
async def county(town: Platform) -> County:
    """A county with two townships: one power tried and turned formal today, three taken over that stand for years."""
    made = County(town, COUNTY)
    await made.build(TOWN, NEXT)
    assert (await made.offer(offered(TRIED), *(licence(code) for code in (OLD, OLDER, ENDED)))).is_success
    await made.on_trial(TOWN, TRIED)
    assert (await made.judge(TOWN, TRIED)).is_success
    await made.backed(TOWN, TRIED)
    assert (await made.act(TOWN, TRIED, "formalise", "p-org-2", begins_on=made.today.isoformat())).is_success
    given = [standing(TOWN, OLD, "2021-07-01"), *(standing(NEXT, code, "2020-02-29") for code in (OLDER, ENDED))]
    drawn = await made.office().post("/powers/takeovers", json={"powers": given})
    assert drawn.status_code == 201, drawn.text
    done = await made.office("p-org-2").post(f"/powers/takeovers/{drawn.json()['id']}/confirm")
    assert done.is_success, done.text
    return made


async def due(client: httpx.AsyncClient, **params: Any) -> list[dict[str, Any]]:
    answer = await client.get("/powers/evaluations-due", params={"region": COUNTY} | params)
    assert answer.status_code == 200, answer.text
    return list(answer.json()["items"])


async def codes(county: County, **params: Any) -> list[str]:
    return [one["code"] for one in await due(county.office(), **params)]


async def stuck(county: County) -> list[str]:
    leader = county.platform.client("dispatch", role="leader", scope=COUNTY, person_id="p-leader")
    answer = await leader.get("/party/stuck/evaluation-due")
    assert answer.status_code == 200, answer.text
    return [one["label"] for one in answer.json()["items"]]


async def test_what_was_evaluated_is_due_again_when_more_than_a_year_is_over(county: County) -> None:
    year = add_months(county.today, 12)

    assert TRIED not in await codes(county, as_of=year.isoformat())
    (shown,) = [one for one in await due(county.office(), as_of=(year + ONE_DAY).isoformat()) if one["code"] == TRIED]
    assert (shown["evaluated_on"], shown["due_on"]) == (county.today.isoformat(), year.isoformat())
    assert TRIED not in await stuck(county)


async def test_what_stands_for_years_without_any_evaluation_is_due_until_it_has_one(county: County) -> None:
    shown = {one["code"]: one for one in await due(county.office())}
    assert (shown[OLD]["evaluated_on"], shown[OLD]["due_on"]) == (None, "2022-07-01")
    # A year after the last of February.
    assert (shown[OLDER]["in_force_since"], shown[OLDER]["due_on"]) == ("2020-02-29", "2021-02-28")
    assert [shown[OLD][name] for name in ("name", "kind", "principal")] == ["权力QE-OLD", "licence", "urban-bureau"]
    assert OLDER not in await codes(county, as_of="2021-02-28")
    assert OLDER in await codes(county, as_of="2021-03-01")
    assert {OLD, OLDER} <= set(await stuck(county))

    assert (await county.act(TOWN, OLD, "evaluate")).is_success

    assert OLD not in await codes(county)
    assert OLD not in await stuck(county)
    assert OLD in await codes(county, as_of=(county.today - ONE_DAY).isoformat())


async def test_what_is_on_trial_or_was_taken_back_is_not_due(county: County) -> None:
    before = await codes(county, region=NEXT)
    ending = {"from_day": county.today.isoformat(), "document": "东政发〔2026〕9号"}
    assert (await county.take_back(NEXT, ENDED, **ending)).is_success

    assert (ENDED in before, ENDED in await codes(county)) == (True, False)
    assert ENDED in await codes(county, as_of=(county.today - ONE_DAY).isoformat())
    assert (await county.offer(offered("QE-TRIAL"))).is_success
    await county.on_trial(NEXT, "QE-TRIAL")
    far = add_months(county.today, 30)
    assert "QE-TRIAL" not in await codes(county, as_of=far.isoformat())


async def test_each_sees_its_own_page_by_page(county: County) -> None:
    page: dict[str, Any] = {"as_of": date(2023, 1, 1).isoformat(), "region": COUNTY}
    pages: list[dict[str, Any]] = [{"limit": 1}, {"limit": 1, "after": f"{TOWN}:{OLD}"}, {"after": f"{NEXT}:{OLDER}"}]
    first, second, third = [
        (await county.office().get("/powers/evaluations-due", params=page | more)).json() for more in pages
    ]

    assert [one["code"] for one in first["items"]] == [OLD]
    assert first["next"] == f"{TOWN}:{OLD}"
    assert [one["region"] for one in second["items"]] == [NEXT]
    assert (third["items"], third["next"]) == ([], None)
    own = await due(county.office("p-town", TOWN), as_of=page["as_of"], region="32")
    assert {one["region"] for one in own} == {TOWN}
    assert await due(county.office("p-org-9", "320682")) == []
    worker = county.platform.client("dispatch", role="worker", scope=TOWN)
    assert (await worker.get("/powers/evaluations-due")).status_code == 403
