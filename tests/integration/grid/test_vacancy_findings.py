"""What becomes of readings: homes that are lived in again are found once, checked, and learned from."""

import json
from typing import Any
from uuid import UUID

from sqlalchemy import text

from shared.runtime.kafka import make_producer
from shared.schemas.topics import dead_letter_topic, feed_topic
from tests.integration.grid.town import Town, rows, staffed_town
from tests.integration.grid.vacancy_desk import homes_of, message, proposed, readings, running, tell, this_hour
from tests.support.platform import Platform


async def found_in(town: Town, role: str = "leader", **asked: Any) -> list[dict[str, Any]]:
    answer = await town.client(role, "wang").get("/vacancy/findings", params=asked)
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def a_finding(town: Town) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return a home in which somebody lives again, and the finding."""
    homes = await homes_of(town, 2)
    await running(town, homes)
    start = this_hour()
    told = readings(homes[0]["meter"], start, 5, 4) + readings(homes[1]["meter"], start, 5)
    await tell(town, told, days_later=5)
    [finding] = await found_in(town)
    return homes[0], finding


async def answer(town: Town, finding: dict[str, Any], who: str = "wang", **body: Any) -> Any:
    return await town.client("worker", who).post(f"/vacancy/findings/{finding['id']}/answer", json=body)


async def test_a_return_is_found_with_its_evidence_and_becomes_a_task_of_the_cells_worker(town: Town):
    home, finding = await a_finding(town)

    assert (finding["home_id"], finding["cell"], finding["state"]) == (home["home_id"], town.west, "open")
    assert finding["evidence"]["excess_kwh"] > finding["evidence"]["needed_kwh"]
    assert "个小时明显用电" in finding["said"]
    [task] = [
        t for t in (await town.client("worker", "wang").get("/tasks")).json()["items"] if t["kind"] == "check-home"
    ]
    assert (task["id"], task["about_id"]) == (finding["task_id"], finding["id"])


async def test_more_readings_of_the_same_return_find_it_no_second_time(town: Town):
    home, finding = await a_finding(town)
    start = this_hour() + 5 * 86_400

    await tell(town, [(m, at, kwh + 90) for m, at, kwh in readings(home["meter"], start, 2, 0)], days_later=7)

    assert [one["id"] for one in await found_in(town)] == [finding["id"]]


async def test_the_answer_finishes_the_task_and_tells_the_registry(town: Town):
    home, finding = await a_finding(town)

    given = await answer(town, finding, answer="returned", note="老人和孙子已回家")

    assert given.status_code == 200, given.text
    task = (await town.client("worker", "wang").get(f"/tasks/{finding['task_id']}")).json()
    record = (await town.client("grid-leader").get(f"/registry/records/{home['home_id']}?kind=home")).json()
    assert (task["state"], record["fields"]["use"]) == ("finished", "lived-in")
    async with town.platform.database("grid").begin() as work:
        query = text("SELECT note FROM vacancy_findings WHERE id = :id")
        note = (await work.connection.execute(query, {"id": finding["id"]})).scalar_one()
        assert work.sealer.open(bytes(note), about=str(UUID(finding["id"]))) == "老人和孙子已回家"


async def read_note(town: Town, finding: dict[str, Any], role: str, who: str, **asked: Any) -> Any:
    return await town.client(role, who).get(f"/vacancy/findings/{finding['id']}/note", params=asked)


async def test_what_was_written_is_read_for_a_purpose_and_each_look_is_kept(town: Town):
    _, finding = await a_finding(town)
    early = await read_note(town, finding, "worker", "wang", purpose="核对")
    await answer(town, finding, answer="returned", note="老人和孙子已回家")

    without = await read_note(town, finding, "grid-leader", "chen")
    read = await read_note(town, finding, "grid-leader", "chen", purpose="核对返乡人员")

    assert (early.status_code, early.json()["title"]) == (404, "vacancy.not-answered")
    assert (without.status_code, read.json()["text"]) == (422, "老人和孙子已回家")
    assert (read.json()["by"], (await found_in(town))[0]["has_note"]) == (town.person("wang"), True)
    looks = await rows(town, "SELECT by, purpose FROM vacancy_note_looks WHERE finding_id = :id", id=finding["id"])
    assert [tuple(look) for look in looks] == [(town.person("chen"), "核对返乡人员")]


async def test_who_has_nothing_to_do_with_the_home_reads_no_note(town: Town, platform: Platform):
    _, finding = await a_finding(town)
    await answer(town, finding, answer="returned", note="老人和孙子已回家")
    elsewhere = await staffed_town(platform)

    for other, role, who in ((town, "worker", "zhao"), (elsewhere, "grid-leader", "chen")):
        refused = await read_note(other, finding, role, who, purpose="看看")
        assert (refused.status_code, refused.json()["title"]) == (404, "vacancy.finding-not-found")
    assert (await read_note(town, finding, "dispatcher", "chen", purpose="看看")).status_code == 403


async def test_only_who_has_the_task_answers(town: Town):
    _, finding = await a_finding(town)

    other = await answer(town, finding, who="zhao", answer="returned")
    dispatcher = await town.client("dispatcher").post(
        f"/vacancy/findings/{finding['id']}/answer", json={"answer": "returned"}
    )

    assert (other.status_code, other.json()["title"]) == (404, "vacancy.finding-not-found")
    assert dispatcher.status_code == 403


async def test_an_answer_is_corrected_by_naming_what_it_corrects(town: Town):
    _, finding = await a_finding(town)
    await answer(town, finding, answer="returned")

    again = await answer(town, finding, answer="visitor")
    stale = await answer(town, finding, answer="visitor", corrects=1)
    corrected = await answer(town, finding, answer="visitor", corrects=2)

    assert [a.json().get("title") for a in (again, stale)] == ["vacancy.answered-already", "vacancy.finding-stale"]
    assert corrected.json() == {"version": 3}
    seen = (await town.client("leader").get(f"/vacancy/findings/{finding['id']}")).json()
    assert [step["action"] for step in seen["history"]] == ["find", "answer", "correct"]
    assert seen["history"][-1]["facts"] == {"answer": "visitor", "before": "returned"}


async def test_precision_is_right_of_answered_by_township_and_month(town: Town):
    _, finding = await a_finding(town)
    before = (await town.client("leader").get("/vacancy/precision", params={"until": "2100-01-01"})).json()
    await answer(town, finding, answer="returned")

    after = (await town.client("leader").get("/vacancy/precision", params={"until": "2100-01-01"})).json()
    table = await town.client("leader").get("/vacancy/precision.csv", params={"until": "2100-01-01"})

    assert [(one["answered"], one["precision"]) for one in before["items"]] == [(0, None)]
    assert [(one["township"], one["right"], one["precision"]) for one in after["items"]] == [(town.region, 1, 1.0)]
    assert "已核查" in after["formula"]
    assert table.text.splitlines()[1].startswith(f"{town.region},")


async def publish(town: Town, *bodies: dict[str, Any]) -> None:
    producer = make_producer(town.platform.servers.kafka)
    await producer.start()
    try:
        for body in bodies:
            await producer.send_and_wait(feed_topic("power-usage"), json.dumps(body).encode())
    finally:
        await producer.stop()


async def test_readings_are_taken_from_the_topic_and_bad_rows_are_refused_alone(town: Town):
    [home] = await homes_of(town, 1)
    watch = await running(town, [home])
    meter, start = home["meter"], this_hour()
    told = [
        (meter, start, 5.0),
        (meter, start, -1),
        (meter, start + 90_000, 6),
        (meter, "soon", 6),
        ("m-else", start, 1),
    ]
    body = message([*told, (meter, start - 40 * 86_400, 4), ([], start, 1)])
    await publish(town, body, body)

    async def counted() -> Any:
        return (await town.client("leader").get("/vacancy/refused")).json()["items"]

    refused = await town.platform.until(counted)
    assert {(one["reason"], one["readings"]) for one in refused} == {
        ("vacancy.reading-negative", 1),
        ("vacancy.reading-from-the-future", 1),
        ("vacancy.reading-malformed", 1),
        ("vacancy.reading-outside-the-watch", 1),
    }
    assert {one["watch_id"] for one in refused} == {watch["id"]}


async def test_nothing_is_kept_of_meters_that_nobody_watches(town: Town):
    homes = await homes_of(town, 1)
    await tell(town, readings("m-nobody", this_hour(), 1), days_later=1)
    watch = await running(town, homes)
    await tell(town, readings("m-nobody", this_hour(), 1), days_later=1)

    async with town.platform.database("grid").begin() as work:
        query = text("SELECT count(*) FROM vacancy_blocks WHERE watch_id = :id")
        assert (await work.connection.execute(query, {"id": watch["id"]})).scalar_one() == 0


async def test_a_watch_that_nobody_approved_takes_no_readings(town: Town):
    [home] = await homes_of(town, 1)
    watch = await proposed(town, [home])

    await tell(town, [*readings(home["meter"], this_hour(), 1), (home["meter"], 1, -1)], days_later=1)

    async with town.platform.database("grid").begin() as work:
        query = text(
            "SELECT (SELECT count(*) FROM vacancy_blocks WHERE watch_id = :id)"
            " + (SELECT count(*) FROM vacancy_refused WHERE watch_id = :id)"
        )
        assert (await work.connection.execute(query, {"id": watch["id"]})).scalar_one() == 0


async def set_aside(town: Town) -> int:
    """Return how many messages of the feed have been set aside so far."""
    query = text("SELECT count(*) FROM outbox WHERE topic = :topic")
    async with town.platform.database("grid").begin() as work:
        found = await work.connection.execute(query, {"topic": dead_letter_topic(feed_topic("power-usage"))})
        return int(found.scalar_one())


async def test_a_message_that_cannot_be_read_is_set_aside_and_the_next_is_taken(town: Town):
    [home] = await homes_of(town, 1)
    await running(town, [home])
    before = await set_aside(town)
    unfit = message([(home["meter"], this_hour(), 1.0)], kwh=[])
    producer = make_producer(town.platform.servers.kafka)
    await producer.start()
    try:
        for value in (unfit, message([(home["meter"], this_hour(), -1.0)])):
            await producer.send_and_wait(feed_topic("power-usage"), json.dumps(value).encode())
    finally:
        await producer.stop()

    async def counted() -> Any:
        return (await town.client("leader").get("/vacancy/refused")).json()["items"]

    assert [one["readings"] for one in await town.platform.until(counted)] == [1]
    assert await set_aside(town) == before + 1
