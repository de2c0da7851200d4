"""What are the codes in a brief called by people? A code that stands here nowhere is shown as it is."""

from collections.abc import Mapping

KINDS: Mapping[str, str] = {
    "enquiry": "咨询",
    "help": "求助",
    "complaint": "投诉",
    "report": "举报",
    "suggestion": "建议",
}
SOURCES: Mapping[str, str] = {
    "hotline-12345": "12345热线",
    "urban-management": "数字城管",
    "work-safety": "安全生产",
    "appeal": "窗口诉求",
    "window": "窗口诉求",
    "finding": "执法发现",
    "enforcement": "执法发现",
    "patrol": "巡查上报",
    "grid": "巡查上报",
}
STATES: Mapping[str, str] = {
    "received": "受理",
    "filed": "立案",
    "dispatched": "派遣",
    "handling": "处置",
    "handled": "反馈",
    "verifying": "核查",
    "returned": "退回",
    "suspended": "挂账",
    "reopened": "重开",
}
QUEUES: Mapping[str, str] = {
    "to-dispatch": "待派遣",
    "to-verify": "待核查",
    "to-close": "待结案",
    "returned": "退回待派",
    "suspended": "挂账",
    "reopened": "重开待派",
    "no-cell": "网格不明",
    "no-matter": "事项不明",
    "no-unit": "承办单位不明",
    "no-worker": "网格员不明",
    "executor-gone": "承办者已不在岗",
    "not-admitted": "未经准入",
    "asked-by-rule": "按规则待定",
    "county-matter": "县级事项",
    "disputed": "争议待裁定",
    "transferred": "他镇移交待派",
    "returned-to-source": "已退回来源",
    "sent-back": "来源退回重办",
    "unsatisfied": "回访不满意",
    "hidden": "回避待派",
}
STEPS: Mapping[str, str] = {
    "return": "退回",
    "rework": "返工",
    "reopen": "重开",
    "suspend": "挂账",
    "urge": "催办",
    "overdue": "超期提醒",
    "void": "作废",
    "reject": "不予受理",
    "merge": "并案",
    "refuse": "首接拒收",
    "designate": "指定承办",
    "extend": "延期",
    "split": "拆分",
    "supervise": "督办",
    "whistle": "吹哨",
}
# Steps that every case takes say nothing of a day; nor do the system's own notes.
USUAL = frozenset(
    {"receive", "file", "dispatch", "accept", "feed-back", "verify", "close", "join", "supplement", "resume"}
)


def notable(steps: Mapping[str, int]) -> list[tuple[str, int]]:
    """Return what happened besides the usual course, most often first."""
    found = [(STEPS.get(action, action), count) for action, count in steps.items() if action not in USUAL]
    return sorted(found, key=lambda pair: (-pair[1], pair[0]))


def worded(counted: Mapping[str, int], words: Mapping[str, str]) -> list[tuple[str, int]]:
    """Return counts under the words that people use, in the order of the words, then the others."""
    known = [(word, counted[code]) for code, word in words.items() if counted.get(code)]
    return known + sorted((code, count) for code, count in counted.items() if code not in words and count)
