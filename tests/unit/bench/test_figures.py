"""Are the figures of the bench counted and shown as they are meant?"""

import pytest

from bench.client import Taken
from bench.plan import SMALL, plan_from_environment
from bench.processes import between
from bench.report import table


def test_percentiles_are_taken_of_all_requests() -> None:
    taken = Taken([number / 1000 for number in range(1, 101)], lasted=2.0)
    assert taken.rate == 50
    assert taken.percentile_ms(0.5) == pytest.approx(51)
    assert taken.percentile_ms(0.99) == pytest.approx(100)


def test_processor_time_is_told_by_process_the_dearest_first() -> None:
    spent = between({"grid": 1.0, "dispatch": 1.0}, {"grid": 1.1, "dispatch": 1.4, "issuer": 0.0}, events=1000)
    assert list(spent.items()) == [("dispatch", 400.0), ("grid", 100.0)]


def test_the_environment_changes_the_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMALL", "1")
    monkeypatch.setenv("EVENTS", "77")
    plan = plan_from_environment()
    assert (plan.events, plan.baseline) == (77, SMALL.baseline)


def test_the_table_shows_what_was_measured_beside_its_goal() -> None:
    shown = table({"burst": {"events_a_second": 1234, "cpu_us_an_event": {"grid": 99.5}}})
    assert "1,234     ≥ 1,000" in shown
    assert "99.5" in shown
