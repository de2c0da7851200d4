"""What files of messages may look like."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from onefour.feed_files import read_feed
from onefour.refusals import BadFile


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_hotlines_csv_is_read_oldest_first_with_lines_inside_a_message(tmp_path: Path) -> None:
    text = (
        "id,created_at,title,detail\n"
        '2,2019-03-01T08:00:00+08:00,路灯不亮,"第一行\n第二行\u2028第三行"\n'
        "1,2019-02-01T08:00:00,噪音扰民,夜间施工\n"
    )

    first, second = read_feed(written(tmp_path, "stream.csv", text))

    assert first["external_id"] == "1"
    assert first["occurred_at"] == datetime(2019, 2, 1, tzinfo=UTC)
    assert second["detail"] == "第一行\n第二行\u2028第三行"


def test_a_title_too_long_for_the_feed_moves_to_the_detail(tmp_path: Path) -> None:
    text = f"id,created_at,title,detail\n1,2019-02-01T08:00:00+08:00,{'长' * 300},详情\n"

    (event,) = read_feed(written(tmp_path, "long.csv", text))

    assert len(event["title"]) == 200
    assert event["detail"] == "长" * 300 + "\n详情"


def test_the_feeds_own_json_is_passed_on_whole(tmp_path: Path) -> None:
    event = {
        "kind": "called-back",
        "event_id": "e1",
        "external_id": "9",
        "occurred_at": "2026-11-01T08:00:00+08:00",
        "satisfied": False,
        "position": {"lon": 121.1, "lat": 31.5, "crs": "gcj02"},
    }

    (read,) = read_feed(written(tmp_path, "feed.json", json.dumps({"events": [event]})))

    assert read["satisfied"] is False
    assert read["position"]["crs"] == "gcj02"
    assert (read["kind"], read["event_id"]) == ("called-back", "e1")


NYC_CSV = (
    "Unique Key,Created Date,Complaint Type,Descriptor,Incident Address,Latitude,Longitude\n"
    "39573567,06/26/2018 10:58:54 AM,Noise - Vehicle,Engine Idling,91-33 97 STREET,40.69,-73.84\n"
)
NYC_JSON = (
    '[{"unique_key":"39573567","created_date":"2018-06-26T10:58:54.000","complaint_type":"Noise - Vehicle",'
    '"descriptor":"Engine Idling","incident_address":"91-33 97 STREET","latitude":"40.69","longitude":"-73.84"}]'
)


@pytest.mark.parametrize(("name", "text"), [("nyc.csv", NYC_CSV), ("nyc.json", NYC_JSON)])
def test_nyc_311_is_read_in_both_its_forms(tmp_path: Path, name: str, text: str) -> None:
    (event,) = read_feed(written(tmp_path, name, text))

    assert event["external_id"] == "39573567"
    assert event["occurred_at"] == datetime(2018, 6, 26, 14, 58, 54, tzinfo=UTC)
    assert event["category"] == {"scheme": "city-nyc311", "code": "Noise-Vehicle"}
    assert event["position"] == {"lon": -73.84, "lat": 40.69, "crs": "wgs84"}
    assert event["place"] == "91-33 97 STREET"


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("a.csv", "id,created_at,title\n1,not a date,x\n", "row 1"),
        ("b.csv", "id,created_at,title\n,2019-02-01,x\n", "`id` is missing"),
        ("c.json", "[1, 2]", "a list of messages"),
        ("d.json", "{", "cannot be read"),
    ],
)
def test_what_is_no_message_is_refused_by_its_row(tmp_path: Path, name: str, text: str, told: str) -> None:
    with pytest.raises(BadFile, match=told):
        read_feed(written(tmp_path, name, text))


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match=r"nowhere\.csv"):
        read_feed(tmp_path / "nowhere.csv")
