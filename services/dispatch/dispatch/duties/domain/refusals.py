"""Which changes of duty lists are refused, and what explains it?"""

from shared import errors
from shared.errors import Conflict, Forbidden, Invalid, NotFound


class NotYourLevel(Forbidden):
    """The act is for another office; `region` is whose."""

    code = "duties.not-your-level"


class ListRegionUnknown(NotFound):
    code = "duties.region-unknown"


class NotAListRegion(Invalid):
    """Only a county or a township has a duty list."""

    code = "duties.not-a-list-region"


class LinesRefused(Invalid):
    """Nothing of the list was taken; `lines` names each bad line by its index, its code and what explains it."""

    code = "duties.lines-refused"


class LaterListExists(Conflict):
    """A list that begins on this day or later stands already: it would be overlapped."""

    code = "duties.later-list-exists"


class NeedsAdmission(Conflict):
    """A township that is held to its list is given a further matter by admission only (职责准入).

    `matters` names what the list would add, `form` is where admission is applied for.
    """

    code = "duties.needs-admission"


class BeginsInThePast(Conflict):
    """To what a township is held for a day gone by is not changed afterwards."""

    code = "duties.begins-in-the-past"


class DraftNotFound(NotFound):
    code = "duties.draft-not-found"


class DraftIsDecided(Conflict):
    code = "duties.draft-is-decided"


class SecondPersonNeeded(errors.SecondPersonNeeded):
    """What binds others is confirmed by another person than the one who drew it up."""

    code = "duties.second-person-needed"


class ProposalNotFound(NotFound):
    code = "duties.proposal-not-found"


class ProposalIsDecided(Conflict):
    """Confirmed, withdrawn, or replaced by a later one; `state` says which."""

    code = "duties.proposal-is-decided"


class NoListInForce(Conflict):
    """A township is held to its list only where one is in force on that day."""

    code = "duties.no-list-in-force"


class BoundAlready(Conflict):
    """A township that is held to its list stays so from its day on: what was asked for a past day does not change."""

    code = "duties.bound-already"


class ResolutionNeeded(Conflict):
    """The county's Party committee decides by a resolution that it has signed; `form` is where one is drawn up."""

    code = "duties.resolution-needed"


class NotAdmitted(Conflict):
    """The matter is not the township's by its duty list; `list` names it, `form` is where admission is applied for."""

    code = "duties.not-admitted"
