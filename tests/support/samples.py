"""How does each event look when it is right? One hand-made sample of each, changed by keyword where a test needs it."""

from collections.abc import Callable
from typing import Any

from shared.schemas.approval_window import (
    AppealFiled,
    ApplicationChanged,
    ApplicationReceived,
    FollowUpLate,
    RatingGiven,
)
from shared.schemas.dispatch import (
    CaseChanged,
    PersonChanged,
    ReportFollowedUp,
    ReportReceived,
    TaskAssigned,
    TaskRecalled,
    UnitChanged,
    WorkdaysPublished,
)
from shared.schemas.enforcement import ClueProgressed
from shared.schemas.envelope import Event
from tests.support.grid_samples import GRID_SAMPLES
from tests.support.register_samples import REGISTER_SAMPLES
from tests.support.team_samples import TEAM_SAMPLES
from tests.support.window_samples import WINDOW_SAMPLES

TOWN = "320585102"
CELL = "320585102001001"
REPORT = "019ab000-0000-7000-8000-000000000001"
CASE = "019ab000-0000-7000-8000-000000000002"
TASK = "019ab000-0000-7000-8000-000000000003"
APPEAL = "019ab000-0000-7000-8000-000000000004"
APPLICATION = "019ab000-0000-7000-8000-000000000007"
RATING = "019ab000-0000-7000-8000-000000000009"
MORNING = "2026-11-23T01:30:00Z"
LATER = "2026-11-23T02:10:00Z"
PLACE = {"lon": 121.164, "lat": 31.512}
MATTER = {"scheme": "onefour", "code": "street-vending"}


def report_received(**changes: Any) -> ReportReceived:
    usual = {
        "report_id": REPORT,
        "version": 1,
        "origin": "feed",
        "source": "hotline-12345",
        "region": TOWN,
        "category": MATTER,
        "position": PLACE,
        "urgency": "normal",
        "occurred_at": MORNING,
        "received_at": MORNING,
    }
    return ReportReceived.model_validate(usual | changes)


def report_followed_up(**changes: Any) -> ReportFollowedUp:
    usual = {"report_id": REPORT, "version": 2, "kind": "called-back", "satisfied": True, "occurred_at": LATER}
    return ReportFollowedUp.model_validate(usual | changes)


def case_changed(**changes: Any) -> CaseChanged:
    usual = {
        "case_id": CASE,
        "version": 6,
        "number": "320585102-2026-000001",
        "state": "handled",
        "action": "finish",
        "region": TOWN,
        "matter": "street-vending",
        "urgency": "normal",
        "executor": "grid",
        "cell": CELL,
        "unit": None,
        "outcome": None,
        "result": "persuaded",
        "reports": [{"report_id": REPORT, "origin": "feed", "external_id": "188006"}],
        "opened_at": MORNING,
        "changed_at": LATER,
        "contact": {"at": LATER, "unit": "u-320585102-governance-office", "outcome": "reached"},
    }
    return CaseChanged.model_validate(usual | changes)


def task_assigned(**changes: Any) -> TaskAssigned:
    usual = {
        "task_id": TASK,
        "case_id": CASE,
        "version": 1,
        "case_number": "320585102-2026-000001",
        "executor": "grid",
        "region": TOWN,
        "cell": CELL,
        "unit": None,
        "worker_id": "w-001",
        "matter": "street-vending",
        "urgency": "normal",
        "position": PLACE,
        "report_ids": [REPORT],
        "urged": 0,
        "due_at": "2026-11-23T09:30:00Z",
        "assigned_at": MORNING,
    }
    return TaskAssigned.model_validate(usual | changes)


def task_recalled(**changes: Any) -> TaskRecalled:
    usual = {
        "task_id": TASK,
        "case_id": CASE,
        "version": 2,
        "executor": "grid",
        "reason": "withdrawn",
        "recalled_at": LATER,
    }
    return TaskRecalled.model_validate(usual | changes)


def unit_changed(**changes: Any) -> UnitChanged:
    usual = {
        "unit_id": "u-320585102-enforcement",
        "version": 1,
        "region": TOWN,
        "kind": "enforcement-team",
        "name": "综合行政执法局（合成）",
        "valid_from": "2026-01-01",
        "valid_to": None,
    }
    return UnitChanged.model_validate(usual | changes)


def person_changed(**changes: Any) -> PersonChanged:
    usual = {
        "person_id": "w-001",
        "version": 1,
        "region": TOWN,
        "unit_id": None,
        "roles": ["worker"],
        "valid_from": "2026-01-01",
        "valid_to": None,
    }
    return PersonChanged.model_validate(usual | changes)


def workdays_published(**changes: Any) -> WorkdaysPublished:
    usual = {
        "year": 2026,
        "version": 1,
        "source": "chinesecalendar 1.11",
        "days": [{"day": "2026-10-01", "is_workday": False}, {"day": "2026-10-10", "is_workday": True}],
    }
    return WorkdaysPublished.model_validate(usual | changes)


def appeal_filed(**changes: Any) -> AppealFiled:
    usual = {
        "appeal_id": APPEAL,
        "version": 1,
        "region": TOWN,
        "clerk_id": "c-001",
        "category": MATTER,
        "urgency": "urgent",
        "position": None,
        "filed_at": MORNING,
    }
    return AppealFiled.model_validate(usual | changes)


def application_received(**changes: Any) -> ApplicationReceived:
    usual = {
        "application_id": APPLICATION,
        "version": 1,
        "number": "320585102-2026-000001",
        "region": TOWN,
        "item": "food-workshop-registration",
        "clerk_id": "c-001",
        "received_at": MORNING,
        "power": None,
    }
    return ApplicationReceived.model_validate(usual | changes)


def application_changed(**changes: Any) -> ApplicationChanged:
    usual = {
        "application_id": APPLICATION,
        "version": 2,
        "number": "320585102-2026-000001",
        "region": TOWN,
        "item": "food-workshop-registration",
        "item_version": 1,
        "power": "XZ-1",
        "state": "accepted",
        "ended": False,
        "received_at": MORNING,
        "accepted_at": MORNING,
        "by_silence": False,
        "decision_due_at": MORNING,
        "decided_at": None,
        "delivered_at": None,
        "changed_at": MORNING,
    }
    return ApplicationChanged.model_validate(usual | changes)


def rating_given(**changes: Any) -> RatingGiven:
    usual = {
        "rating_id": RATING,
        "version": 1,
        "paper": "application",
        "paper_id": APPLICATION,
        "item": "food-workshop-registration",
        "power": "XZ-1",
        "region": TOWN,
        "step": "decision",
        "grade": "dissatisfied",
        "given_at": LATER,
    }
    return RatingGiven.model_validate(usual | changes)


def follow_up_late(**changes: Any) -> FollowUpLate:
    usual = {"rating_id": RATING, "version": 3, "region": TOWN, "late": "all", "due_at": MORNING, "at": LATER}
    return FollowUpLate.model_validate(usual | changes)


def clue_progressed(**changes: Any) -> ClueProgressed:
    usual = {
        "task_id": TASK,
        "case_id": CASE,
        "version": 2,
        "state": "returned",
        "officer_id": "o-001",
        "result": None,
        "return_reason": "not-mine",
        "at": LATER,
    }
    return ClueProgressed.model_validate(usual | changes)


SAMPLES: dict[type[Event], Callable[..., Event]] = {
    **REGISTER_SAMPLES,
    **GRID_SAMPLES,
    **WINDOW_SAMPLES,
    **TEAM_SAMPLES,
    ReportReceived: report_received,
    ReportFollowedUp: report_followed_up,
    CaseChanged: case_changed,
    TaskAssigned: task_assigned,
    TaskRecalled: task_recalled,
    UnitChanged: unit_changed,
    PersonChanged: person_changed,
    WorkdaysPublished: workdays_published,
    AppealFiled: appeal_filed,
    ApplicationReceived: application_received,
    ApplicationChanged: application_changed,
    RatingGiven: rating_given,
    FollowUpLate: follow_up_late,
    ClueProgressed: clue_progressed,
}
