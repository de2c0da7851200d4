"""Which posts of a shift are there, and how does a swap or a hand-over stand?"""

from enum import StrEnum

from dispatch.organisation.domain.terms import PersonRole


class Post(StrEnum):
    """What somebody is on a shift: 带班领导, 值班长, 指挥员, 夜间值班."""

    DUTY_LEADER = "duty-leader"
    SHIFT_LEADER = "shift-leader"
    DISPATCHER = "dispatcher"
    ON_CALL = "on-call"


# Which role of the register each post needs (None: anybody of the house), and for which role its holder is told.
NEEDS_ROLE: dict[Post, PersonRole | None] = {
    Post.DUTY_LEADER: PersonRole.LEADER,
    Post.SHIFT_LEADER: PersonRole.SHIFT_LEADER,
    Post.DISPATCHER: PersonRole.DISPATCHER,
    Post.ON_CALL: None,
}
TOLD_AS: dict[Post, PersonRole] = {
    Post.DUTY_LEADER: PersonRole.LEADER,
    Post.SHIFT_LEADER: PersonRole.SHIFT_LEADER,
    Post.DISPATCHER: PersonRole.DISPATCHER,
    Post.ON_CALL: PersonRole.DISPATCHER,
}
# Whoever holds these hands over what is open, and stays responsible until the next one has confirmed.
HANDS_OVER = (Post.SHIFT_LEADER, Post.DISPATCHER)


class ShiftState(StrEnum):
    PLANNED = "planned"
    CANCELLED = "cancelled"


class SwapState(StrEnum):
    """A swap (换班) or a stand-in (替班): asked, agreed by the other, then approved by who keeps the roster."""

    ASKED = "asked"
    AGREED = "agreed"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
