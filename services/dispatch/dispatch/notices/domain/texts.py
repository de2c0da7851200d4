"""What does a notice say? Texts by code, filled with the number of the case, counts, moments and units, never more.

What is filled in is rendered by its kind: no name, no phone number and no free text can come into a text, whatever the
part that tells gives with it. An unknown code has a text, too.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from string import Formatter

from shared.clock import SHANGHAI

CASE, UNIT, COUNT, DUE, MINUTES = "case_number", "unit_name", "count", "due_at", "minutes"
PLACEHOLDERS = frozenset({CASE, UNIT, COUNT, DUE, MINUTES})
UNNAMED = "（详见系统）"
GREATEST_COUNT = 999_999
DIGEST = "digest"
DEFAULT = "您有一条新的工作提醒，请登录收件箱查看。"

TEXTS: Mapping[str, str] = {
    "case-yellow": "案件 {case_number} 即将到期，截止时间 {due_at}，请抓紧办理。",
    "case-due-last": "案件 {case_number} 临近最后时限 {due_at}，请立即办理。",
    "case-overdue": "案件 {case_number} 已超过时限（{due_at}），请立即办理。",
    "request-waiting": "案件 {case_number} 有一项申请待您审批。",
    "case-request-asked": "案件 {case_number} 有一项申请待您审批。",
    "reply-waiting": "案件 {case_number} 的答复待您审核。",
    "order-stuck": "案件 {case_number} 向来源平台的回传未被接收，请核查。",
    "order-reply-to-check": "案件 {case_number} 的答复待贵单位审核。",
    "order-reply-to-approve": "案件 {case_number} 的答复待指挥中心审批。",
    "order-reply-sent-back": "案件 {case_number} 的答复被退回，请修改。",
    "order-application-drafted": "案件 {case_number} 有一项向来源平台的申请待审批。",
    "order-application-turned-down": "案件 {case_number} 向来源平台的申请未获批准。",
    "order-sent-back": "案件 {case_number} 被来源平台要求重办，请重新办理。",
    "order-unsatisfied": "案件 {case_number} 回访不满意，请核查。",
    "order-withdrawn": "案件 {case_number} 已由来源平台撤单。",
    "whistle-blown": "案件 {case_number} 吹哨，请于 {due_at} 前到场报到。",
    "whistle-ignored": "案件 {case_number} 吹哨后有单位逾时未到场，请协调。",
    "subtask-given": "案件 {case_number} 有一项协办任务派至贵单位，请于 {due_at} 前办理。",
    "subtask-late": "案件 {case_number} 的协办任务已超过时限（{due_at}）。",
    "hand-up-asked": "案件 {case_number} 上报县级部门协调，请处理。",
    "hand-up-late": "案件 {case_number} 的上报协调逾期未答复。",
    "transfer-offered": "案件 {case_number} 拟移交贵地办理，请接收或说明。",
    "transfer-late": "案件 {case_number} 的跨区移交逾期未处理。",
    "supervision-order-issued": "案件 {case_number} 已下达督办单，请于 {due_at} 前签收并回复。",
    "supervision-digest": "您有 {count} 件案件临期或超期，请登录系统逐件处理。",
    "brief-ready": "新的日报已生成，请登录系统查看。",
    "shift-handed-over": "交接班单已提交，请核对后确认接班。",
    "hand-over-missed": "已过交班时间 {minutes} 分钟仍未完成交接班，请督促。",
    "roster-gap": "值班表出现空岗（自 {due_at} 起），请立即安排人员。",
    "shift-swap-asked": "有一项换班（替班）申请待您处理。",
    "shift-swap-decided": "您的换班（替班）申请已有审批结果。",
    "person-not-met": "辖区一名关爱对象连续 {count} 次走访未见，请登录网格系统核实。",
    "rating-late-verification": "一件差评逾期未核实（时限 {due_at}），请登录审批窗口系统督办。",
    "rating-late-all": "一件差评逾期未整改回访（时限 {due_at}），请登录审批窗口系统督办。",
    DIGEST: "您有 {count} 条工作提醒，请登录收件箱查看。",
}

_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# What is said of a code that has no text of its own, by how it begins; the longest beginning holds.
FAMILIES: Mapping[str, str] = {
    "case-": "案件 {case_number} 有新的进展，请登录系统查看。",
    "case-request-": "案件 {case_number} 的申请有新的进展，请登录系统查看。",
    "order-": "案件 {case_number} 的来源平台有新的消息，请登录系统查看。",
    "reply-": "案件 {case_number} 的答复有新的进展，请登录系统查看。",
    "whistle-": "案件 {case_number} 的吹哨有新的进展，请登录系统查看。",
    "subtask-": "案件 {case_number} 的协办任务有新的进展，请登录系统查看。",
    "hand-up-": "案件 {case_number} 的上报协调有新的进展，请登录系统查看。",
    "transfer-": "案件 {case_number} 的跨区移交有新的进展，请登录系统查看。",
    "supervision-order-": "案件 {case_number} 的督办单有新的进展，请登录系统查看。",
}

# A code: a kind, an id, a moment. Numbers that might be a person's (a phone, a citizen's number) are none.
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:+\-]{0,63}")
_PERSONAL = re.compile(r"(?<!\d)(1[3-9]\d{9}|\d{17}[\dXx]|0\d{2,3}-?\d{7,8})(?!\d)")


def template_of(what: str) -> str | None:
    """Return the text of a code, of its family where it has none of its own, or None for one that is unheard of."""
    families = [start for start in FAMILIES if what.startswith(start)]
    return TEXTS.get(what) or (FAMILIES[max(families, key=len)] if families else None)


def is_known(what: str) -> bool:
    return template_of(what) is not None


def is_heard_of(codes: str) -> bool:
    """Tell whether there are notices of a code, or of codes that begin with what stands before `*`."""
    start = codes.removesuffix("*")
    begins = codes != start and any(one.startswith(start) for one in (*TEXTS, *FAMILIES))
    return begins or is_known(start)


def kept_facts(facts: Mapping[str, object]) -> dict[str, str | int]:
    """Return what of the facts may be kept: codes, moments and numbers, nothing that could be a person's."""
    return {name: value for name, value in facts.items() if isinstance(value, str | int) and _is_code(value)}


def _is_code(value: str | int) -> bool:
    if isinstance(value, int):
        return abs(value) <= GREATEST_COUNT
    if _ID.fullmatch(value):
        return True
    return _CODE.fullmatch(value) is not None and _PERSONAL.search(value) is None


def placeholders_of(text: str) -> set[str]:
    """Return what a text asks for; a format or a conversion of Python's is no placeholder and is returned whole."""
    return {
        f"{name}!{conversion or ''}:{form or ''}" if form or conversion else str(name)
        for _, name, form, conversion in Formatter().parse(text)
        if name is not None
    }


def text_of(what: str, facts: Mapping[str, object], *, case_number: str | None = None, unit: str | None = None) -> str:
    """Return what somebody reads. `unit` is the name of the unit that the facts name; it never fails."""
    filled = {
        CASE: case_number or UNNAMED,
        UNIT: unit or UNNAMED,
        COUNT: _count(facts.get(COUNT)),
        MINUTES: _count(facts.get(MINUTES)),
        DUE: _moment(facts.get(DUE)),
    }
    return (template_of(what) or DEFAULT).format_map(filled)


def _count(value: object) -> str:
    return str(value) if isinstance(value, int) and 0 <= value <= GREATEST_COUNT else UNNAMED


def _moment(value: object) -> str:
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError:
        return UNNAMED
    if moment.tzinfo is None:
        return UNNAMED
    here = moment.astimezone(SHANGHAI)
    return f"{here.month}月{here.day}日{here:%H:%M}"
