"""What the rules of workers' own reports promise."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from grid.patrols.domain.reports import CaseSeen, ClientIdReused, RegionUnknown, check_same, is_news, region_of

NOW = datetime(2026, 9, 30, 8, 0, tzinfo=UTC)
CASE, OTHER = UUID(int=1), UUID(int=2)


def heard(case: UUID = CASE, version: int = 3, minutes: int = 0) -> CaseSeen:
    return CaseSeen(case, version, NOW + timedelta(minutes=minutes))


@pytest.mark.parametrize(
    ("known", "news", "is_newer"),
    [
        (None, heard(), True),
        (heard(), heard(version=4), True),
        (heard(), heard(version=3), False),
        (heard(), heard(version=2, minutes=9), False),
        (heard(), heard(OTHER, version=1, minutes=1), True),
        (heard(), heard(OTHER, version=9, minutes=-1), False),
    ],
)
def test_versions_count_within_a_case_and_time_between_cases(known: CaseSeen | None, news: CaseSeen, is_newer: bool):
    assert is_news(known, news) is is_newer


@pytest.mark.parametrize(
    ("cell", "workers", "scope", "region"),
    [
        ("320585102001001", "320585103", "32", "320585102"),
        (None, "320585103", "32", "320585103"),
        (None, None, "320585104001", "320585104"),
        (None, "320585", "320585104", "320585104"),
    ],
)
def test_the_place_says_the_township_then_the_worker_then_his_scope(
    cell: str | None, workers: str | None, scope: str, region: str
):
    assert region_of(cell, workers, scope) == region


def test_a_report_of_no_township_is_refused():
    with pytest.raises(RegionUnknown):
        region_of(None, None, "3205")


def test_a_report_sent_again_says_the_same():
    check_same({"code": "M0101", "more": 1}, {"code": "M0101"})


def test_another_report_under_the_same_id_is_named_by_what_differs():
    with pytest.raises(ClientIdReused) as refused:
        check_same({"code": "M0101", "urgency": None}, {"code": "M0101", "urgency": "low"})

    assert refused.value.facts == {"different": ["urgency"]}
