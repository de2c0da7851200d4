"""What becomes of the catalogue of a window that kept no versions, on a real database?"""

from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from shared.runtime.migrate import downgrade, upgrade
from tests.support.servers import Servers

ITEM = "temporary-relief"


async def ask(url: str, statement: str) -> list[tuple[object, ...]]:
    engine = create_async_engine(url)
    try:
        async with engine.begin() as connection:
            answer = await connection.execute(text(statement), {"item": ITEM})
            return [tuple(row) for row in answer] if answer.returns_rows else []
    finally:
        await engine.dispose()


async def test_each_version_that_an_application_may_name_is_there_and_the_newest_holds(servers: Servers) -> None:
    url = await servers.new_database()
    await upgrade(url, "approval_window", "item_catalogue")
    await ask(url, "UPDATE items SET version = 3, power = 'P-1', promised_days = 7 WHERE code = :item")

    await upgrade(url, "approval_window", "item_versions")

    kept = "SELECT version, power, promised_days FROM item_versions WHERE code = :item ORDER BY version"
    assert await ask(url, kept) == [(number, "P-1", 7) for number in (1, 2, 3)]
    holds = "SELECT version FROM item_versions WHERE code = :item AND in_force_to IS NULL"
    assert await ask(url, f"{holds} AND in_force_from < '2000-01-01'") == [(3,)]
    assert await ask(url, "SELECT count(*) FROM item_versions WHERE code <> :item") == [(2,)]


async def test_what_came_with_the_product_asks_for_its_materials_and_what_was_changed_stays(servers: Servers) -> None:
    url = await servers.new_database()
    await upgrade(url, "approval_window", "application_files")
    own = """[{"code": "own"}]"""
    await ask(url, f"UPDATE items SET materials = '{own}' WHERE code = :item")
    await ask(url, f"UPDATE item_versions SET materials = '{own}' WHERE code = :item")

    await upgrade(url, "approval_window")

    kept = (
        "SELECT version, materials->0->>'code', in_force_to IS NULL FROM item_versions WHERE code {} :item ORDER BY 1"
    )
    assert await ask(url, kept.format("=")) == [(1, "own", True)]
    others = [(1, None, False), (1, None, False), (2, "application-form", True), (2, "application-form", True)]
    assert await ask(url, kept.format("<>")) == others
    newest = "SELECT version, materials->0->>'code' FROM items WHERE code <> :item"
    assert await ask(url, newest) == [(2, "application-form")] * 2
    await downgrade(url, "approval_window", "application_files")
    assert await ask(url, kept.format("<>")) == [(1, None, True)] * 2
    assert await ask(url, newest) == [(1, None)] * 2


async def test_what_was_granted_before_extensions_were_kept_has_its_days_as_its_first_term(servers: Servers) -> None:
    url = await servers.new_database()
    await upgrade(url, "approval_window", "hearings")
    moment, day = "'2026-11-20T02:00:00Z'", "'2026-11-20'"
    await ask(
        url,
        "INSERT INTO applications (id, number, receipt_code, region, item, item_version, state, version,"
        " applicant_kind, applicant, clerk_id, holder_id, received_at, legal_days, promised_days, notice_due_at,"
        " accepted_at, slip_number, provisional)"
        " VALUES (uuidv7(), 'BJ-1', '', '320585102', :item, 1, 'granted', 3, 'person', '',"
        f" 'c', 'c', {moment}, 20, 10, '2026-11-27', {moment}, 'SL-1', false)",
    )
    await ask(
        url,
        "INSERT INTO licences (id, application_id, region, item, granted_on, valid_to, by, at)"
        f" SELECT uuidv7(), id, region, item, {day}, '2029-11-19', 'p-head', {moment} FROM applications",
    )

    await upgrade(url, "approval_window", "renewals")

    kept = "SELECT seq, first_day::text, last_day::text, how, by FROM licence_terms"
    assert await ask(url, kept) == [(1, "2026-11-20", "2029-11-19", "granted", "p-head")]
