"""What of a province stands in the databases? Counted there, not remembered from the loading."""

from collections.abc import Mapping
from typing import Final

import asyncpg
from sqlalchemy import make_url

_AGENCIES: Final = """
    FROM unit_terms JOIN regions ON regions.code = unit_terms.region
    WHERE regions.level = 'township' AND unit_terms.kind NOT LIKE 'stationed-%'
      AND unit_terms.valid @> (now() AT TIME ZONE 'Asia/Shanghai')::date
"""
# Figure → (service, query).
QUERIES: Final = {
    "townships": ("dispatch", f"SELECT count(DISTINCT unit_terms.region) {_AGENCIES}"),
    "synthetic_townships": ("dispatch", "SELECT count(*) FROM regions WHERE synthetic AND level = 'township'"),
    "agencies": ("dispatch", f"SELECT count(*) {_AGENCIES}"),
    "duty_lists": ("dispatch", "SELECT count(DISTINCT region) FROM duty_lists WHERE length(region) = 6"),
    "catalogue": ("dispatch", "SELECT count(DISTINCT code) FROM power_catalogue"),
    "powers": ("dispatch", "SELECT count(*) FROM powers WHERE state = 'formal'"),
    "posts": (
        "dispatch",
        "SELECT coalesce(sum(posts), 0) FROM post_entries WHERE unit_id IS NOT NULL AND length(region) = 9",
    ),
    "people": ("dispatch", "SELECT count(DISTINCT person_id) FROM placements WHERE length(region) = 9"),
    "courses": ("dispatch", "SELECT count(DISTINCT code) FROM training_courses"),
    "attendances": ("dispatch", "SELECT count(*) FROM training_attendances"),
    "waiting_events": ("dispatch", "SELECT count(*) FROM outbox WHERE published_at IS NULL"),
}


async def count(urls: Mapping[str, str]) -> dict[str, int]:
    """Return the figures; `urls` are those of the databases, by service."""
    found: dict[str, int] = {}
    for service in sorted({service for service, _ in QUERIES.values()}):
        url = make_url(urls[service]).set(drivername="postgresql").render_as_string(hide_password=False)
        connection = await asyncpg.connect(url)
        try:
            for name, (where, query) in QUERIES.items():
                if where == service:
                    found[name] = int(await connection.fetchval(query))
        finally:
            await connection.close()
    return found
