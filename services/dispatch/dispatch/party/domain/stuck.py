"""Why is something stuck, so that the committee has to look?"""

from enum import StrEnum


class Stuck(StrEnum):
    OVERDUE = "overdue"
    RETURNED = "returned"
    NOT_ADMITTED = "not-admitted"
    NO_HOLDER = "no-holder"
    TRIAL_OVER = "trial-over"
    NOT_SUPERVISED = "not-supervised"
    ADMISSION_LATE = "admission-late"
    MAJOR_CASE = "major-case"
    NOT_READ = "subscription-not-read"
