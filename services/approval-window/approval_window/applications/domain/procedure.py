"""Who may take a step of the licence law, and what must have been done before it?"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from enum import StrEnum

from approval_window.items.domain import ItemKind
from shared.errors import Conflict, Forbidden, Invalid

# Licence law art. 34: two or more.
FEWEST_OFFICIALS = 2
# Roles of people of the grid, who are no staff of the organ.
_HELPERS = frozenset({"worker"})


class RejectGround(StrEnum):
    """Why an application is not accepted (licence law art. 32 (1), (2))."""

    NOT_NEEDED = "not-needed"
    NOT_OURS = "not-ours"


class Ending(StrEnum):
    """Why nobody decides any more: the applicant died, or the organisation is no more."""

    DIED = "died"
    DISSOLVED = "dissolved"


class DeliveryWay(StrEnum):
    IN_PERSON = "in-person"
    BY_POST = "by-post"
    BY_AGENT = "by-agent"
    ELECTRONIC = "electronic"
    BY_NOTICE = "by-notice"


class Remedy(StrEnum):
    """What is open to who was refused (licence law art. 38)."""

    RECONSIDERATION = "reconsideration"
    LITIGATION = "litigation"


REMEDIES = (Remedy.RECONSIDERATION, Remedy.LITIGATION)


class OrganNotNamed(Invalid):
    """Who is not the right organ says which one is (licence law art. 32 (2))."""

    code = "applications.organ-not-named"
    said = "不属于本机关职权范围的，须告知申请人向哪个机关申请"


class TwoOfficialsNeeded(Invalid):
    code = "applications.two-officials-needed"
    said = "实质内容核查须指派两名以上工作人员"


class NotAClerk(Invalid):
    """Who goes on with it takes applications in this township today."""

    code = "applications.not-a-clerk"
    said = "接手人不是本乡镇（街道）窗口人员"


class OfficialUnknown(Invalid):
    """`persons` do not belong to the township today, as far as its register tells."""

    code = "applications.official-unknown"
    said = "指派的人员不是本乡镇（街道）在册人员"


class NotAnOfficial(Invalid):
    """A grid worker may help; his report is a lead, and no verification (licence law art. 34)."""

    code = "applications.not-an-official"
    said = "网格员可以协助，但不能代替工作人员核查"


class NotNamedForThis(Forbidden):
    code = "applications.not-named-for-this"
    said = "您不是被指派的核查人员"


class NoVerification(Conflict):
    code = "applications.no-verification"
    said = "尚未指派核查人员"


class NotVerifiedYet(Conflict):
    """`unsigned` names who has not signed what was found."""

    code = "applications.not-verified"
    said = "该事项须经两名以上工作人员核查并签字后方可决定"


class VerifiedAlready(Conflict):
    code = "applications.verified-already"
    said = "核查结果已经签字，不能再改"


class VerificationFailed(Conflict):
    code = "applications.verification-failed"
    said = "核查结果与申请不符，不能准予"


class VerifiedLater(Invalid):
    code = "applications.verified-later"
    said = "核查日期不能晚于今天，也不能早于受理之日"


class SamePerson(Forbidden):
    """Who received an application does not decide on it, unless the item allows it."""

    code = "applications.same-person"
    said = "受理人员不得同时作出决定"


class NoLicence(Conflict):
    """A service of the window is given, not granted: nothing holds from then on."""

    code = "applications.no-licence"
    said = "该事项是服务事项，不产生许可"


class IsALicence(Conflict):
    """A licence is granted or refused, in writing (licence law art. 38)."""

    code = "applications.is-a-licence"
    said = "该事项须作出准予或者不予许可的书面决定"


class EndsBeforeItBegins(Invalid):
    code = "applications.ends-before-it-begins"
    said = "有效期截止日早于起始日"


def require_organ(ground: RejectGround, organ: str | None) -> None:
    """Raise OrganNotNamed where it is somebody else's, and nobody is named (licence law art. 32 (2))."""
    if ground is RejectGround.NOT_OURS and not organ:
        raise OrganNotNamed("say to which organ it belongs", ground=ground, article="行政许可法 32")


def require_two(officials: Sequence[str]) -> None:
    """Raise TwoOfficialsNeeded unless at least two different officials are named (licence law art. 34)."""
    if len(set(officials)) < FEWEST_OFFICIALS:
        raise TwoOfficialsNeeded("at least two different officials verify", officials=len(set(officials)))


def require_officials(officials: Sequence[str], roles: Mapping[str, Collection[str]]) -> None:
    """Raise OfficialUnknown, NotAnOfficial unless all are staff of the organ (licence law art. 34).

    `roles` holds the roles of those who belong to the township today.
    """
    strangers = [one for one in officials if one not in roles]
    if strangers:
        raise OfficialUnknown("these are not of the township", persons=strangers, article="行政许可法 34")
    helpers = [one for one in officials if not set(roles[one]) - _HELPERS]
    if helpers:
        raise NotAnOfficial("a grid worker helps, and verifies nothing", persons=helpers, article="行政许可法 34")


def require_clerk(person: str, roles: Mapping[str, Collection[str]]) -> None:
    """Raise NotAClerk; `roles` holds the roles of those who belong to the township today."""
    if "clerk" not in roles.get(person, ()):
        raise NotAClerk("no clerk of this township", person=person)


def require_passed(passed: bool | None) -> None:
    """Raise VerificationFailed where what was found is not as it was applied for (licence law art. 38)."""
    if passed is False:
        raise VerificationFailed("it is not as it was applied for", article="行政许可法 38")


def require_named(person: str, officials: Sequence[str]) -> None:
    """Raise NotNamedForThis for who was not named to verify (licence law art. 34)."""
    if person not in officials:
        raise NotNamedForThis("you were not named to verify this", article="行政许可法 34")


def require_verified_day(on: date, accepted_on: date, today: date) -> None:
    """Raise VerifiedLater unless it was verified between its acceptance and today."""
    if not accepted_on <= on <= today:
        raise VerifiedLater("verified between its acceptance and today", on=on.isoformat())


def unsigned_of(officials: Sequence[str], signed: Sequence[str]) -> list[str]:
    """Return who has not signed what was found, in the order in which they were named."""
    return [one for one in officials if one not in signed]


def require_verified(*, on_site: bool, officials: Sequence[str], signed: Sequence[str]) -> None:
    """Raise NotVerifiedYet where the substance must be verified, and not all who did have signed (art. 34)."""
    if on_site and (len(officials) < FEWEST_OFFICIALS or unsigned_of(officials, signed)):
        raise NotVerifiedYet("two officials verify first", unsigned=unsigned_of(officials, signed))


def require_other_hand(*, one_hand: bool, received_by: str, person: str) -> None:
    """Raise SamePerson where who received it would decide, unless the item lets one hand do both."""
    if not one_hand and received_by == person:
        raise SamePerson("another person decides")


def require_licence(kind: ItemKind) -> None:
    """Raise NoLicence for a service, which is given and not granted."""
    if kind is ItemKind.PUBLIC_SERVICE:
        raise NoLicence("no licence comes of this item", kind=kind)


def require_service(kind: ItemKind) -> None:
    """Raise IsALicence for what must be granted or refused (licence law art. 38)."""
    if kind is not ItemKind.PUBLIC_SERVICE:
        raise IsALicence("this is granted or refused", kind=kind, article="行政许可法 38")


def require_days(granted_on: date, valid_to: date | None) -> None:
    """Raise EndsBeforeItBegins; without a last day a licence holds until further notice (licence law art. 39)."""
    if valid_to is not None and valid_to < granted_on:
        raise EndsBeforeItBegins("a licence ends on its first day at the earliest", granted_on=granted_on.isoformat())
