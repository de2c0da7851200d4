"""Which changes of duty lists are refused, and what explains it?"""

from shared import errors
from shared.errors import Conflict, Forbidden, Invalid, NotFound


class NotYourLevel(Forbidden):
    """The act is for another office; `region` is whose."""

    code = "duties.not-your-level"
    said = "这一步由其他部门办理"


class ListRegionUnknown(NotFound):
    code = "duties.region-unknown"
    said = "没有这个行政区划，或当日没有清单"


class NotAListRegion(Invalid):
    """Only a county or a township has a duty list."""

    code = "duties.not-a-list-region"
    said = "职责清单须属县（市、区）或乡镇（街道）"


class LinesRefused(Invalid):
    """Nothing of the list was taken; `lines` names each bad line by its index, its code and what explains it."""

    code = "duties.lines-refused"
    said = "清单部分行不合要求，整批未导入"


class LaterListExists(Conflict):
    """A list that begins on this day or later stands already: it would be overlapped."""

    code = "duties.later-list-exists"
    said = "该日或以后已有职责清单"


class NeedsAdmission(Conflict):
    """A township that is held to its list is given a further matter by admission only (职责准入).

    `matters` names what the list would add, `form` is where admission is applied for.
    """

    code = "duties.needs-admission"
    said = "新增事项须先履行职责准入程序"


class BeginsInThePast(Conflict):
    """To what a township is held for a day gone by is not changed afterwards."""

    code = "duties.begins-in-the-past"
    said = "不能更改过去日期的清单"


class DraftNotFound(NotFound):
    code = "duties.draft-not-found"
    said = "没有这份清单草案"


class DraftIsDecided(Conflict):
    code = "duties.draft-is-decided"
    said = "清单草案已办结"


class SecondPersonNeeded(errors.SecondPersonNeeded):
    """What binds others is confirmed by another person than the one who drew it up."""

    code = "duties.second-person-needed"
    said = "须由另一人办理：各环节的经办人不能为同一人"


class ProposalNotFound(NotFound):
    code = "duties.proposal-not-found"
    said = "没有这份严格执行提议"


class ProposalIsDecided(Conflict):
    """Confirmed, withdrawn, or replaced by a later one; `state` says which."""

    code = "duties.proposal-is-decided"
    said = "严格执行提议已办结"


class NoListInForce(Conflict):
    """A township is held to its list only where one is in force on that day."""

    code = "duties.no-list-in-force"
    said = "当日没有生效的职责清单"


class BoundAlready(Conflict):
    """A township that is held to its list stays so from its day on: what was asked for a past day does not change."""

    code = "duties.bound-already"
    said = "已严格执行清单，过去的日期不能更改"


class ResolutionNeeded(Conflict):
    """The county's Party committee decides by a resolution that it has signed; `form` is where one is drawn up."""

    code = "duties.resolution-needed"
    said = "须有已签署的县委决议"


class NotAdmitted(Conflict):
    """The matter is not the township's by its duty list; `list` names it, `form` is where admission is applied for."""

    code = "duties.not-admitted"
    said = "该事项不在乡镇（街道）职责清单内，须先履行职责准入程序"
