"""What does a clerk write down of who applies, and for what?"""

from dataclasses import dataclass

from approval_window.applications.domain.applicants import Agent, Applicant
from approval_window.applications.domain.materials import HandedIn


@dataclass(frozen=True, slots=True)
class Form:
    """What a clerk wrote down of who applies; personal, and sealed before it is saved.

    `again`, `name_checked`: he was asked, and says that it is meant so.
    """

    region: str
    applicant: Applicant
    agent: Agent | None
    note: str | None
    materials: HandedIn
    again: bool
    name_checked: bool


@dataclass(frozen=True, slots=True)
class Request:
    """What a clerk wrote down of who wants his licence extended: his number, and what he brought."""

    number: str
    agent: Agent | None
    materials: HandedIn
    note: str | None
