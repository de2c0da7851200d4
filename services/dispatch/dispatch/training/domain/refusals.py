"""Which steps of training are refused, and what explains it?"""

from shared import errors
from shared.errors import Conflict, Forbidden, Invalid, NotFound, Reason


class Problem(Reason):
    """Why one row of a bulk is refused."""

    TWICE = "training.twice", "同一对象出现两次"
    UNKNOWN_PERSON = "training.person-unknown", "没有这个人员"
    UNKNOWN_SESSION = "training.session-unknown", "没有这个培训班次"
    OWN_RECORD = "training.own-record", "不能登记自己的记录"
    ENROLLED_ALREADY = "training.enrolled-already", "已经报名"
    SAFETY_FIRST = "training.safety-first", "安全生产执法班次尚有名额，应先报名安全生产培训"
    NOT_ENROLLED = "training.not-enrolled", "没有报名"
    HAS_ATTENDED = "training.has-attended", "已有出勤或考试记录，不能取消报名"
    SESSION_CANCELLED = "training.session-cancelled", "班次已取消"
    BEFORE_SESSION = "training.attendance-before-session", "出勤日期早于开班日期"
    AFTER_SESSION = "training.attendance-after-session", "出勤日期晚于结班日期"
    IN_FUTURE = "training.attendance-in-future", "出勤日期尚未到来"
    TOO_MANY_HOURS = "training.too-many-hours", "学时超过每天上限"
    ATTENDED_ALREADY = "training.attended-already", "已登记为不同学时"
    NOT_ATTENDED = "training.not-attended", "没有这条出勤记录"
    EXAMINED_ALREADY = "training.examined-already", "已参加考试，出勤不再更正"
    TOO_LITTLE_ATTENDANCE = "training.too-little-attendance", "出勤学时不足"
    PASSED_ALREADY = "training.passed-already", "考试已经通过"
    NO_ATTEMPT_LEFT = "training.no-attempt-left", "没有补考机会"
    BEFORE_LAST_ATTEMPT = "training.examined-before-last-attempt", "早于上次考试日期"
    BEFORE_REVOCATION = "training.examined-before-revocation", "考试早于合格证撤销日期"
    OVERLAPPING_VALIDITY = "training.overlapping-validity", "合格证有效期重叠"


class PastProblem(Reason):
    """Why a past course or session is not taken over."""

    TWICE = "training.twice", "同一对象出现两次"
    ANOTHER_CITY = "training.another-city", "课程属于其他设区市"
    COURSE_KNOWN = "training.course-known", "课程已登记"
    COURSE_UNKNOWN = "training.course-unknown", "没有这门培训课程"
    PLACE_OUTSIDE_CITY = "training.place-outside-city", "培训班次须在组织课程的设区市内举办"
    TOO_SHORT = "training.session-too-short", "班次天数不足课程学时"
    NOT_OVER = "training.session-not-over", "班次尚未结束，不是存量"
    DAY_OUTSIDE = "training.day-outside-session", "日期不在班次期间内"
    TOO_MANY_HOURS = "training.too-many-hours", "学时超过每天上限"
    PERSON_UNKNOWN = "training.person-unknown", "没有这个人员"


class PastRefused(Invalid):
    """Nothing was taken over; `rows` names each bad course and session by its index, its code, day and person."""

    code = "training.past-refused"
    said = "部分存量记录不合要求，整批未导入"


class RowsRefused(Invalid):
    """Nothing of the bulk was taken; `rows` names each bad row by its index, its code and what explains it."""

    code = "training.rows-refused"
    said = "部分行不合要求，整批未办理"


class TrainingRegionUnknown(NotFound):
    code = "training.region-unknown"
    said = "当日没有这个行政区划"


class CourseUnknown(NotFound):
    code = "training.course-unknown"
    said = "没有这门培训课程"


class NotACity(Invalid):
    """Courses are organised by a city."""

    code = "training.not-a-city"
    said = "培训课程由设区市组织"


class CityOnly(Forbidden):
    """A county or township sends people to its city's courses and offers none."""

    code = "training.city-only"
    said = "培训课程由设区市开设，县和乡镇只派员参训"


class SessionUnknown(NotFound):
    code = "training.session-unknown"
    said = "没有这个培训班次"


class PlaceOutsideCity(Invalid):
    """A session lies in the city that organises its course."""

    code = "training.place-outside-city"
    said = "培训班次须在组织课程的设区市内举办"


class SessionTooShort(Invalid):
    """The days of a session cannot hold the hours of its course."""

    code = "training.session-too-short"
    said = "班次天数不足课程学时"


class EndsBeforeItBegins(Invalid):
    code = "training.ends-before-it-begins"
    said = "结束日期早于开始日期"


class SessionFull(Conflict):
    code = "training.session-full"
    said = "班次名额已满"


class SessionIsOver(Conflict):
    """Nobody is enrolled in what is over."""

    code = "training.session-is-over"
    said = "班次已结束"


class SessionCancelled(Conflict):
    """What was cancelled is not held: nobody is enrolled, notes attendance or is examined."""

    code = "training.session-cancelled"
    said = "班次已取消"


class SessionWasHeld(Conflict):
    """What somebody attended is not cancelled any more."""

    code = "training.session-was-held"
    said = "班次已有人员参加，不能取消"


class ExaminedBeforeEnd(Invalid):
    """The examination is on the session's last day or later."""

    code = "training.examined-before-end"
    said = "考试日期早于结班日期"


class ExaminedInFuture(Invalid):
    code = "training.examined-in-future"
    said = "考试日期尚未到来"


class CertificateUnknown(NotFound):
    code = "training.certificate-unknown"
    said = "没有这张培训合格证"


class RevokedAlready(Conflict):
    code = "training.revoked-already"
    said = "合格证已撤销"


class NotInForce(Conflict):
    """What is over cannot be revoked."""

    code = "training.not-in-force"
    said = "合格证已失效，不能撤销"


class RequirementUnknown(NotFound):
    code = "training.requirement-unknown"
    said = "没有这项上岗资格要求"


class ActivityUnknown(Invalid):
    """Neither a power of that kind in the province's catalogue nor a field of duty is called so."""

    code = "training.activity-unknown"
    said = "权力目录中没有这项权力，也没有这个领域"


class FieldWithoutCourse(Invalid):
    """Nobody could ever fulfil a requirement in whose field there is no course."""

    code = "training.field-without-course"
    said = "该领域没有培训课程"


class ProvinceOnly(Forbidden):
    """What a power requires is the same in all of the province."""

    code = "training.province-only"
    said = "上岗资格要求由省级统一规定"


class SecondPersonNeeded(errors.SecondPersonNeeded):
    """What binds others is confirmed by another person than the one who drew it up."""

    code = "training.second-person-needed"
    said = "须由另一人办理：起草与确认不能为同一人"


class ConfirmedAlready(Conflict):
    code = "training.confirmed-already"
    said = "该资格要求已确认"


class RequirementInThePast(Conflict):
    """A requirement is followed by a later one; what was required in the past stays as it was."""

    code = "training.requirement-in-the-past"
    said = "过去的资格要求不能更改"


class NotATownship(Invalid):
    """Townships are held to what their officers must have learnt, one by one."""

    code = "training.not-a-township"
    said = "资格要求按乡镇（街道）逐个执行"


class NotYourLevel(Forbidden):
    """A township does not say of itself that its officers need no certificate."""

    code = "training.not-your-level"
    said = "由县级及以上决定，乡镇（街道）不得自行决定"


class BoundAlready(Conflict):
    code = "training.bound-already"
    said = "该乡镇（街道）已严格执行上岗资格要求，不能改期"


class ProposalNotFound(NotFound):
    code = "training.proposal-not-found"
    said = "没有这份严格执行提议"


class ProposalIsDecided(Conflict):
    """Confirmed, withdrawn, or replaced by a later one; `state` says which."""

    code = "training.proposal-is-decided"
    said = "严格执行提议已办结"


class PairUnknown(NotFound):
    code = "training.pair-unknown"
    said = "没有这个传帮带结对"


class PairOfOne(Invalid):
    """Nobody coaches himself."""

    code = "training.pair-of-one"
    said = "师傅和徒弟不能是同一人"


class MentorNotQualified(Conflict):
    code = "training.mentor-not-qualified"
    said = "师傅不具备该领域资格"


class TraineeIsQualified(Conflict):
    """Who has the certificate needs no mentor for it."""

    code = "training.trainee-is-qualified"
    said = "徒弟已有该领域合格证，无须带教"


class PairOverlaps(Conflict):
    """A trainee has one mentor at a time in one field."""

    code = "training.pair-overlaps"
    said = "徒弟在该期间该领域已有师傅"


class PairEnded(Conflict):
    code = "training.pair-ended"
    said = "传帮带结对已结束"


class PairNotBegun(Conflict):
    code = "training.pair-not-begun"
    said = "传帮带结对尚未开始"


class WeekNoted(Conflict):
    """One note a week counts."""

    code = "training.week-noted"
    said = "本周已有带教记录"


class MalformedPage(Invalid):
    code = "training.malformed-page"
    said = "翻页标记不正确"
