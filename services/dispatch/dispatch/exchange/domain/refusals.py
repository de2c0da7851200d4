"""Which sharing of data is refused, and what explains it?"""

from shared import errors
from shared.errors import Conflict, Forbidden, Invalid, NotFound, Refusal


class RegionUnknown(NotFound):
    code = "exchange.region-unknown"


class NotACounty(Invalid):
    """A county draws up the catalogue of what its townships' work brings to light."""

    code = "exchange.not-a-county"


class SetsRefused(Invalid):
    """Nothing of the draft was taken; `sets` names each bad one by its index, its code and what explains it."""

    code = "exchange.sets-refused"


class LaterSetExists(Conflict):
    """A version that begins on this day or later stands already: it would be overlapped."""

    code = "exchange.later-set-exists"


class DraftNotFound(NotFound):
    code = "exchange.draft-not-found"


class DraftIsDecided(Conflict):
    code = "exchange.draft-is-decided"


class SecondPersonNeeded(errors.SecondPersonNeeded):
    """Who publishes has not drawn up; who decides has neither asked nor given the owner's opinion."""

    code = "exchange.second-person-needed"


class SetUnknown(NotFound):
    """No such set stands in the county's catalogue on that day."""

    code = "exchange.set-unknown"


class NotShared(Forbidden):
    """The catalogue says that this set is not shared; `ground` is the law that it names."""

    code = "exchange.not-shared"


class NotADepartment(Forbidden):
    """A department of the county asks; the caller's unit is none on this day."""

    code = "exchange.not-a-department"


class PurposeMissing(Invalid):
    """Data is given for a purpose and on a legal basis, both in writing; `field` is what is empty."""

    code = "exchange.purpose-missing"


class ColumnsOutsideTheSet(Invalid):
    """`columns` are not in the set that was asked for."""

    code = "exchange.columns-outside-the-set"


class OutsideTheRegion(Invalid):
    """A department asks for its own county, or for townships of it."""

    code = "exchange.outside-the-region"


class OutsideTheField(Forbidden):
    """`fields` are not the department's field of duty; `own` are."""

    code = "exchange.outside-the-field"


class DaysImpossible(Invalid):
    code = "exchange.days-impossible"


class TooManyDays(Invalid):
    """More days than the catalogue lets one request have; `most` is its figure."""

    code = "exchange.too-many-days"


class UnitUnknown(NotFound):
    """No such unit on this day, or not in the caller's region."""

    code = "exchange.unit-unknown"


class NoReceiver(Conflict):
    """Nothing can be pushed: the office has noted no address for this department."""

    code = "exchange.no-receiver"


class AddressRefused(Invalid):
    code = "exchange.address-refused"


class RequestNotFound(NotFound):
    code = "exchange.request-not-found"


class IllegalAct(Conflict):
    """Another act follows on where the request stands; `next` says which do."""

    code = "exchange.illegal-act"


class StaleRequest(Conflict):
    code = "exchange.stale-request"


class ReasonMissing(Invalid):
    code = "exchange.reason-missing"


class NotTheOwner(Forbidden):
    """The opinion is that of the unit whose data it is."""

    code = "exchange.not-the-owner"


class NotTheAsker(Forbidden):
    code = "exchange.not-the-asker"


class OpinionMissing(Conflict):
    """The owner has not said what he thinks, and his term has not passed."""

    code = "exchange.opinion-missing"


class NotGranted(Conflict):
    code = "exchange.not-granted"


class GrantSuspended(Forbidden):
    code = "exchange.grant-suspended"


class GrantRevoked(Forbidden):
    code = "exchange.grant-revoked"


class GrantEnded(Forbidden):
    """The last day of the grant went by."""

    code = "exchange.grant-ended"


class DailyLimitReached(Refusal):
    """429: what the catalogue lets one grant have on a day is used up; it begins anew at midnight (Asia/Shanghai)."""

    code = "exchange.daily-limit"
    status = 429

    def __init__(self, message: str, *, retry_after: int, **facts: object) -> None:
        super().__init__(message, retry_after=retry_after, **facts)
        self.headers = {"Retry-After": str(retry_after)}


class KeyMalformed(Invalid):
    """`after` is no key of a row of this set."""

    code = "exchange.key-malformed"
