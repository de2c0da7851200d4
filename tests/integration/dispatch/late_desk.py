"""How do tests of supervision work? They say when clocks began and are due, let the timers run, and read what was told.

Their clocks run in the March to come, long after every other clock of the platform has climbed as far as it can.
"""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from dispatch.supervision.repository.ladders import is_quiet
from dispatch.supervision.timers import timers
from shared.calendar import SHANGHAI
from shared.clock import day_start, utc_now
from shared.runtime.timers import run_round
from tests.integration.dispatch.desk import reported_case, rows, set_clocks
from tests.support.days import today
from tests.support.platform import Platform, TestClock

UNMARKED = (
    "SELECT 1 FROM case_clocks WHERE due_at < :now AND stopped_at IS NULL AND paused_at IS NULL"
    " AND overdue_at IS NULL LIMIT 1"
)
FAR = datetime(2099, 1, 4, 9, tzinfo=SHANGHAI)


def _first_monday() -> date:
    """Return the first Monday of a March at least a month ahead: no year has a holiday in the fortnight after it."""
    firsts = (date(year, 3, 1) for year in (today().year, today().year + 1))
    mondays = (first + timedelta(days=-first.weekday() % 7) for first in firsts)
    return next(monday for monday in mondays if monday >= today() + timedelta(days=30))


MONDAY = _first_monday()


def march(day: int, hour: int = 9, minute: int = 0) -> datetime:
    """Return a moment of that March in the town, as if it began with its first Monday."""
    return day_start(MONDAY + timedelta(days=day - 1)) + timedelta(hours=hour, minutes=minute)


def written(moment: datetime) -> str:
    """Return a moment as an answer tells it."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


async def run_timers(platform: Platform, at: datetime, *names: str) -> None:
    """Let the timers of supervision do their rounds as if it were `at`, until nothing is due.

    What the platform's own timers hold at that moment is left to them: so a round may have to be done again.
    """
    runtime = platform.apps["dispatch-flow"].state.runtime
    chosen = [timer for timer in timers(runtime) if timer.name.split(".")[1] in (names or ("overdue", "ladders"))]
    clock = TestClock(at.astimezone(UTC) - utc_now())

    async def done() -> bool:
        for timer in chosen:
            await run_round(timer, runtime.database, clock)
        ran = {timer.name.split(".")[1] for timer in chosen}
        left = await rows(platform, UNMARKED, now=clock()) if "overdue" in ran else []
        async with runtime.database.begin() as work:
            return not left and ("ladders" not in ran or await is_quiet(work.connection, clock()))

    await platform.until(done)


async def quiet(platform: Platform) -> None:
    """Let all that others have left climb as far as it can before March, and stop what they let run then."""
    await rows(
        platform, "UPDATE case_clocks SET stopped_at = due_at WHERE due_at >= :day RETURNING id", day=march(1, 8)
    )
    await run_timers(platform, march(1, 8))


async def stand(platform: Platform, case: dict[str, Any], kind: str, began: datetime, due: datetime) -> None:
    """Say when one running clock of a case began and is due; its others are due much later."""
    change, running = "due_at = :due, started_at = :began", "case_id = :id AND stopped_at IS NULL"
    await set_clocks(platform, change, running, id=case["id"], due=FAR, began=began)
    await set_clocks(platform, change, f"{running} AND kind = :kind", id=case["id"], due=due, began=began, kind=kind)


async def case_due(platform: Platform, due: datetime | None = None, **given: Any) -> dict[str, Any]:
    """Return a new case that somebody works on from Monday morning, due on Wednesday evening if nothing is said."""
    case = await reported_case(platform, **given)
    kind = "handle" if case["state"] == "dispatched" else "dispatch"
    await stand(platform, case, kind, march(1), due or march(3, 17, 30))
    return case


async def told_of(platform: Platform, *cases: dict[str, Any]) -> list[tuple[str, str]]:
    """Return (text, recipient) of each notice about these cases, in order."""
    of_supervision = "case_id = ANY(:ids) AND what NOT LIKE 'case-request-%'"
    query = f"SELECT what, to_id FROM notices WHERE {of_supervision} ORDER BY id"
    return [(row.what, row.to_id) for row in await rows(platform, query, ids=[case["id"] for case in cases])]


def rungs(case: dict[str, Any]) -> list[tuple[int, str, list[int]]]:
    """Return (number, before whom, passed ones) of each rung in a case's history."""
    facts = [line["facts"] for line in case["history"] if line["action"] == "escalate"]
    return [(one["rung"], one["to"], one["passed"]) for one in facts]
