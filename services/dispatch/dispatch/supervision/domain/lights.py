"""Is a clock green, yellow or red, and from when on? By the share of its working term that is left."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from dispatch.cases.domain.clocks import Clock
from dispatch.supervision.domain.rules import Before, LightRow
from shared.calendar import Pause, TermUnit, WorkCalendar

Pauses = Sequence[Pause]


class Light(StrEnum):
    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"


def light_of(due_at: datetime, yellow_at: datetime | None, now: datetime) -> Light:
    """Return the light of a running clock: red once it is past its due time, yellow from `yellow_at` on."""
    if due_at < now:
        return Light.RED
    return Light.YELLOW if yellow_at is not None and yellow_at <= now else Light.GREEN


def light_of_clock(clock: Clock, now: datetime) -> Light | None:
    """Return a clock's light, None where it has stopped or stands still."""
    if clock.stopped_at is not None or clock.paused_at is not None:
        return None
    return light_of(clock.due_at, clock.yellow_at, now)


def worst_of(lights: Iterable[Light | None]) -> Light | None:
    """Return the light of a case from those of its clocks, None where none runs."""
    order = list(Light)
    return max((light for light in lights if light is not None), key=order.index, default=None)


def moment_before(clock: Clock, left: timedelta, unit: TermUnit, calendar: WorkCalendar) -> datetime:
    """Return when `left` of `unit` time is left until a clock is due, at the earliest its start."""
    whole = calendar.remaining(clock.started_at, clock.due_at, unit)
    return calendar.resume(clock.started_at, whole - left, unit).due_at if whole > left else clock.started_at


def span_before(clock: Clock, before: Before, calendar: WorkCalendar) -> datetime:
    hours = before.unit is TermUnit.WORKING_HOURS
    left = timedelta(hours=before.amount) if hours else timedelta(minutes=before.amount)
    return moment_before(clock, left, before.unit, calendar)


def yellow_begins(clock: Clock, row: LightRow, pauses: Pauses, calendar: WorkCalendar) -> datetime:
    """Return when a clock turns yellow. What it stood still (`pauses` that ended) is no part of its term."""
    if row.before is not None:
        return span_before(clock, row.before, calendar)
    unit = clock.unit
    whole = calendar.remaining(clock.started_at, clock.due_at, unit)
    stood = sum((calendar.remaining(began, min(ended, clock.due_at), unit) for began, ended in pauses), timedelta())
    left = max(whole - stood, timedelta()) * (100 - (row.share or 0)) / 100
    return moment_before(clock, left, unit, calendar)
