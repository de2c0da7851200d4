"""Who hears of a certificate once its holder has moved with his post, or has left, over HTTP?"""

import pytest

from tests.integration.dispatch.desk import rows
from tests.integration.dispatch.school import (
    DAY,
    certificates,
    certified,
    days_ago,
    get,
    offered,
    office,
    people,
    run,
    today,
)
from tests.support.platform import Platform

# Nobody else plays in these townships; they lie in two counties of the city.
OLD, NEW = "320412103", "320411101"
THERE, HERE = OLD[:6], NEW[:6]
MOVED, LEFT = "moved-1", "left-1"


@pytest.fixture(scope="module")
async def moved(town: Platform) -> Platform:
    """Two persons are certified for a month; ten days later one moves to another county and the other leaves."""
    await people(town, MOVED, LEFT, region=OLD)
    with days_ago(town, 20):
        await certified(town, await offered(town, "moved", "moved", valid_months=1), MOVED, LEFT, region=OLD)
    with days_ago(town, 10):
        await people(town, MOVED, region=NEW, valid_from=today(town).isoformat())
        yesterday = (today(town) - DAY).isoformat()
        await people(town, LEFT, region=OLD, valid_from="2020-01-01", valid_to=yesterday)
    return town


async def reminded(town: Platform, scope: str) -> list[tuple[str, str]]:
    page = await get(office(town, scope=scope), "/reminders", limit=200)
    return [(one["person_id"], one["region"]) for one in page["items"] if one["person_id"] in {MOVED, LEFT}]


async def test_the_end_is_told_where_the_person_is_now_and_of_nobody_who_left(moved: Platform) -> None:
    await run(moved, "remind")

    assert await reminded(moved, HERE) == [(MOVED, NEW)]
    assert await reminded(moved, THERE) == []
    told = "SELECT 1 FROM training_reminders r JOIN training_certificates c ON c.id = r.certificate_id"
    assert not await rows(moved, f"{told} WHERE c.person_id = :id", id=LEFT)


async def test_the_certificate_is_listed_where_its_holder_is_on_the_day(moved: Platform) -> None:
    before = (today(moved) - 15 * DAY).isoformat()

    (now,) = await certificates(moved, MOVED, region=NEW)
    (then,) = await certificates(moved, MOVED, region=OLD, as_of=before)

    assert (now["region"], then["region"], now["id"]) == (NEW, OLD, then["id"])
    assert not await certificates(moved, MOVED, region=OLD)
    # Who left the organisation stands where he was examined.
    assert [one["region"] for one in await certificates(moved, LEFT, region=OLD)] == [OLD]


async def test_it_is_taken_away_where_its_holder_is_and_not_where_he_was(moved: Platform) -> None:
    (held,) = await certificates(moved, MOVED, region=NEW)
    path, body = f"/training/certificates/{held['id']}/revoke", {"reason": "misconduct"}

    former = await office(moved, scope=THERE).post(path, json=body)
    here = await office(moved, scope=HERE).post(path, json=body)

    assert (former.status_code, former.json()["title"]) == (404, "training.certificate-unknown")
    assert here.status_code == 204
    lines = await get(office(moved, scope=HERE), f"/history/{MOVED}")
    assert [line["step"] for line in lines] == ["revoked"]
    told = await rows(moved, "SELECT body FROM outbox WHERE key = :key AND topic LIKE '%qual%' ORDER BY seq", key=MOVED)
    assert f'"region":"{NEW}"' in told[-1].body
