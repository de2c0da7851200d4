"""Where does somebody stand who waits in the hall, and whom does a counter call next?"""

from enum import StrEnum

from shared.errors import Conflict, Forbidden, NotFound

# Who did not come when he was called is called so often again before his number is over.
MOST_CALLS = 3


class Line(StrEnum):
    """What people wait for; each line has its own letter on the ticket."""

    LICENCE = "licence"
    CERTIFICATE = "certificate"
    SERVICE = "service"
    APPEAL = "appeal"


LETTERS: dict[Line, str] = {Line.LICENCE: "A", Line.CERTIFICATE: "B", Line.SERVICE: "C", Line.APPEAL: "D"}


class TicketState(StrEnum):
    WAITING = "waiting"
    CALLED = "called"
    SERVED = "served"
    MISSED = "missed"


class TicketAction(StrEnum):
    """`serve`: who was called is done at the counter; `skip`: he did not come; `transfer`: he waits in another line."""

    CALL = "call"
    SERVE = "serve"
    SKIP = "skip"
    TRANSFER = "transfer"


S, A = TicketState, TicketAction
TRANSITIONS: dict[tuple[TicketState, TicketAction], TicketState] = {
    (S.WAITING, A.CALL): S.CALLED,
    (S.CALLED, A.SERVE): S.SERVED,
    (S.CALLED, A.SKIP): S.WAITING,
    (S.CALLED, A.TRANSFER): S.WAITING,
    (S.WAITING, A.TRANSFER): S.WAITING,
}


class TicketNotFound(NotFound):
    code = "queue.not-found"
    said = "没有这个排队号"


class RegionOutside(Forbidden):
    code = "queue.region-outside"
    said = "该大厅不在您的管辖范围内"


class NobodyWaits(Conflict):
    code = "queue.nobody-waits"
    said = "当前没有等候的群众"


class IllegalAction(Conflict):
    code = "queue.illegal-action"
    said = "该排队号当前状态不能办理这一步"


class StillServing(Conflict):
    """Who has somebody at his counter calls nobody else; `ticket` is that number."""

    code = "queue.still-serving"
    said = "请先办结或者跳过当前叫到的号"


class AnothersTicket(Forbidden):
    code = "queue.anothers-ticket"
    said = "该号由其他窗口叫到"


class OverToday(Conflict):
    """A ticket is for its day."""

    code = "queue.over"
    said = "排队号仅限当日有效"


class SameLine(Conflict):
    code = "queue.same-line"
    said = "该号已在这一队列"


def next_state(state: TicketState, action: TicketAction) -> TicketState:
    """Return where `action` leads from `state`. Raises IllegalAction, naming what would be possible."""
    try:
        return TRANSITIONS[state, action]
    except KeyError:
        possible = sorted(done for at, done in TRANSITIONS if at is state)
        raise IllegalAction(f"{action} is not possible when {state}", state=state, possible=possible) from None


def after_skip(calls: int) -> TicketState:
    """Return where a ticket stands whose holder did not come: he waits again, until he was called often enough."""
    return TicketState.MISSED if calls >= MOST_CALLS else TicketState.WAITING


def number_on(line: Line, serial: int) -> str:
    """Return what stands on a ticket: the line's letter, and its number of the day."""
    return f"{LETTERS[line]}{serial:03d}"
