"""How the record of a penalty case is read, and what is personal in it forgotten: over HTTP and Kafka."""

from typing import Any

import pytest
from sqlalchemy import text

from tests.integration.enforcement.penalty_desk import PenaltyDesk, refused
from tests.support.platform import Platform


@pytest.fixture
async def desk(team: Platform, tell: Any) -> PenaltyDesk:
    return await PenaltyDesk(team, tell, "320682113", "MP08").build()


async def test_who_a_case_is_about_is_read_for_a_purpose_and_the_look_stands_on_its_record(desk: PenaltyDesk) -> None:
    case, officer = await desk.file(), desk.officer()
    shown = (await officer.get(f"/records/{case}")).json()
    assert [(line["kind"], line["has_words"]) for line in shown["items"]] == [("file", True)]
    assert "示例餐饮" not in str(shown)
    words = f"/records/{case}/lines/1/words"
    assert (await officer.get(words)).status_code == 422
    assert "示例餐饮有限公司" in (await officer.get(words, params={"purpose": "核对"})).json()["words"]
    lines = (await officer.get(f"/records/{case}")).json()["items"]
    assert (lines[-1]["kind"], lines[-1]["by"], lines[-1]["facts"]) == (
        "look",
        desk.officers[0],
        {"purpose": "核对", "seq": 1},
    )
    refused(await officer.get(f"/records/{case}/lines/99/words", params={"purpose": "核对"}), "records.not-found")


async def test_a_record_is_read_page_by_page_and_by_nobody_of_another_county(desk: PenaltyDesk) -> None:
    case = await desk.noticed()
    pages, after = [], 0
    while after is not None:
        page = (await desk.officer().get(f"/records/{case}", params={"after": after, "limit": 2})).json()
        pages.append([line["seq"] for line in page["items"]])
        after = page["next"]
    assert pages == [[1, 2], [3, 4]]
    away = desk.platform.client("enforcement", role="officer", person_id="o-away", scope="320585")
    for path in (f"/records/{case}", f"/records/{case}/lines/1/words?purpose=look"):
        assert (await away.get(path)).status_code == 404
    clerk = desk.platform.client("enforcement", role="clerk", person_id="c", scope=desk.region)
    assert (await clerk.get(f"/records/{case}")).status_code == 403


async def test_what_is_personal_in_a_case_that_is_over_is_erased_and_nobody_reads_it_again(desk: PenaltyDesk) -> None:
    case = await desk.noticed()
    early = await desk.ask(case, "erase", desk.head(), basis="档案管理规定")
    refused(early, "penalties.not-over", "47")
    await desk.take(case, "terminate", desk.head(), ground="party-dissolved", words="注销")
    own = desk.client("leader", desk.officers[0])
    refused(await desk.ask(case, "erase", own, basis="档案管理规定"), "penalties.decider-took-part")
    await desk.take(case, "erase", desk.head(), basis="档案管理规定")
    answer = await desk.officer().get(f"/records/{case}/lines/1/words", params={"purpose": "核对"})
    refused(answer, "records.erased")
    refused(await desk.ask(case, "erase", desk.head(), basis="档案管理规定"), "records.erased")
    async with desk.platform.database("enforcement").begin() as work:
        query = text("SELECT party_mark, key FROM penalties JOIN records ON case_id = id WHERE id = :id")
        assert tuple((await work.connection.execute(query, {"id": case})).one()) == (None, None)
