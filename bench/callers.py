"""How soon is a caller who rings again found, among as many reports as there are cases?"""

from typing import Any, Final

from bench.client import getting, posting, send_each
from bench.lists import summed_up
from embedded.short_lived import RunningStack
from embedded.tokens import issue_token

TIMES: Final = 50


def reports_of_cases(prefix: str) -> tuple[str, ...]:
    """Return the statements that give every case whose number begins with `prefix` a report with marks.

    Two thousand reports share each place; the marks of phones are nobody's.
    """
    chosen = f"FROM cases WHERE number LIKE '{prefix}%'"
    return (
        f"""INSERT INTO reports (id, version, origin, source, external_id, region, lon, lat, occurred_at, received_at)
            SELECT id, 1, 'feed', 'hotline-12345', number, region, coalesce(lon, 121.25), coalesce(lat, 31.5),
                   opened_at, opened_at {chosen} ORDER BY id""",
        f"""INSERT INTO report_marks (report_id, key, phone, place, square)
            SELECT id, 'b1', sha256(number::bytea),
                   to_jsonb(ARRAY[md5(number), md5((hashtext(number) % 500)::text)]), hashtext(number)
            {chosen} ORDER BY id""",
        f"INSERT INTO case_reports (report_id, case_id, joined_at) SELECT id, id, opened_at {chosen} ORDER BY id",
    )


async def measure_callers(running: RunningStack, connection: Any) -> dict[str, Any]:
    """Give the made cases their reports, then look for callers over HTTP; return reports and p50 and p99 in ms.

    `connection`: of asyncpg, to the database of the centre.
    """
    for statement in reports_of_cases("bench-"):
        await connection.execute(statement)
    for table in ("reports", "report_marks", "case_reports"):
        await connection.execute(f"VACUUM (ANALYZE) {table}")
    known = await connection.fetch(
        "SELECT r.external_id, c.case_id FROM reports r JOIN case_reports c ON c.report_id = r.id"
        " WHERE r.sealed_reporter IS NOT NULL ORDER BY r.id DESC LIMIT $1",
        TIMES,
    )
    url = running.stack.services["dispatch"]
    token = issue_token(running.stack, role="dispatcher", scope="32", person_id="p-bench-reader")
    asked: list[tuple[str, bytes]] = []
    for number, row in enumerate(known):
        searches = {"phone": f"000-{number:04d}", "number": row["external_id"], "place": f"娄江新村{number}幢"}
        for by, value in searches.items():
            body = {by: value, "purpose": "call-back"}
            asked.append((by, posting(url, "/callers/search", token, body)))
        asked.append(("beside a case", getting(url, f"/cases/{row['case_id']}/earlier?purpose=call-back", token)))
    answered = await send_each(url, asked, connections=1)
    return {"reports": await connection.fetchval("SELECT count(*) FROM reports")} | summed_up(answered)
