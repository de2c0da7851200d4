"""Do the texts of notices hold nothing but what may stand in them, and do rules and hours mean what they say?"""

from datetime import UTC, datetime, time
from typing import Any

import pytest

from dispatch.notices.domain.contacts import is_mobile, masked, read_number
from dispatch.notices.domain.refusals import BadNumber
from dispatch.notices.domain.rules import PLAIN, Channel, Rule, quiet_until, rule_for
from dispatch.notices.domain.texts import (
    FAMILIES,
    PLACEHOLDERS,
    TEXTS,
    is_heard_of,
    kept_facts,
    placeholders_of,
    text_of,
)
from shared.clock import SHANGHAI

TOWN = "320585102"


@pytest.mark.parametrize("code", [*TEXTS, *FAMILIES])
def test_a_text_asks_for_nothing_but_numbers_moments_and_units(code: str) -> None:
    assert placeholders_of({**TEXTS, **FAMILIES}[code]) <= PLACEHOLDERS


@pytest.mark.parametrize(
    ("code", "begins"),
    [
        ("subtask-accepted", "案件 320585102-1 的协办任务有新的进展"),
        ("supervision-order-replied", "案件 320585102-1 的督办单"),
        ("case-request-refused", "案件 320585102-1 的申请"),
        ("nonsense", "您有一条新的工作提醒"),
    ],
)
def test_a_code_without_a_text_is_said_by_its_family(code: str, begins: str) -> None:
    assert text_of(code, {}, case_number="320585102-1").startswith(begins)


@pytest.mark.parametrize(
    ("codes", "heard_of"),
    [("*", True), ("case-*", True), ("whistle-blown", True), ("transfer-new", True), ("x-*", False), ("x", False)],
)
def test_a_rule_speaks_of_codes_that_there_are(codes: str, heard_of: bool) -> None:
    assert is_heard_of(codes) is heard_of


@pytest.mark.parametrize("planted", ["{reporter}", "{phone}", "{note}", "{count!r}", "{due_at:%Y}", "{0}", "{}"])
def test_a_text_that_asks_for_more_would_be_noticed(planted: str) -> None:
    assert not placeholders_of(f"请联系 {planted}") <= PLACEHOLDERS


@pytest.mark.parametrize("code", [*TEXTS, *FAMILIES, "unheard-of"])
def test_no_text_lets_through_what_is_a_persons(code: str) -> None:
    personal = dict.fromkeys(PLACEHOLDERS | {"note", "unit"}, "张三 13812345678")

    said = text_of(code, personal)

    assert "张三" not in said
    assert "138" not in said
    assert "{" not in said


@pytest.mark.parametrize(
    ("value", "is_kept"),
    [
        ("u-320585102-team", True),
        ("2026-11-29T08:00:00+08:00", True),
        ("019ab000-0000-7000-8000-000000000001", True),
        (7, True),
        ("13812345678", False),
        ("tel:13812345678", False),
        ("0512-53571234", False),
        ("11010519491231002X", False),
        ("张三", False),
        ("two words", False),
        (13812345678, False),
        (None, False),
    ],
)
def test_only_codes_moments_and_counts_are_kept(value: Any, is_kept: bool) -> None:
    assert (kept_facts({"any": value}) != {}) is is_kept


def rule(rule_id: str = "r", codes: str = "*", region: str = "32", **more: Any) -> Rule:
    return Rule(rule_id, 1, codes, region, (Channel.INBOX,), **more)


def test_the_rule_that_says_most_holds() -> None:
    rules = [
        rule("wide"),
        rule("family", "case-*"),
        rule("exact", "case-overdue"),
        rule("near", region=TOWN),
        rule("near-role", region=TOWN, role="leader"),
        rule("elsewhere", "case-overdue", region="320506"),
    ]

    def found(what: str, role: str | None, region: str, *, urgent: bool = False) -> str:
        return rule_for(rules, what, role, region, urgent=urgent).id

    assert found("case-overdue", None, "3201") == "exact"
    assert found("case-yellow", None, "3201") == "family"
    assert found("order-stuck", None, "3201") == "wide"
    assert found("case-overdue", None, TOWN) == "near"
    assert found("case-overdue", "leader", TOWN) == "near-role"
    assert rule_for(rules, "x", None, "11", urgent=False) is PLAIN
    assert rule_for([rule(urgent=True)], "x", None, TOWN, urgent=False) is PLAIN


@pytest.mark.parametrize(
    ("at", "until"),
    [
        ("2026-11-29T21:00", "2026-11-30T07:00"),
        ("2026-12-31T23:59", "2027-01-01T07:00"),
        ("2026-11-30T06:59", "2026-11-30T07:00"),
        ("2026-11-30T07:00", None),
        ("2026-11-30T20:59", None),
    ],
)
def test_quiet_hours_end_in_the_morning(at: str, until: str | None) -> None:
    night = rule(quiet_from=time(21), quiet_to=time(7))
    now = datetime.fromisoformat(at).replace(tzinfo=SHANGHAI).astimezone(UTC)

    ends = quiet_until(night, now, urgent=False)

    assert ends == (datetime.fromisoformat(until).replace(tzinfo=SHANGHAI) if until else None)
    assert quiet_until(night, now, urgent=True) is None


def test_quiet_hours_within_a_day_end_on_it() -> None:
    noon = rule(quiet_from=time(12), quiet_to=time(14))

    assert quiet_until(noon, datetime(2026, 11, 29, 13, tzinfo=SHANGHAI), urgent=False) == datetime(
        2026, 11, 29, 14, tzinfo=SHANGHAI
    )
    assert quiet_until(noon, datetime(2026, 11, 29, 15, tzinfo=SHANGHAI), urgent=False) is None


def test_a_number_is_read_as_it_is_written_and_shown_in_part() -> None:
    assert read_number("+86 138-1234 5678") == "13812345678"
    assert masked("13812345678") == "138****5678"
    assert not is_mobile(read_number("(0512) 53571234"))
    for wrong in ("12812345678", "1381234567", "53571234", "abc"):
        with pytest.raises(BadNumber):
            read_number(wrong)
