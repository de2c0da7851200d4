"""Why does a case not go on to another holder?"""

from shared import errors
from shared.errors import Conflict, Forbidden, Invalid, NotFound


class NoHandover(NotFound):
    code = "coordination.no-handover"
    said = "该案件没有移交"


class NoNextHolder(Invalid):
    """A case never leaves for nowhere; the facts say whose it is by the lists."""

    code = "coordination.no-next-holder"
    said = "移交须指明承接单位"


class UnitUnknown(Invalid):
    code = "coordination.unit-unknown"
    said = "当日当地没有这个机构"


class DoesNotLead(Conflict):
    """By the duty lists another kind of unit leads this matter."""

    code = "coordination.does-not-lead"
    said = "按职责清单，该单位不是牵头单位"


class AlreadyTheHolder(Conflict):
    code = "coordination.already-the-holder"
    said = "案件已在该单位"


class NotRefusable(Conflict):
    """The case has no matter yet, or its work is done."""

    code = "coordination.not-refusable"
    said = "案件尚未确定事项或已处置完毕，不能移交"


class EmergencyIsHandled(Conflict):
    """Danger to life or public safety is handled by who is there; whose it is is settled afterwards."""

    code = "coordination.emergency"
    said = "危及生命或公共安全的，须先行处置"


class HandedOverAlready(Conflict):
    """It was refused before, and that is not settled yet."""

    code = "coordination.handed-over-already"
    said = "案件正在移交，尚未办结"


class TakenAlready(Conflict):
    """Who has taken it handles it."""

    code = "coordination.taken-already"
    said = "案件已有单位承接，由其办理"


class DesignatedAlready(Conflict):
    """What was designated is not returned again."""

    code = "coordination.designated-already"
    said = "已指定承办的案件不得再退"


class NotPossible(Conflict):
    code = "coordination.not-possible"
    said = "当前状态不能办理这一步移交"


class NotYourUnit(Forbidden):
    """Another unit was named."""

    code = "coordination.not-your-unit"
    said = "该案件由其他单位承接"


class NotTheCounty(Forbidden):
    """The county's centre designates."""

    code = "coordination.not-the-county"
    said = "指定承办由县级指挥中心决定"


class TermRuns(Conflict):
    """The named department may still take it."""

    code = "coordination.term-runs"
    said = "承接单位的承接期限尚未届满"


class SecondPersonNeeded(errors.SecondPersonNeeded):
    """Who refused or declined a case does not designate its holder."""

    code = "coordination.second-person-needed"
    said = "须由另一人办理：移交人不能指定承办单位"
