"""What does a caller see of the townships that are held to qualifications, and how is one proposed?"""

from datetime import date, datetime
from uuid import UUID

from pydantic import BaseModel

from shared.runtime.bodies import Body, Day, Shown


class BindingGiven(Body):
    bound_from: Day


class BindingShown(Shown):
    region: str
    bound_from: date


class BindingPage(BaseModel):
    items: list[BindingShown]
    next: str | None


class BindingProposed(BindingShown):
    """`id`: of the proposal, which changes nothing until another person confirms it."""

    id: UUID


class BindingProposalShown(BindingProposed):
    proposed_by: str
    proposed_at: datetime


class BindingProposalPage(BaseModel):
    items: list[BindingProposalShown]
    next: UUID | None
