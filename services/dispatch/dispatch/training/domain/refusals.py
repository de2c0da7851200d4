"""Which steps of training are refused, and what explains it?"""

from enum import StrEnum

from shared import errors
from shared.errors import Conflict, Forbidden, Invalid, NotFound


class Problem(StrEnum):
    """Why one row of a bulk is refused."""

    TWICE = "training.twice"
    UNKNOWN_PERSON = "training.person-unknown"
    UNKNOWN_SESSION = "training.session-unknown"
    OWN_RECORD = "training.own-record"
    ENROLLED_ALREADY = "training.enrolled-already"
    SAFETY_FIRST = "training.safety-first"
    NOT_ENROLLED = "training.not-enrolled"
    HAS_ATTENDED = "training.has-attended"
    SESSION_CANCELLED = "training.session-cancelled"
    BEFORE_SESSION = "training.attendance-before-session"
    AFTER_SESSION = "training.attendance-after-session"
    IN_FUTURE = "training.attendance-in-future"
    TOO_MANY_HOURS = "training.too-many-hours"
    ATTENDED_ALREADY = "training.attended-already"
    NOT_ATTENDED = "training.not-attended"
    EXAMINED_ALREADY = "training.examined-already"
    TOO_LITTLE_ATTENDANCE = "training.too-little-attendance"
    PASSED_ALREADY = "training.passed-already"
    NO_ATTEMPT_LEFT = "training.no-attempt-left"
    BEFORE_LAST_ATTEMPT = "training.examined-before-last-attempt"
    BEFORE_REVOCATION = "training.examined-before-revocation"
    OVERLAPPING_VALIDITY = "training.overlapping-validity"


class PastProblem(StrEnum):
    """Why a past course or session is not taken over."""

    TWICE = "training.twice"
    ANOTHER_CITY = "training.another-city"
    COURSE_KNOWN = "training.course-known"
    COURSE_UNKNOWN = "training.course-unknown"
    PLACE_OUTSIDE_CITY = "training.place-outside-city"
    TOO_SHORT = "training.session-too-short"
    NOT_OVER = "training.session-not-over"
    DAY_OUTSIDE = "training.day-outside-session"
    TOO_MANY_HOURS = "training.too-many-hours"
    PERSON_UNKNOWN = "training.person-unknown"


class PastRefused(Invalid):
    """Nothing was taken over; `rows` names each bad course and session by its index, its code, day and person."""

    code = "training.past-refused"


class RowsRefused(Invalid):
    """Nothing of the bulk was taken; `rows` names each bad row by its index, its code and what explains it."""

    code = "training.rows-refused"


class TrainingRegionUnknown(NotFound):
    code = "training.region-unknown"


class CourseUnknown(NotFound):
    code = "training.course-unknown"


class NotACity(Invalid):
    """Courses are organised by a city."""

    code = "training.not-a-city"


class CityOnly(Forbidden):
    """A county or township sends people to its city's courses and offers none."""

    code = "training.city-only"


class SessionUnknown(NotFound):
    code = "training.session-unknown"


class PlaceOutsideCity(Invalid):
    """A session lies in the city that organises its course."""

    code = "training.place-outside-city"


class SessionTooShort(Invalid):
    """The days of a session cannot hold the hours of its course."""

    code = "training.session-too-short"


class EndsBeforeItBegins(Invalid):
    code = "training.ends-before-it-begins"


class SessionFull(Conflict):
    code = "training.session-full"


class SessionIsOver(Conflict):
    """Nobody is enrolled in what is over."""

    code = "training.session-is-over"


class SessionCancelled(Conflict):
    """What was cancelled is not held: nobody is enrolled, notes attendance or is examined."""

    code = "training.session-cancelled"


class SessionWasHeld(Conflict):
    """What somebody attended is not cancelled any more."""

    code = "training.session-was-held"


class ExaminedBeforeEnd(Invalid):
    """The examination is on the session's last day or later."""

    code = "training.examined-before-end"


class ExaminedInFuture(Invalid):
    code = "training.examined-in-future"


class CertificateUnknown(NotFound):
    code = "training.certificate-unknown"


class RevokedAlready(Conflict):
    code = "training.revoked-already"


class NotInForce(Conflict):
    """What is over cannot be revoked."""

    code = "training.not-in-force"


class RequirementUnknown(NotFound):
    code = "training.requirement-unknown"


class ActivityUnknown(Invalid):
    """Neither a power of that kind in the province's catalogue nor a field of duty is called so."""

    code = "training.activity-unknown"


class FieldWithoutCourse(Invalid):
    """Nobody could ever fulfil a requirement in whose field there is no course."""

    code = "training.field-without-course"


class ProvinceOnly(Forbidden):
    """What a power requires is the same in all of the province."""

    code = "training.province-only"


class SecondPersonNeeded(errors.SecondPersonNeeded):
    """What binds others is confirmed by another person than the one who drew it up."""

    code = "training.second-person-needed"


class ConfirmedAlready(Conflict):
    code = "training.confirmed-already"


class RequirementInThePast(Conflict):
    """A requirement is followed by a later one; what was required in the past stays as it was."""

    code = "training.requirement-in-the-past"


class NotATownship(Invalid):
    """Townships are held to what their officers must have learnt, one by one."""

    code = "training.not-a-township"


class PairUnknown(NotFound):
    code = "training.pair-unknown"


class PairOfOne(Invalid):
    """Nobody coaches himself."""

    code = "training.pair-of-one"


class MentorNotQualified(Conflict):
    code = "training.mentor-not-qualified"


class TraineeIsQualified(Conflict):
    """Who has the certificate needs no mentor for it."""

    code = "training.trainee-is-qualified"


class PairOverlaps(Conflict):
    """A trainee has one mentor at a time in one field."""

    code = "training.pair-overlaps"


class PairEnded(Conflict):
    code = "training.pair-ended"


class PairNotBegun(Conflict):
    code = "training.pair-not-begun"


class WeekNoted(Conflict):
    """One note a week counts."""

    code = "training.week-noted"


class MalformedPage(Invalid):
    code = "training.malformed-page"
