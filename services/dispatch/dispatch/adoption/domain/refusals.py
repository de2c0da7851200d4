"""Which standards, adoptions and demonstrations are refused, and what explains it?"""

from shared import errors
from shared.errors import Conflict, Forbidden, Invalid, NotFound


class RegionUnknown(NotFound):
    code = "adoption.region-unknown"


class NotATownship(Invalid):
    """Only a township, a street or a rural township is taken in by a standard."""

    code = "adoption.not-a-township"


class PackRefused(Invalid):
    """A standard that no township could keep; `problems` names each by its place and its code."""

    code = "adoption.pack-refused"


class OverlayRefused(Invalid):
    """An overlay that does not fit the standard; `problems` names each by its place and its code."""

    code = "adoption.overlay-refused"


class TypeDoesNotFit(Invalid):
    """The code of a township says its type (GB/T 10114); who takes another says why."""

    code = "adoption.type-does-not-fit"


class TypeUnknown(Conflict):
    """Neither the township's code nor an adoption says its type: there is no standard to compare it with."""

    code = "adoption.type-unknown"


class VersionNotPublished(Conflict):
    code = "adoption.version-not-published"


class VersionNotInForce(Conflict):
    """Nobody is taken in by a standard before the day from which it holds."""

    code = "adoption.version-not-in-force"


class OlderVersion(Conflict):
    """A township never goes back to an older standard of its type."""

    code = "adoption.older-version"


class LaterAdoptionExists(Conflict):
    code = "adoption.later-adoption-exists"


class LaterStandardExists(Conflict):
    code = "adoption.later-standard-exists"


class NotAdopted(Conflict):
    """A township that no standard took in is the demonstration of none."""

    code = "adoption.not-adopted"


class NotTheProvince(Forbidden):
    """The standard of a type, and who shows it, are the province's to decide."""

    code = "adoption.not-the-province"


class NotTheCounty(Forbidden):
    """The county, or who stands above it, takes its townships in and proposes them."""

    code = "adoption.not-the-county"


class SecondPersonNeeded(errors.SecondPersonNeeded):
    """What binds others is decided by another person than the one who prepared it."""

    code = "adoption.second-person-needed"


class DraftNotFound(NotFound):
    code = "adoption.draft-not-found"


class DraftIsDecided(Conflict):
    code = "adoption.draft-is-decided"


class NotADemonstration(Conflict):
    """A standard is derived from a demonstration township of its type, and from no other."""

    code = "adoption.not-a-demonstration"


class ProposalNotFound(NotFound):
    code = "adoption.proposal-not-found"


class ProposalIsDecided(Conflict):
    code = "adoption.proposal-is-decided"


class DemonstrationStands(Conflict):
    """The township is proposed already, or is a demonstration on that day or later."""

    code = "adoption.demonstration-stands"


class EndsBeforeItBegins(Invalid):
    code = "adoption.ends-before-it-begins"
