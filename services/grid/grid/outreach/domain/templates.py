"""What may a text message say? Words approved by another person, with a closed set of places to fill."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from string import Formatter
from typing import Final

from grid.outreach.domain.audience import CampaignKind
from grid.outreach.domain.refusals import Flaw, TemplateRefused

# Every message says how to have no more of them (通信短信息服务管理规定, article 18).
OPT_OUT: Final = "回复TD退订"
# A long message goes out in parts, and each is paid for: five parts of 67 characters.
LONGEST = 335
# What a place takes at most when it is filled.
ROOM: Final[Mapping[str, int]] = {"post": 40, "employer": 40, "place": 40, "wage": 20, "posts": 160, "link": 60}
# A name or a number of whoever is written to is none of them: a message that is read by another tells nothing of him.
PLACEHOLDERS: Final[Mapping[CampaignKind, frozenset[str]]] = {
    CampaignKind.JOBS: frozenset(ROOM),
    CampaignKind.NEWS: frozenset({"link"}),
}
_PERSONAL = re.compile(r"(?<!\d)(1[3-9]\d{9}|\d{17}[\dXx])(?!\d)")


class TemplateState(StrEnum):
    DRAFT = "draft"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Verdict(StrEnum):
    APPROVE = "approve"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"


VERDICTS: Final[Mapping[tuple[TemplateState, Verdict], TemplateState]] = {
    (TemplateState.DRAFT, Verdict.APPROVE): TemplateState.APPROVED,
    (TemplateState.DRAFT, Verdict.REFUSE): TemplateState.REFUSED,
    (TemplateState.APPROVED, Verdict.WITHDRAW): TemplateState.WITHDRAWN,
}


@dataclass(frozen=True, slots=True)
class PostInBrief:
    """What a message says of a post."""

    title: str
    employer: str
    place: str
    wage: str


def check_template(kind: CampaignKind, text: str, signature: str) -> None:
    """Raise TemplateRefused, naming all that is wrong with a text."""
    flaws = list(_flaws(kind, text, signature))
    if flaws:
        raise TemplateRefused("the text breaks a rule of templates", *(("text", flaw) for flaw in flaws))


def _flaws(kind: CampaignKind, text: str, signature: str) -> list[Flaw]:
    try:
        parts = list(Formatter().parse(text))
    except ValueError:
        return [Flaw.BRACES]
    flaws: list[Flaw] = []
    names = [name for _, name, _, _ in parts if name is not None]
    if any(form or conversion for _, _, form, conversion in parts):
        flaws.append(Flaw.BRACES)
    if set(names) - PLACEHOLDERS[kind]:
        flaws.append(Flaw.PLACEHOLDER)
    if _PERSONAL.search(text):
        flaws.append(Flaw.PERSONAL)
    if "【" in text or "】" in text or "退订" in text:
        flaws.append(Flaw.SIGNED_ITSELF)
    plain = sum(len(literal) for literal, *_ in parts)
    if _length(plain, names, signature) > LONGEST:
        flaws.append(Flaw.TOO_LONG)
    return flaws


def _length(plain: int, names: Sequence[str], signature: str) -> int:
    return plain + sum(ROOM.get(name, 0) for name in names) + len(signature) + len(OPT_OUT) + 3


def placeholders_of(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def message_text(text: str, signature: str, *, posts: Sequence[PostInBrief] = (), link: str = "") -> str:
    """Return what arrives: signed at its beginning, the way out at its end. It never fails."""
    best = posts[0] if posts else PostInBrief("", "", "", "")
    filled = {
        "post": best.title,
        "employer": best.employer,
        "place": best.place,
        "wage": best.wage,
        "posts": _together(posts),
        "link": link,
    }
    said = text.format_map({name: value[: ROOM[name]] for name, value in filled.items()})
    return f"【{signature}】{said} {OPT_OUT}"


def _together(posts: Sequence[PostInBrief]) -> str:
    """Return as many whole posts as there is room for."""
    said = ""
    for post in posts:
        one = f"{post.title}（{'，'.join(filter(None, (post.employer, post.wage)))}）"
        longer = f"{said}；{one}" if said else one
        if len(longer) > ROOM["posts"]:
            break
        said = longer
    return said or (posts[0].title if posts else "")


def wage_words(wage_from: int | None, wage_to: int | None) -> str:
    """Return a monthly wage in yuan as people say it."""
    if wage_from is None and wage_to is None:
        return "工资面议"
    if wage_from is None or wage_to is None:
        return f"{wage_from}元起" if wage_from is not None else f"{wage_to}元以内"
    return f"{wage_from}元" if wage_from == wage_to else f"{wage_from}-{wage_to}元"
