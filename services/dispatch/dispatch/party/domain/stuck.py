"""Why is something stuck, so that the committee has to look?"""

from enum import StrEnum

from shared.codes import RegionLevel


class Stuck(StrEnum):
    OVERDUE = "overdue"
    RETURNED = "returned"
    NOT_ADMITTED = "not-admitted"
    NO_HOLDER = "no-holder"
    TRIAL_OVER = "trial-over"
    EVALUATION_DUE = "evaluation-due"
    NOT_SUPERVISED = "not-supervised"
    LICENCE_NOT_SUPERVISED = "licence-not-supervised"
    DUTY_NOT_SUPERVISED = "duty-not-supervised"
    ADMISSION_LATE = "admission-late"
    MAJOR_CASE = "major-case"
    NOT_READ = "subscription-not-read"


def grouped_by(region: str) -> int:
    """Return how many digits of a region's code tell apart what lies in `region`: those of the level below.

    So that an answer has as many lines as a province has cities, a city counties, a county townships.
    """
    return next((level.digits for level in RegionLevel if level.digits > len(region)), RegionLevel.VILLAGE.digits)
