"""When does a licence hold no more: who revokes it, on which ground, and when is it cancelled?"""

from collections.abc import Collection
from datetime import date
from enum import StrEnum

from shared.errors import Conflict, Forbidden, NotFound


class LicenceEnd(StrEnum):
    """Revoked 撤销 (licence law art. 69), or cancelled 注销 for one of the reasons of art. 70."""

    REVOKED = "revoked"
    EXPIRED = "expired"
    HOLDER_DIED = "holder-died"
    HOLDER_DISSOLVED = "holder-dissolved"
    IMPOSSIBLE = "impossible"
    GIVEN_BACK = "given-back"


# By whom nobody is asked: the clock, and the decision to revoke.
ASKED_FOR = frozenset(
    {LicenceEnd.HOLDER_DIED, LicenceEnd.HOLDER_DISSOLVED, LicenceEnd.IMPOSSIBLE, LicenceEnd.GIVEN_BACK}
)


class RevokeGround(StrEnum):
    """Why it should not have been granted (licence law art. 69 (1), (2))."""

    ABUSE = "abuse"
    BEYOND_POWER = "beyond-power"
    AGAINST_PROCEDURE = "against-procedure"
    UNQUALIFIED = "unqualified"
    OTHER_BY_LAW = "other-by-law"
    FRAUD = "fraud"


class LicenceNotFound(NotFound):
    code = "licences.not-found"
    said = "没有这个许可"


class LicenceEnded(Conflict):
    """`end` says how, `ended_on` since when."""

    code = "licences.ended"
    said = "该许可已经失效"


class HarmsPublic(Conflict):
    """What would do great harm to the public interest is not revoked, on whatever ground (licence law art. 69 (3))."""

    code = "licences.harms-public"
    said = "撤销可能对公共利益造成重大损害的，不予撤销"


class GrantedByYourself(Forbidden):
    """Who granted it does not say that it was wrong to; but that he was deceived he may say (art. 69 (2))."""

    code = "licences.granted-by-yourself"
    said = "作出准予决定的人员不得自行撤销"


def require_held(end: str | None, ended_on: date | None) -> None:
    """Raise LicenceEnded where it holds no more."""
    if end is not None and ended_on is not None:
        raise LicenceEnded("this licence has ended", end=end, ended_on=ended_on.isoformat())


def require_revocable(ground: RevokeGround, *, harms_public: bool, granted_by: Collection[str], person: str) -> None:
    """Raise HarmsPublic, GrantedByYourself (licence law art. 69); `granted_by`: who granted it, and who extended it."""
    if harms_public:
        raise HarmsPublic("this would do great harm to the public", ground=ground, article="行政许可法 69")
    if person in granted_by and ground is not RevokeGround.FRAUD:
        raise GrantedByYourself("another person revokes what you granted", article="行政许可法 69")


def is_compensated(ground: RevokeGround) -> bool:
    """Tell whether its holder is compensated: for the organ's fault yes, for his own fraud no (art. 69 (4))."""
    return ground is not RevokeGround.FRAUD


def is_expired(valid_to: date | None, today: date) -> bool:
    """Tell whether its last day is over (licence law art. 70 (1)); without one it holds until further notice."""
    return valid_to is not None and valid_to < today
