"""How is an attendance put right that was noted wrongly? Until somebody is examined on it."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from uuid import UUID

from dispatch.training.domain.courses import Attendance, Session, check_rows
from dispatch.training.domain.refusals import Problem


def check_corrections(
    rows: Sequence[Attendance],
    *,
    sessions: Mapping[UUID, Session],
    known: Mapping[tuple[UUID, str, date], int],
    examined: Collection[tuple[UUID, str]],
    by: str,
) -> None:
    """Raise RowsRefused. No hours at all: the person was not there that day.

    `examined`: who took an examination of the session; by what he was admitted to it stays as it is.
    """
    seen: set[tuple[UUID, str, date]] = set()

    def problem_of(row: Attendance) -> Problem | None:
        if row.key in seen:
            return Problem.TWICE
        seen.add(row.key)
        session = sessions.get(row.session_id)
        if session is None:
            return Problem.UNKNOWN_SESSION
        if row.person_id == by:
            return Problem.OWN_RECORD
        if row.key not in known:
            return Problem.NOT_ATTENDED
        if row.hours > session.hours_a_day:
            return Problem.TOO_MANY_HOURS
        return Problem.EXAMINED_ALREADY if (row.session_id, row.person_id) in examined else None

    check_rows(rows, problem_of)
