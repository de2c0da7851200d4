"""Why is a version of a rule book not taken?"""

from shared.errors import Conflict, Forbidden, Invalid, NotFound, Unavailable


class RulesJustChanged(Unavailable):
    """A case was opened under a version that was confirmed since the rules were read: a moment later they are known."""

    code = "case-rules.just-changed"
    said = "规则刚刚更新，请重试"


class BeginsInThePast(Conflict):
    code = "case-rules.begins-in-the-past"
    said = "规则不能从过去的时间起生效"


class RulesMovedOn(Conflict):
    """Another version was confirmed since this one was compared with what holds; it is proposed anew."""

    code = "case-rules.moved-on"
    said = "现行规则已变更，请对照新版本重新提议"


class NothingChanges(Conflict):
    code = "case-rules.nothing-changes"
    said = "与届时生效的规则相同，无需变更"


class NotYourRules(Forbidden):
    code = "case-rules.beyond-your-region"
    said = "所改规则超出您的辖区"


class RuleProposalNotFound(NotFound):
    code = "case-rules.proposal-not-found"
    said = "没有这个规则提议"


class RuleProposalIsDecided(Conflict):
    code = "case-rules.proposal-is-decided"
    said = "该规则提议已有结论"


class RuleVersionNotFound(NotFound):
    code = "case-rules.version-not-found"
    said = "没有这个规则版本"


class BadLimits(Invalid):
    """A table of limits is refused as a whole; `fields` name each row at fault, `rows.<n>.<column>`."""

    code = "case-rules.bad-limits"
    said = "时限表中有不存在或重复的内容，不能使用"


class LimitsIncomplete(Invalid):
    """A case that nobody has a limit for would wait unseen; `missing` names clock and urgency."""

    code = "case-rules.limits-incomplete"
    said = "时限表缺少通用时限"


class BadSourceRules(Invalid):
    code = "case-rules.bad-sources"
    said = "来源规则中有不存在、重复或缺少的来源"


class NotItsAuthority(Invalid):
    """A source without a platform outside has nobody else who could decide over its cases."""

    code = "case-rules.no-platform-outside"
    said = "该来源没有外部平台，不能由平台主办"
