"""Which event travels on which topic, from whom, to whom? The one map; docs/events.md is generated from it."""

from dataclasses import dataclass
from enum import StrEnum

from shared.schemas import approval_window, dispatch, enforcement, grid, registers
from shared.schemas.envelope import Event

# Not four: a broker that makes a topic by itself gives it four, and tests should notice.
PARTITIONS = 6


class Topic(StrEnum):
    REPORTS = "dispatch.reports.v1"
    CASES = "dispatch.cases.v1"
    TASKS = "dispatch.tasks.v1"
    ORGANISATION = "dispatch.organisation.v1"
    WORKDAYS = "dispatch.workdays.v1"
    DUTIES = "dispatch.duties.v1"
    POWERS = "dispatch.powers.v1"
    QUALIFICATIONS = "dispatch.qualifications.v1"
    PARTY = "dispatch.party.v1"
    GRID_CELLS = "grid.cells.v1"
    GRID_WORKERS = "grid.workers.v1"
    GRID_TASKS = "grid.tasks.v1"
    GRID_REPORTS = "grid.reports.v1"
    GRID_VISITS = "grid.visits.v1"
    GRID_SUPPORTS = "grid.supports.v1"
    APPEALS = "window.appeals.v1"
    APPLICATIONS = "window.applications.v1"
    LICENCES = "window.licences.v1"
    RATINGS = "window.ratings.v1"
    SUPPORTS = "window.supports.v1"
    FOLLOW_UPS = "window.follow-ups.v1"
    CLUES = "enforcement.clues.v1"
    FINDINGS = "enforcement.findings.v1"
    RECORDS = "enforcement.records.v1"
    PENALTIES = "enforcement.penalties.v1"
    TEAM_SUPPORTS = "enforcement.supports.v1"


class Service(StrEnum):
    APPROVAL_WINDOW = "approval-window"
    ENFORCEMENT = "enforcement"
    GRID = "grid"
    DISPATCH = "dispatch"


# Sources whose events may also come straight into `feed.<source>.v1`; a new source is one line here and one small file
# in dispatch.intake.sources.
FEED_SOURCES = ("hotline-12345", "urban-management", "work-safety")


# Readings of meters, written by the power supplier and read by the grid alone; no report comes of them.
POWER_USAGE = "power-usage"


@dataclass(frozen=True, slots=True)
class Route:
    """One row of the map. `compacted`: the topic keeps the newest state of each key for ever."""

    event: type[Event]
    topic: Topic
    producer: Service
    consumers: tuple[Service, ...]
    compacted: bool = False


_ALL = tuple(Service)
_OTHERS = (Service.APPROVAL_WINDOW, Service.ENFORCEMENT, Service.GRID)
_D, _G, _W, _E = Service.DISPATCH, Service.GRID, Service.APPROVAL_WINDOW, Service.ENFORCEMENT

ROUTES: tuple[Route, ...] = (
    Route(dispatch.ReportReceived, Topic.REPORTS, _D, (_D,)),
    Route(dispatch.ReportFollowedUp, Topic.REPORTS, _D, (_D,)),
    Route(dispatch.CaseChanged, Topic.CASES, _D, _OTHERS),
    Route(dispatch.TaskAssigned, Topic.TASKS, _D, (_G, _E)),
    Route(dispatch.TaskRecalled, Topic.TASKS, _D, (_G, _E)),
    Route(dispatch.UnitChanged, Topic.ORGANISATION, _D, _OTHERS, compacted=True),
    Route(dispatch.PersonChanged, Topic.ORGANISATION, _D, _OTHERS, compacted=True),
    Route(dispatch.WorkdaysPublished, Topic.WORKDAYS, _D, _OTHERS, compacted=True),
    Route(registers.DutyListPublished, Topic.DUTIES, _D, (_W,), compacted=True),
    Route(registers.PowerChanged, Topic.POWERS, _D, (_W, _E), compacted=True),
    Route(registers.PowerHandedOver, Topic.POWERS, _D, (_W, _E), compacted=True),
    Route(registers.QualificationChanged, Topic.QUALIFICATIONS, _D, (_W, _E), compacted=True),
    Route(registers.RequirementChanged, Topic.QUALIFICATIONS, _D, (_W, _E), compacted=True),
    Route(registers.TrainingBound, Topic.QUALIFICATIONS, _D, (_W, _E), compacted=True),
    Route(registers.BranchChanged, Topic.PARTY, _D, (_G,), compacted=True),
    Route(grid.CellChanged, Topic.GRID_CELLS, _G, (_D,), compacted=True),
    Route(grid.WorkerChanged, Topic.GRID_WORKERS, _G, (_D,), compacted=True),
    Route(grid.TaskProgressed, Topic.GRID_TASKS, _G, (_D,)),
    Route(grid.PatrolReported, Topic.GRID_REPORTS, _G, (_D,)),
    Route(grid.PersonNotMet, Topic.GRID_VISITS, _G, (_D,)),
    Route(grid.SupportProgressed, Topic.GRID_SUPPORTS, _G, (_W, _E)),
    Route(approval_window.AppealFiled, Topic.APPEALS, _W, (_D,)),
    Route(approval_window.ApplicationReceived, Topic.APPLICATIONS, _W, (_D,)),
    Route(approval_window.ApplicationChanged, Topic.APPLICATIONS, _W, (_D,)),
    Route(approval_window.LicenceGranted, Topic.LICENCES, _W, (_D, _E), compacted=True),
    Route(approval_window.LicenceRenewed, Topic.LICENCES, _W, (_D, _E), compacted=True),
    Route(approval_window.LicenceCorrected, Topic.LICENCES, _W, (_D, _E), compacted=True),
    Route(approval_window.LicenceEnded, Topic.LICENCES, _W, (_D, _E), compacted=True),
    Route(approval_window.RatingGiven, Topic.RATINGS, _W, (_D,)),
    Route(approval_window.VerificationSupportChanged, Topic.SUPPORTS, _W, (_G,)),
    Route(approval_window.FollowUpLate, Topic.FOLLOW_UPS, _W, (_D,)),
    Route(enforcement.ClueProgressed, Topic.CLUES, _E, (_D,)),
    Route(enforcement.FindingReported, Topic.FINDINGS, _E, (_D,)),
    Route(enforcement.RecordAppended, Topic.RECORDS, _E, (_D,)),
    Route(enforcement.PenaltyHandedOver, Topic.PENALTIES, _E, (_D,)),
    Route(enforcement.RecheckSupportChanged, Topic.TEAM_SUPPORTS, _E, (_G,)),
)

BY_EVENT: dict[type[Event], Route] = {route.event: route for route in ROUTES}
BY_TYPE: dict[str, Route] = {route.event.TYPE: route for route in ROUTES}


def feed_topic(source: str) -> str:
    """Return the topic into which an outside platform may write its events directly."""
    return f"feed.{source}.v1"


def dead_letter_topic(topic: str) -> str:
    return f"{topic}.dlq"


def all_topics() -> dict[str, bool]:
    """Return every topic that the platform needs, dead letters included, and whether it is compacted."""
    compacted = {str(route.topic): route.compacted for route in ROUTES}
    compacted |= {feed_topic(source): False for source in (*FEED_SOURCES, POWER_USAGE)}
    return compacted | {dead_letter_topic(topic): False for topic in compacted}
