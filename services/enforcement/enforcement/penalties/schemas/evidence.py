"""How is evidence put into a case over HTTP (art. 41, 42, 46, 55)?"""

from typing import Annotated

from pydantic import Field

from enforcement.penalties.domain.course import EvidenceKind
from enforcement.penalties.domain.gathering import Device, Item
from shared.runtime.bodies import Body, Day
from shared.runtime.text import Code, Line, Prose

from .steps import StepAsked


class DeviceGiven(Body):
    """An electronic monitoring device (41). `reviewed_on`: its legal and technical review, on or before today.

    `checked`: what it recorded was found true, clear, complete and accurate; `told_on`: when the party was told of it.
    """

    number: Line
    reviewed_on: Day | None = None
    checked: bool = False
    told_on: Day | None = None


class EvidenceAdded(StepAsked):
    """Of what somebody said or a place showed (55): `credentials_shown`, and which officers were there (`taken_by`).

    `signed`: who was heard signed the record, else `refusal_noted`: he would not, or was away. `by_device`: with
    recordings and electronic data, whether a monitoring device made them (41).
    """

    kind: EvidenceKind
    what: Prose
    credentials_shown: bool = False
    taken_by: Annotated[list[Code], Field(max_length=20, default_factory=list)]
    signed: bool = False
    refusal_noted: bool = False
    by_device: bool | None = None
    device: DeviceGiven | None = None

    def item(self) -> Item:
        """Return it as the rules see it."""
        device = Device(**self.device.model_dump()) if self.device else None
        return Item(device=device, **self.model_dump(exclude={"version", "device"}))
