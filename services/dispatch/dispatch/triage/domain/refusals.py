"""Why are tables and rules of triage not taken?"""

from shared.errors import Invalid


class UnknownMatter(Invalid):
    code = "triage.unknown-matter"
    said = "没有这个事项"


class DuplicateRule(Invalid):
    code = "triage.duplicate-rule"
    said = "两条分派规则编号相同"


class ContradictingRules(Invalid):
    """`conflicts` name each pair with a situation that both fit."""

    code = "triage.contradicting-rules"
    said = "分派规则相互矛盾：同一优先级、条件可同时成立而结论不同"
