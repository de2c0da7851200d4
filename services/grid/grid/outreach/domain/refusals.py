"""What does outreach refuse, and with which words?"""

from shared.errors import Conflict, Forbidden, Invalid, NotFound, Reason


class Flaw(Reason):
    """Why one field of what was given cannot be right."""

    AGES_CROSSED = "outreach.ages-crossed", "年龄下限不能大于上限"
    OUTSIDE = "outreach.area-outside", "须在发送任务所属地区之内"
    CELL_UNKNOWN = "outreach.cell-unknown", "没有这个网格"
    PLACEHOLDER = "outreach.placeholder", "只能使用规定的占位符"
    BRACES = "outreach.braces", "花括号不成对，或带有格式"
    PERSONAL = "outreach.personal", "不得写入电话或身份证号码"
    TOO_LONG = "outreach.too-long", "短信过长"
    SIGNED_ITSELF = "outreach.signed-itself", "签名和退订说明由系统添加，正文中不要再写"
    NO_LINK = "outreach.no-link", "模板需要链接，但没有填写"
    LINK_UNUSED = "outreach.link-unused", "模板中没有用到链接"
    NO_POSTS = "outreach.no-posts", "岗位类发送须说明每人几个岗位"
    POSTS_UNASKED = "outreach.posts-unasked", "只有岗位类发送才附岗位"
    URGENT_JOBS = "outreach.urgent-jobs", "岗位信息不属于紧急信息"
    TOO_FAST = "outreach.too-fast", "超过了本地区允许的发送速度"
    WAGES_CROSSED = "outreach.wages-crossed", "工资下限不能大于上限"
    EMPLOYER = "outreach.employer", "须填写登记簿中的企业或单位名称（二者选一）"
    PAST = "outreach.past", "有效期已过"
    QUIET_HALF = "outreach.quiet-half", "免打扰时段须有不同的起止时间"


class Flawed(Invalid):
    """`rows` names each flaw by field and code."""

    def __init__(self, message: str, *flaws: tuple[str, Flaw]) -> None:
        super().__init__(message, rows=[{"field": field, "code": str(flaw)} for field, flaw in flaws])


class OutsideRegion(Forbidden):
    code = "outreach.outside-region"
    said = "所选地区或网格不在您的管辖范围内"


class AudienceRefused(Flawed):
    """The filter can mean nobody, or reaches beyond its region."""

    code = "outreach.audience-refused"
    said = "人群条件不合要求"


class TooFew(Conflict):
    """So few people would be found by what they are cared for that one of them could be known; `least` says how few."""

    code = "outreach.too-few"
    said = "人数过少，可能识别到个人，请放宽条件"


class NobodyReached(Conflict):
    code = "outreach.nobody-reached"
    said = "没有符合条件且同意接收的人员"


class TemplateNotFound(NotFound):
    code = "outreach.template-not-found"
    said = "没有这一短信模板"


class TemplateRefused(Flawed):
    """The text breaks a rule of templates."""

    code = "outreach.template-refused"
    said = "模板内容不合要求"


class TemplateUnfit(Conflict):
    """The template is not approved, or is made for another kind of campaign."""

    code = "outreach.template-unfit"
    said = "模板未经批准或不适用于此类发送"


class TemplateDecided(Conflict):
    code = "outreach.template-decided"
    said = "模板已审批，不能更改，请另建新版本"


class CampaignNotFound(NotFound):
    code = "outreach.campaign-not-found"
    said = "没有这一发送任务"


class CampaignRefused(Flawed):
    """What is said of a campaign does not go together."""

    code = "outreach.campaign-refused"
    said = "发送任务的设置互相矛盾"


class CampaignStale(Conflict):
    """Somebody else has changed it meanwhile; `version` is the one that holds."""

    code = "outreach.stale"
    said = "内容已被他人更新，请重新读取"


class IllegalStep(Conflict):
    """The campaign cannot take this step now; `possible` names those that it can."""

    code = "outreach.illegal-step"
    said = "当前状态下不能进行这一步"


class CountedBefore(Conflict):
    """The audience was counted on an earlier day; since then people came, went, and said no."""

    code = "outreach.counted-before"
    said = "人数须在当日重新统计后再批准"


class PostNotFound(NotFound):
    code = "outreach.post-not-found"
    said = "没有这一岗位"


class PostRefused(Flawed):
    """What is said of a post cannot be right."""

    code = "outreach.post-refused"
    said = "岗位信息不合要求"


class LimitWithoutGround(Invalid):
    """A post is closed to an age or a sex, and no law that demands it is named; `allowed` are the grounds.

    Employment Promotion Law, articles 3, 26 and 27.
    """

    code = "outreach.limit-without-ground"
    said = "不得无法定理由限制年龄或性别"


class PostClosed(Conflict):
    code = "outreach.post-closed"
    said = "岗位已关闭或已过期"


class PostFull(Conflict):
    """As many are placed as were wanted; the employer may want more."""

    code = "outreach.post-full"
    said = "岗位已招满，如需增加须由用人单位提出"


class WantedBelowPlaced(Conflict):
    code = "outreach.wanted-below-placed"
    said = "招聘人数不能少于已录用人数"


class EmployerUnknown(Invalid):
    code = "outreach.employer-unknown"
    said = "登记簿中没有这家用人单位"


class ResidentUnknown(NotFound):
    code = "outreach.resident-unknown"
    said = "登记簿中没有此人，或不在您的范围内"


class ReferralNotFound(NotFound):
    code = "outreach.referral-not-found"
    said = "没有这一推荐记录"


class AlreadyReferred(Conflict):
    """A person is referred to a post once; `referral` is that."""

    code = "outreach.already-referred"
    said = "此人已被推荐到该岗位"


class ReferralDecided(Conflict):
    code = "outreach.referral-decided"
    said = "推荐结果已登记"


class NotOfAge(Conflict):
    code = "outreach.not-of-age"
    said = "未成年人或年龄不明者不能推荐就业"


class LimitsUnmet(Conflict):
    """The post is lawfully closed to this age or sex."""

    code = "outreach.limits-unmet"
    said = "不符合岗位依法设定的条件"


class NotOfCampaign(Invalid):
    """The campaign sent this person no message."""

    code = "outreach.not-of-campaign"
    said = "此人未收到该次发送的消息"


class NobodyNamed(Invalid):
    """Who wants no messages is named by a resident or a phone number, one of them."""

    code = "outreach.nobody-named"
    said = "请指明居民或手机号码（二者选一）"


class ForgedReceipt(Invalid):
    """401: the signature or its time stamp does not hold."""

    code = "outreach.bad-signature"
    said = "回执签名无效或时间戳已过期"
    status = 401


class ReceiptsRefused(Invalid):
    code = "outreach.receipts-malformed"
    said = "回执格式不正确"


class RuleRefused(Flawed):
    code = "outreach.rule-refused"
    said = "发送规则不合要求"
