"""What a push leaves out, how it comes again, and who is told nothing more, over HTTP."""

from datetime import timedelta

import httpx
from standardwebhooks import Webhook

from dispatch.exchange.service import pushes
from shared.clock import utc_now
from shared.runtime.webhooks import Message
from tests.integration.dispatch.desk import rows
from tests.integration.dispatch.test_exchange_pushes import (
    COUNTY,
    county,
    deliveries,
    housing_case,
    put_back,
    receiver,
    subscription,
    told,
    waiting,
)
from tests.support.department import Department
from tests.support.platform import Platform
from tests.support.sharing import act, department, entry, office, published, request, unit

__all__ = ["county", "put_back", "receiver"]


async def test_what_waits_goes_without_the_columns_that_are_shared_no_longer(
    county: Platform, receiver: Department
) -> None:
    code, region = "powers-in-force", "320830111"
    columns = {"code": "open", "name": "open"}
    await published(county, COUNTY, entry(COUNTY, code, columns, sharing="unconditional"))
    power = {"region": region, "code": f"EX-{region}"}
    await rows(county, POWER, **power)
    receiver.ill = True
    grant = await subscription(county, region, set_code=code, columns=list(columns), fields=["housing"])
    await waiting(county, grant)

    await published(county, COUNTY, entry(COUNTY, code, {"code": "open"}, sharing="unconditional"), valid_from=LATER)
    receiver.ill = False
    county.clock.ahead = timedelta(minutes=2)

    first = await told(county, receiver, grant)
    assert (set(first), first["code"]) == ({"key", "code"}, power["code"])


LATER = "2026-11-03"
POWER = """WITH listed AS (INSERT INTO power_catalogue (code, version, valid_from, name, kind, mode, field, principal,
    matters, legal_basis, officers, equipment, adopted_by, by, at) VALUES (:code, 1, '2026-01-01', '甲', 'service',
    'entrusted', 'housing', 'county-housing', '[]', '条例', 2, '[]', '1号', 'p', now())),
  life AS (INSERT INTO powers (id, region, code, catalogue_version, version, state, chosen_by, chosen_at, prolonged)
    VALUES (gen_random_uuid(), :region, :code, 1, 1, 'trial', 'p', now(), false) RETURNING id)
INSERT INTO power_terms (power_id, region, code, valid_from) SELECT id, :region, :code, '2026-06-01' FROM life
RETURNING power_id"""


async def test_a_push_that_was_taken_but_not_noted_comes_again_under_the_same_id(
    county: Platform, receiver: Department
) -> None:
    receiver.ill = True
    case = await housing_case(county, "320830108")
    grant = await subscription(county, "320830108")
    await waiting(county, grant)
    async with county.database("dispatch").begin() as work:
        due = await pushes.claim_due(work, now=county.clock() + timedelta(minutes=1))
        (mine,) = [row for row in due if str(row.request_id) == grant]
        message = pushes.message_of(mine, work.sealer, guarded=False)
    assert isinstance(message, Message)
    receiver.ill = False

    # The department takes it, and the process is killed before it can say so.
    await sent(message)
    county.clock.ahead = timedelta(minutes=4)

    async def delivered() -> bool:
        return [one["state"] for one in await deliveries(county, grant)] == ["delivered"]

    await county.until(delivered, 30)
    assert receiver.ids.count(message.id) == 2
    assert case["number"] in [row["number"] for row in receiver.rows(grant)]


async def sent(message: Message) -> None:
    now = utc_now()
    headers = {
        "webhook-id": message.id,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(message.secret).sign(message.id, now, message.body),
    }
    async with httpx.AsyncClient() as client:
        (await client.post(message.url, content=message.body.encode(), headers=headers)).raise_for_status()


GONE = "merged"


async def subscribed(
    platform: Platform, receiver: Department, region: str
) -> tuple[httpx.AsyncClient, dict[str, str], str]:
    """Return who keeps the units, a department's row and its subscription."""
    row = {"id": unit(COUNTY, GONE), "region": COUNTY, "kind": "county-housing", "name": "旧局"}
    row |= {"valid_from": "2026-01-01"}
    admin = platform.client("dispatch", scope="32")
    (await admin.put("/organisation/units", json={"units": [row]})).raise_for_status()
    path = f"/exchange/receivers/{unit(COUNTY, GONE)}"
    assert (await office(platform, COUNTY).put(path, json={"url": receiver.url})).status_code == 204
    asked = request(region, mode="subscription")
    taken = await department(platform, COUNTY, GONE).post("/exchange/requests", json=asked)
    wanted = str(taken.json()["id"])
    await act(office(platform, COUNTY), wanted, "requests/{}/opinion", verdict="agreed")
    await act(office(platform, COUNTY, "p-office-2"), wanted, "requests/{}/approval")
    return admin, row, wanted


async def test_a_department_that_is_abolished_is_told_and_given_nothing_more(
    county: Platform, receiver: Department
) -> None:
    region = "320830107"
    admin, row, wanted = await subscribed(county, receiver, region)
    mine = department(county, COUNTY, GONE)
    assert (await mine.get(f"/exchange/grants/{wanted}/rows")).status_code == 200

    ended = await admin.put("/organisation/units", json={"units": [row | {"valid_to": "2026-06-30"}]})
    assert ended.is_success, ended.text
    case = await housing_case(county, region)

    async def said() -> bool:
        shown = (await office(county, COUNTY).get(f"/exchange/requests/{wanted}")).json()
        return bool(shown["unread_because"] == "exchange.not-a-department")

    await county.until(said, 30)
    refused = await mine.get(f"/exchange/grants/{wanted}/rows")
    assert (refused.status_code, refused.json()["title"]) == (403, "exchange.not-a-department")
    assert case["number"] not in [one["number"] for one in receiver.rows(wanted)]
