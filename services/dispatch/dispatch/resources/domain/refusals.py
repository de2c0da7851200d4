"""Which changes of posts, people, money and agencies are refused, and what explains it?"""

from enum import StrEnum

from shared import errors
from shared.errors import Conflict, Invalid, NotFound


class Problem(StrEnum):
    """Why one line of a proposal or one booking is refused."""

    TWICE = "resources.twice"
    OVERLAP = "resources.overlap"
    UNKNOWN_UNIT = "resources.unknown-unit"
    UNKNOWN_PERSON = "resources.unknown-person"
    UNKNOWN_TOWNSHIP = "resources.unknown-township"
    UNKNOWN_POWER = "resources.unknown-power"
    OUTSIDE_COUNTY = "resources.outside-county"
    NOT_IN_THAT_UNIT = "resources.not-in-that-unit"
    NOT_A_TOWNSHIP_UNIT = "resources.not-a-township-unit"
    NOT_A_COUNTY_UNIT = "resources.not-a-county-unit"
    NOT_A_STATIONED_AGENCY = "resources.not-a-stationed-agency"
    OTHER_KIND_OF_POST = "resources.other-kind-of-post"
    NO_AGREEMENT = "resources.no-agreement"
    OVERSPENT = "resources.overspent"
    UNKNOWN_ENTRY = "resources.unknown-entry"
    IS_A_REVERSAL = "resources.is-a-reversal"
    REVERSED = "resources.reversed"
    KEPT_ALREADY = "resources.kept-already"
    BEYOND_ESTABLISHMENT = "resources.beyond-establishment"
    NO_FREE_POST = "resources.no-free-post"


class PlaceUnknown(NotFound):
    code = "resources.region-unknown"


class NotACounty(Invalid):
    """Posts, people and money are moved within one county."""

    code = "resources.not-a-county"


class NeitherCityNorCounty(Invalid):
    """What a township calls uneven is its city's choice, or its county's."""

    code = "resources.neither-city-nor-county"


class NotATownship(Invalid):
    code = "resources.not-a-township"


class LinesRefused(Invalid):
    """Nothing was taken; `lines` names each bad line by its index, its code and what explains it."""

    code = "resources.lines-refused"


class Unbalanced(Invalid):
    """A transfer gives as many posts of a kind as it takes."""

    code = "resources.unbalanced"


class BeyondEstablishment(Conflict):
    """A unit would have more posts of a kind than were approved for it."""

    code = "resources.beyond-establishment"


class NoFreePost(Conflict):
    """More people would sit on the posts of a unit than it has."""

    code = "resources.no-free-post"


class ProposalNotFound(NotFound):
    code = "resources.proposal-not-found"


class ProposalIsDecided(Conflict):
    code = "resources.proposal-is-decided"


class SecondPersonNeeded(errors.SecondPersonNeeded):
    """What moves posts, people or money is confirmed by another person than the one who drew it up."""

    code = "resources.second-person-needed"


class TooManyAgencies(Conflict):
    """A township has nine functional agencies at most."""

    code = "resources.too-many-agencies"


class NoSections(Invalid):
    """An agency of a township has no sections inside."""

    code = "resources.no-sections"


class NotAnAgencyKind(Invalid):
    code = "resources.not-an-agency-kind"


class LoadTooWide(Invalid):
    """People are one pool within a township: what is wider than a county is read township by township."""

    code = "resources.load-too-wide"


class AgencyUnknown(NotFound):
    code = "resources.agency-unknown"
