"""What does the window tell the others?"""

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from shared.schemas.envelope import Event
from shared.schemas.vocabulary import Category, Grade, Point, Shared, SupportTold, Urgency


class AppealFiled(Event):
    """A citizen brought an appeal to the counter; what he said and who he is stays with the window."""

    TYPE: ClassVar[str] = "onefour.window.appeal-filed.v1"

    appeal_id: UUID
    version: int
    region: str
    clerk_id: str
    category: Category
    urgency: Urgency | None
    position: Point | None
    filed_at: datetime

    @property
    def key(self) -> str:
        return str(self.appeal_id)


class ApplicationReceived(Event):
    """The window took an application for an item; the clocks of the licence law start from `received_at`.

    `power` is the county's by which the township handles it, None where it is the township's own.
    """

    TYPE: ClassVar[str] = "onefour.window.application-received.v1"

    application_id: UUID
    version: int
    number: str
    region: str
    item: str
    clerk_id: str
    received_at: datetime
    power: str | None = None

    @property
    def key(self) -> str:
        return str(self.application_id)


class ApplicationChanged(Event):
    """An application took a step of the licence law: its whole public state, without who applied or a word of his.

    `by_silence`: accepted because nothing was said in time (art. 32 (4)); `decision_due_at` is the law's, None before
    the acceptance and while the clock stands still (art. 45). `ended`: nobody has anything to decide any more.
    `renews`: the licence that it would extend (art. 50). Of the agencies whose opinion was asked (art. 26): how many,
    how many have not answered, when the first of these is due. `corrected_at`: when the newest error in its decision
    was corrected.
    """

    TYPE: ClassVar[str] = "onefour.window.application-changed.v1"

    application_id: UUID
    version: int
    number: str
    region: str
    item: str
    item_version: int
    power: str | None
    state: str
    ended: bool
    received_at: datetime
    accepted_at: datetime | None
    by_silence: bool
    decision_due_at: datetime | None
    decided_at: datetime | None
    delivered_at: datetime | None
    changed_at: datetime
    renews: UUID | None = None
    opinions_asked: int = 0
    opinions_open: int = 0
    opinion_due_at: datetime | None = None
    corrected_at: datetime | None = None

    @property
    def key(self) -> str:
        return str(self.application_id)


class LicenceTold(Shared):
    """All that is told of a licence, whatever has happened to it: whoever hears of it alone knows the whole."""

    licence_id: UUID
    version: int
    application_id: UUID
    number: str
    region: str
    item: str
    power: str | None
    granted_on: date
    valid_to: date | None

    @property
    def key(self) -> str:
        return str(self.licence_id)


class LicenceGranted(LicenceTold, Event):
    """A licence was granted on an application; whose it is stays with the window. Both days belong to it."""

    TYPE: ClassVar[str] = "onefour.window.licence-granted.v1"


class LicenceRenewed(LicenceTold, Event):
    """A licence was extended: the same licence, with another last day (art. 50).

    It says all that `LicenceGranted` said, and since which day it holds once more; `by_silence`: nobody decided until
    it would have ended.
    """

    TYPE: ClassVar[str] = "onefour.window.licence-renewed.v1"

    renewed_from: date
    by_silence: bool


class LicenceCorrected(LicenceTold, Event):
    """An error in the decision that granted a licence was corrected; its days hold as they are said here.

    It says all that `LicenceGranted` said: whoever hears of it alone knows the whole licence.
    """

    TYPE: ClassVar[str] = "onefour.window.licence-corrected.v1"

    corrected_on: date


class LicenceEnded(LicenceTold, Event):
    """A licence holds no more since a day: `end` says whether it was revoked (art. 69) or cancelled (art. 70), and why.

    It says all that `LicenceGranted` said: whoever hears of it alone knows the whole licence.
    """

    TYPE: ClassVar[str] = "onefour.window.licence-ended.v1"

    end: str
    ended_on: date


class VerificationSupportChanged(SupportTold, Event):
    """Two officials verify an application on site and want a grid worker with them; `wanted`: false when they do not.

    Who applied, and for what, stays with the window; `officials` are ids of the two or more who verify (art. 34).
    """

    TYPE: ClassVar[str] = "onefour.window.verification-support-changed.v1"

    application_id: UUID


class RatingGiven(Event):
    """Who holds the receipt of a paper has rated one step of it (好差评): nothing of what he wrote, nor of any person.

    `paper`: application or appeal; `power` is the county's by which the item is handled, None where it is the
    township's own; an appeal has neither item nor power. A rating never changes, so its version is always 1.
    """

    TYPE: ClassVar[str] = "onefour.window.rating-given.v1"

    rating_id: UUID
    version: int
    paper: str
    paper_id: UUID
    item: str | None
    power: str | None
    region: str
    step: str
    grade: Grade
    given_at: datetime

    @property
    def key(self) -> str:
        return str(self.rating_id)


class FollowUpLate(Event):
    """Nobody has followed up a bad rating in time: nothing of what was written, nor of any person.

    `late`: what is late, its verification or all of it; each is told once.
    """

    TYPE: ClassVar[str] = "onefour.window.follow-up-late.v1"

    rating_id: UUID
    version: int
    region: str
    late: str
    due_at: datetime
    at: datetime

    @property
    def key(self) -> str:
        return str(self.rating_id)
