"""May an officer act in a matter today? By the powers that his township was given, and by what he has learnt.

Derived from what the centre told; nobody can be made qualified here (administrative penalty law 2021, art. 24 and 42).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from shared.errors import Conflict, Forbidden, Invalid, NotFound, Unavailable
from shared.qualified import Held, Required, missing_fields


class PowerNotInForce(Conflict):
    """The township was given powers for this matter, and none of them is in force on the day of the act."""

    code = "enforcement.power-not-in-force"
    said = "该事项的赋权当日不在有效期内"


class RegionUnknown(NotFound):
    code = "enforcement.region-unknown"
    said = "没有这个乡镇（街道）"


@dataclass(frozen=True, slots=True)
class PowerHeld:
    """A penalty power of a township for a matter: the ranges of days on which it is in force, both ends inside."""

    code: str
    terms: Sequence[tuple[date, date | None]]

    def is_in_force(self, on: date) -> bool:
        return any(begins <= on and (ends is None or on <= ends) for begins, ends in self.terms)


def powers_in_force(held: Sequence[PowerHeld], on: date) -> list[str]:
    """Return the powers that may be used on a day, by code."""
    return sorted(power.code for power in held if power.is_in_force(on))


def require_power(
    held: Sequence[PowerHeld], *, matter: str, region: str, on: date, named: str | None = None
) -> list[str]:
    """Return by which powers a township acts in a matter on a day: the one that is named, else all that it may use.

    Raises PowerNotInForce where it was given powers for the matter and may use none of them, or not the one named. A
    township of which nothing was told for this matter is only observed.
    """
    usable = powers_in_force(held, on)
    if (held and not usable) or (named is not None and named not in usable):
        codes = sorted(power.code for power in held)
        said = {"matter": matter, "region": region, "on": on.isoformat(), "powers": codes}
        raise PowerNotInForce("no power for this matter is in force here", article="行政处罚法 24", **said)
    return usable if named is None else [named]


class NotQualified(Forbidden):
    """The facts name who, what he would do, and which fields are missing."""

    code = "inspections.officer-not-qualified"
    said = "执法人员不具备该领域的上岗资格"


def require_qualified(person: str, held: Collection[Held], required: Required, on: date) -> bool:
    """Tell whether a person is qualified. Raises NotQualified where the township is held to it and he is not."""
    missing = missing_fields(held, required.fields, on)
    if missing and required.binding:
        facts = {"person": person, "activity": required.activity, "on": on.isoformat()}
        raise NotQualified("not qualified for this today", missing=missing, article="行政处罚法 42", **facts)
    return not missing


# A certificate that names this field is for all of them 综合执法.
COMPREHENSIVE = "comprehensive"


class CertificateKind(StrEnum):
    """Of the province, or of a ministry (for whom a law says so)."""

    PROVINCE = "province"
    MINISTRY = "ministry"


class Relation(StrEnum):
    """What an officer has to do with a party: an interest of his own, a relative, or something else (art. 43 (1))."""

    INTEREST = "interest"
    RELATIVE = "relative"
    OTHER = "other"


class CertificateNotFound(NotFound):
    code = "enforcement.certificate-not-found"
    said = "没有这个行政执法证，或者已经确认"


class CertificateDays(Invalid):
    """A certificate does not end before it begins."""

    code = "enforcement.certificate-days"
    said = "行政执法证有效期起止日期颠倒"


class NotCertified(Forbidden):
    """Who enforces holds a certificate, and shows it (art. 42, 55); `person` has none on the day `on`."""

    code = "enforcement.not-certified"
    said = "执法人员当日没有有效的行政执法证件"


class FieldNotCertified(Forbidden):
    """His certificate names other fields than the power that is used; `fields` are its own (art. 42)."""

    code = "enforcement.field-not-certified"
    said = "执法人员的行政执法证不包含该执法领域"


class NumberTaken(Conflict):
    """A certificate is one person's; `persons` hold one of this number."""

    code = "enforcement.certificate-number-taken"
    said = "该证号已登记在他人名下"


class RevokedAlready(Conflict):
    code = "enforcement.certificate-revoked"
    said = "该行政执法证已经注销"


class ConflictNotFound(NotFound):
    code = "enforcement.conflict-not-found"
    said = "没有这条回避关系，或者已经解除"


class ConflictOfInterest(Forbidden):
    """Who has something to do with the party himself neither files a case nor acts in it (art. 43 (1))."""

    code = "enforcement.conflict-of-interest"
    said = "执法人员与当事人有利害关系或者其他关系，应当回避"


class NoMarks(Unavailable):
    """Without a key nobody's number can be found again, so a conflict could not be kept."""

    code = "enforcement.no-marks"
    said = "未配置检索密钥，无法登记回避关系"


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate that was confirmed, of its region and fields; both days belong to it, `revoked_from` no more."""

    person: str
    region: str
    fields: tuple[str, ...]
    valid_from: date
    valid_to: date
    revoked_from: date | None = None
    number: str = ""

    def holds_on(self, on: date, region: str) -> bool:
        is_revoked = self.revoked_from is not None and self.revoked_from <= on
        return self.valid_from <= on <= self.valid_to and not is_revoked and region.startswith(self.region)

    def is_for(self, fields: Collection[str]) -> bool:
        """Tell whether it names one of these fields, or all there are; no fields: nobody said which."""
        return not fields or COMPREHENSIVE in self.fields or bool(set(fields) & set(self.fields))


def numbers_on(certificates: Collection[Certificate], on: date, region: str) -> dict[str, str]:
    """Return by person the number of the certificate that he shows on a day: of several the one that holds longest."""
    held = sorted((one for one in certificates if one.holds_on(on, region)), key=lambda one: one.valid_to)
    return {one.person: one.number for one in held}


def require_certificate_days(valid_from: date, valid_to: date) -> None:
    """Raise CertificateDays."""
    if valid_to < valid_from:
        raise CertificateDays("ends before it begins", valid_from=valid_from.isoformat(), valid_to=valid_to.isoformat())


def require_revocable(revoked_from: date | None, valid_from: date, from_day: date) -> None:
    """Raise RevokedAlready, CertificateDays: it ends once, and not before it began."""
    if revoked_from is not None:
        raise RevokedAlready("revoked already", revoked_from=revoked_from.isoformat())
    require_certificate_days(valid_from, from_day)


def require_number_free(number: str, others: Collection[str]) -> None:
    """Raise NumberTaken: `others` hold a certificate of this number."""
    if others:
        raise NumberTaken("somebody else holds this certificate", number=number, persons=sorted(others))


def require_certified(
    persons: Collection[str],
    certificates: Collection[Certificate],
    on: date,
    *,
    region: str,
    fields: Collection[str] = (),
) -> None:
    """Raise NotCertified, FieldNotCertified (art. 42, 55): each holds a certificate of the day, place and field."""
    held = [one for one in certificates if one.holds_on(on, region)]
    for person in sorted(persons):
        said = {"person": person, "on": on.isoformat(), "article": "行政处罚法 42、55"}
        own = [one for one in held if one.person == person]
        if not own:
            raise NotCertified("no certificate", **said)
        if not any(one.is_for(fields) for one in own):
            raise FieldNotCertified("a certificate of other fields", fields=sorted(fields), **said)


def require_no_conflict(persons: Collection[str], conflicted: Collection[str]) -> None:
    """Raise ConflictOfInterest (art. 43 (1))."""
    for person in sorted(set(persons) & set(conflicted)):
        raise ConflictOfInterest("another officer acts here", person=person, article="行政处罚法 43")


class NotAnOfficer(Forbidden):
    """The facts name who is none on this day, or not for this place."""

    code = "inspections.not-an-officer"
    said = "当日不是本地的执法人员"


class TwoOfficersNeeded(Invalid):
    code = "inspections.two-officers-needed"
    said = "执法人员不得少于两人"


def check_officer(person_id: str, *, region: str, officers: Mapping[str, str]) -> None:
    """Raises NotAnOfficer unless `person_id` is an officer of the day and his region covers `region`.

    `officers`: person id → the region in which he is an officer on the day of the act.
    """
    held = officers.get(person_id)
    if held is None or not region.startswith(held):
        raise NotAnOfficer("not an officer here today", person=person_id, region=region, article="行政处罚法 42")


def check_two_officers(acting: str, second: str | None, *, region: str, officers: Mapping[str, str]) -> None:
    """Raises TwoOfficersNeeded or NotAnOfficer unless two different officers of the day act.

    Administrative penalty law 2021, art. 42: who enforces is qualified, and there are at least two of them.
    """
    if second is None or second == acting:
        raise TwoOfficersNeeded("two different officers act together", article="行政处罚法 42")
    check_officer(acting, region=region, officers=officers)
    check_officer(second, region=region, officers=officers)
