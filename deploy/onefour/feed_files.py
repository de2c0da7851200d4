"""What does a file of messages hold, whatever its form: a hotline's CSV, NYC 311, or the feed's own JSON?"""

import csv
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from io import StringIO
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from onefour.refusals import BadFile
from shared.clock import SHANGHAI

# The body of one event (contract of POST /feeds/{source}/events), but `occurred_at` is still a datetime.
FeedEvent = dict[str, Any]

TITLE_CHARACTERS: Final = 200
DETAIL_CHARACTERS: Final = 10_000
_NEW_YORK: Final = ZoneInfo("America/New_York")
_NYC_TIMES: Final = ("%m/%d/%Y %I:%M:%S %p", "%Y-%m-%dT%H:%M:%S.%f", "%Y-%m-%dT%H:%M:%S")
_OPTIONAL: Final = ("reporter", "region", "place", "position", "category", "urgency", "satisfied", "kind", "event_id")


def read_feed(path: Path) -> list[FeedEvent]:
    """Return the file's events, oldest first. Raises BadFile, naming the row."""
    try:
        rows = list(_rows(path))
    except (OSError, UnicodeError, ValueError, csv.Error) as error:
        raise BadFile(f"无法读取 {path} cannot be read: {error}") from error
    events = []
    for number, row in enumerate(rows, start=1):
        try:
            events.append(_event(row))
        except (KeyError, ValueError, TypeError) as error:
            raise BadFile(f"{path}: 第 {number} 行 row {number} is no message: {error!r}") from error
    return sorted(events, key=lambda event: event["occurred_at"])


def _rows(path: Path) -> Iterable[Mapping[str, Any]]:
    text = path.read_text(encoding="utf-8-sig")
    if path.suffix == ".csv":
        return _csv_rows(text)
    if path.suffix == ".jsonl":
        return [json.loads(line) for line in text.splitlines() if line.strip()]
    document = json.loads(text)
    rows = document.get("events", [document]) if isinstance(document, dict) else document
    if not (isinstance(rows, list) and all(isinstance(row, dict) for row in rows)):
        raise ValueError("a list of messages, or an object with `events`, is expected")
    return rows


def _csv_rows(text: str) -> Iterator[Mapping[str, Any]]:
    # newline="": a message may have lines of its own, which are the reader's business.
    for row in csv.DictReader(StringIO(text, newline=""), strict=True):
        # NYC's CSV is titled for people, its JSON for programs: "Unique Key" is "unique_key".
        yield {name.strip().lower().replace(" ", "_"): value for name, value in row.items() if name}


def _event(row: Mapping[str, Any]) -> FeedEvent:
    if "unique_key" in row:
        return _from_nyc(row)
    if "external_id" in row:
        return _from_feed(row)
    return _from_hotline(row)


def _from_hotline(row: Mapping[str, Any]) -> FeedEvent:
    event = {
        "external_id": _given(row, "id"),
        "occurred_at": _moment(_given(row, "created_at")),
        "title": row.get("title") or "",
        "detail": row.get("detail") or "",
    }
    return _within_limits(event | {name: row[name] for name in ("place", "region") if row.get(name)})


def _from_feed(row: Mapping[str, Any]) -> FeedEvent:
    event = {
        "external_id": _given(row, "external_id"),
        "occurred_at": _moment(_given(row, "occurred_at")),
        "title": row.get("title") or "",
        "detail": row.get("detail") or "",
    }
    return event | {name: row[name] for name in _OPTIONAL if row.get(name) or row.get(name) is False}


def _from_nyc(row: Mapping[str, Any]) -> FeedEvent:
    complaint = _given(row, "complaint_type")
    event: FeedEvent = {
        "external_id": _given(row, "unique_key"),
        "occurred_at": _nyc_moment(_given(row, "created_date")),
        "title": complaint,
        "detail": row.get("descriptor") or "",
        "category": {"scheme": "city-nyc311", "code": re.sub(r"\W+", "-", complaint).strip("-")[:64]},
    }
    if row.get("incident_address"):
        event["place"] = row["incident_address"]
    if row.get("longitude") and row.get("latitude"):
        event["position"] = {"lon": float(row["longitude"]), "lat": float(row["latitude"]), "crs": "wgs84"}
    return _within_limits(event)


def _within_limits(event: FeedEvent) -> FeedEvent:
    """Move what is too long for a title to the front of the detail, and cut the detail: the feed would refuse it."""
    title, detail = event["title"].strip(), event["detail"].strip()
    if len(title) > TITLE_CHARACTERS:
        title, detail = title[: TITLE_CHARACTERS - 1] + "…", f"{title}\n{detail}"
    return event | {"title": title or detail[:TITLE_CHARACTERS], "detail": detail[:DETAIL_CHARACTERS]}


def _given(row: Mapping[str, Any], name: str) -> str:
    if not row.get(name):
        raise ValueError(f"`{name}` is missing")
    return str(row[name])


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    # A hotline's export without an offset means the town hall's clock.
    return moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)


def _nyc_moment(text: str) -> datetime:
    for form in _NYC_TIMES:
        try:
            return datetime.strptime(text, form).replace(tzinfo=_NEW_YORK)
        except ValueError:
            continue
    raise ValueError(f"no date of NYC 311: {text!r}")
