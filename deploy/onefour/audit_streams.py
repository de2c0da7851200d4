"""Which damages does the audit find by reading rows in their order: histories, and what two databases say of one thing?

Rows come through server-side cursors: a million cases need no more memory than ten.
"""

import json
from collections.abc import AsyncIterator, Iterator
from functools import lru_cache
from typing import Any, Final, NamedTuple

from onefour.audit_queries import Kind
from onefour.audit_rules import Step, Workflow, case_faults, task_faults

# An asyncpg connection inside a read-only transaction.
Reader = Any
# Kind, name of the check, id of the offender.
Found = tuple[Kind, str, str]

PREFETCH: Final = 2_000
_REMEMBERED: Final = 100_000


def _with_history(table: str, history: str, key: str, columns: str) -> str:
    """Return the query for the rows of `table`, each with its history in one text (see parse_steps)."""
    line = "concat_ws(' ', seq, action, coalesce(from_state, '-'), to_state)"
    steps = f"SELECT string_agg({line}, ';' ORDER BY seq) FROM {history} WHERE {key} = {table}.id"  # noqa: S608
    return f"SELECT {columns}, ({steps}) AS steps FROM {table} ORDER BY id"  # noqa: S608


_CASES: Final = _with_history("cases", "case_history", "case_id", "id, state, version, workflow_version")
_TASKS: Final = _with_history("tasks", "task_history", "task_id", "id, state")
_CLUES: Final = _with_history("clues", "clue_history", "clue_id", "id, state")


class Row(NamedTuple):
    """What one database says of a thing: its id, and what must agree."""

    id: str
    case_id: str
    state: str


async def read_case_histories(dispatch: Reader) -> AsyncIterator[Found]:
    """Yield what is illegal in the histories of cases."""
    rows = await dispatch.fetch("SELECT version, definition::text AS definition FROM workflows")
    workflows = {row["version"]: Workflow.of(json.loads(row["definition"])) for row in rows}

    # Most histories are alike, line by line: each is judged once.
    @lru_cache(maxsize=_REMEMBERED)
    def judge(state: str, version: int, workflow: int, steps: str | None) -> tuple[str, ...]:
        return tuple(case_faults(state, version, list(parse_steps(steps)), workflows.get(workflow)))

    async for row in dispatch.cursor(_CASES, prefetch=PREFETCH):
        for fault in judge(row["state"], row["version"], row["workflow_version"], row["steps"]):
            yield Kind.ILLEGAL, fault, str(row["id"])


async def read_task_histories(grid: Reader) -> AsyncIterator[Found]:
    """Yield what is illegal in the histories of the grid's tasks."""
    async for found in _judged(grid, _TASKS, "task"):
        yield found


async def read_clue_histories(enforcement: Reader) -> AsyncIterator[Found]:
    """Yield what is illegal in the histories of the team's clues."""
    async for found in _judged(enforcement, _CLUES, "clue"):
        yield found


async def _judged(reader: Reader, query: str, kind: str) -> AsyncIterator[Found]:
    @lru_cache(maxsize=_REMEMBERED)
    def judge(state: str, steps: str | None) -> tuple[str, ...]:
        return tuple(task_faults(kind, state, list(parse_steps(steps))))

    async for row in reader.cursor(query, prefetch=PREFETCH):
        for fault in judge(row["state"], row["steps"]):
            yield Kind.ILLEGAL, fault, str(row["id"])


def parse_steps(text: str | None) -> Iterator[Step]:
    """Yield the steps of a history in the form that the queries give it: `seq action from to;…`, `-` for no state."""
    for line in (text or "").split(";"):
        if line:
            seq, action, from_state, to_state = line.split(" ")
            yield Step(int(seq), action, None if from_state == "-" else from_state, to_state)


# ---------------------------------------------------------------------------------------------- between two databases
async def compare_tasks(
    dispatch: Reader, executor: Reader, *, name: str, table: str, where: str
) -> AsyncIterator[Found]:
    """Yield in what the centre and an executor (`grid` or `team`) disagree about the tasks between them."""
    given = f"SELECT id::text, case_id::text, state FROM tasks WHERE executor = '{name}' ORDER BY tasks.id"  # noqa: S608
    taken = f"SELECT id::text, case_id::text, state FROM {table} ORDER BY {table}.id"  # noqa: S608
    async for ours, theirs in _merged(_rows(dispatch, given), _rows(executor, taken)):
        for kind, fault in _disagreements(ours, theirs, where):
            yield kind, fault, (ours or theirs or _NOBODY).id


_NOBODY: Final = Row("", "", "")


def _disagreements(ours: Row | None, theirs: Row | None, where: str) -> Iterator[tuple[Kind, str]]:
    if ours is None:
        yield Kind.ILLEGAL, f"task-in-{where}-from-nowhere"
    elif theirs is None:
        # What was taken back before it arrived need not be there.
        if ours.state != "recalled":
            yield Kind.LOST, f"task-missing-in-{where}"
    elif ours.case_id != theirs.case_id:
        yield Kind.ILLEGAL, f"task-in-{where}-of-another-case"
    elif theirs.state in {"finished", "returned"} and ours.state not in {theirs.state, "recalled"}:
        yield Kind.LOST, f"{theirs.state}-in-{where}-unknown-to-dispatch"
    elif ours.state == "recalled" and theirs.state in {"assigned", "accepted", "arrived"}:
        yield Kind.LOST, f"recall-unknown-to-{where}"


async def compare_reports(dispatch: Reader, owner: Reader, *, origin: str, table: str) -> AsyncIterator[Found]:
    """Yield what a service reported to the centre (an appeal, a finding, a patrol) and the centre has not."""
    got = (
        "SELECT external_id, '', '' FROM reports "  # noqa: S608
        f"WHERE origin = '{origin}' ORDER BY external_id COLLATE \"C\""
    )
    told = f"SELECT id::text, '', '' FROM {table} ORDER BY id::text COLLATE \"C\""  # noqa: S608
    async for ours, theirs in _merged(_rows(dispatch, got), _rows(owner, told)):
        if theirs is None and ours is not None:
            yield Kind.ILLEGAL, f"report-of-{origin}-from-nowhere", ours.id
        elif ours is None and theirs is not None:
            yield Kind.LOST, f"{origin}-without-report", theirs.id


async def _rows(reader: Reader, query: str) -> AsyncIterator[Row]:
    async for row in reader.cursor(query, prefetch=PREFETCH):
        yield Row(*row)


async def _merged(left: AsyncIterator[Row], right: AsyncIterator[Row]) -> AsyncIterator[tuple[Row | None, Row | None]]:
    """Yield the rows of two streams, both in the order of ids, side by side; None where one has no such id."""
    ours, theirs = await anext(left, None), await anext(right, None)
    while ours is not None or theirs is not None:
        if theirs is None or (ours is not None and ours.id < theirs.id):
            yield ours, None
            ours = await anext(left, None)
        elif ours is None or theirs.id < ours.id:
            yield None, theirs
            theirs = await anext(right, None)
        else:
            yield ours, theirs
            # Twice the same id on one side is another check's business.
            seen = ours.id
            ours, theirs = await _after(left, seen), await _after(right, seen)


async def _after(stream: AsyncIterator[Row], seen: str) -> Row | None:
    row = await anext(stream, None)
    while row is not None and row.id == seen:
        row = await anext(stream, None)
    return row
