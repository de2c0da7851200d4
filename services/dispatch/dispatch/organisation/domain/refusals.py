"""Which changes of the registers are refused, and what explains it?"""

from enum import StrEnum

from shared.errors import Invalid, NotFound


class Problem(StrEnum):
    """Why one row of a bulk is refused."""

    TWICE = "organisation.twice"
    ENDS_BEFORE_IT_BEGINS = "organisation.ends-before-it-begins"
    UNKNOWN_REGION = "organisation.unknown-region"
    OUTSIDE_SCOPE = "organisation.outside-scope"
    OVERLAP = "organisation.overlap"
    UNKNOWN_UNIT = "organisation.unknown-unit"
    UNIT_NOT_IN_FORCE = "organisation.unit-not-in-force"
    UNIT_OUTSIDE_REGION = "organisation.unit-outside-region"
    STILL_STAFFED = "organisation.still-staffed"
    NOT_BELOW_COUNTY = "organisation.not-below-county"
    REAL_OR_NOT = "organisation.real-or-synthetic"
    # The rules are those of the resources, whichever door units and persons come through.
    SITS_ON_A_POST = "resources.sits-on-a-post"
    STILL_HAS_POSTS = "resources.still-has-posts"
    TOO_MANY_AGENCIES = "resources.too-many-agencies"
    NO_SECTIONS = "resources.no-sections"


class RegionUnknown(NotFound):
    code = "organisation.region-unknown"


class RegionWithoutParent(Invalid):
    code = "organisation.region-without-parent"


class RowsRefused(Invalid):
    """Nothing of the bulk was taken; `rows` names each bad row by its index, its code and what explains it."""

    code = "organisation.rows-refused"


class RowRefused(Exception):
    """The decision about one row; the service gathers them into RowsRefused."""

    def __init__(self, code: Problem, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts
