"""When may a penalty case be filed, and against whom (art. 24, 54)?"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from shared.codes import is_citizen_number, is_credit_code
from shared.errors import Conflict, Forbidden, Invalid

from .sanctions import PartyKind

# Art. 42 (1).
LEAST_OFFICERS = 2


class NoPower(Conflict):
    """Only a township that the province gave the power may punish (art. 24), on the day of the act."""

    code = "penalties.no-power"
    said = "本乡镇（街道）当日没有该事项的行政处罚权"


class NumberMalformed(Invalid):
    code = "penalties.number-malformed"
    said = "证件号码或者统一社会信用代码不正确"


class RegionOutside(Forbidden):
    code = "penalties.region-outside"
    said = "该地点不在您的管辖范围内"


class NotYourCase(Forbidden):
    """The officers of a case investigate it, and no other (art. 42)."""

    code = "penalties.not-your-case"
    said = "您不是本案的执法人员"


class AddressMissing(Invalid):
    """A decision that punishes says where the party lives (art. 59 (1)); on the spot its form does (52)."""

    code = "penalties.address-missing"
    said = "行政处罚决定书应当载明当事人的地址"


@dataclass(frozen=True, slots=True)
class Party:
    kind: PartyKind
    name: str
    number: str
    address: str | None = None


@dataclass(frozen=True, slots=True)
class Filing:
    """What a case is filed for: who, what, where, when it ended and was found.

    `life`: life and health or financial safety suffered (art. 36); `weighty`: complex, major or of public interest.
    `again`: it is known that a case of the same party for the same runs; `place`: where the act was, as papers say it.
    """

    party: Party
    region: str
    matter: str
    power: str | None
    second_officer: str | None
    what: str
    ended_on: date
    found_on: date
    life: bool
    weighty: bool
    again: bool = False
    place: str | None = None


def check_party(party: Party, *, today: date) -> None:
    """Raise NumberMalformed unless a person's number fits GB 11643 and an organisation's GB 32100."""
    fits = (
        is_citizen_number(party.number, today=today) if party.kind is PartyKind.PERSON else is_credit_code(party.number)
    )
    if not fits:
        raise NumberMalformed("not a number of this kind", kind=party.kind)


def require_some_power(powers: Sequence[str], matter: str, region: str, on: date) -> None:
    """Raise NoPower (art. 24): nothing was told of a power, so there is none."""
    if not powers:
        said = {"matter": matter, "region": region, "on": on.isoformat()}
        raise NoPower("no power to punish this here today", article="行政处罚法 24", **said)


def are_two_of(there: Collection[str], officers: Collection[str]) -> bool:
    """Tell whether two of a case's officers or more were there, and nobody else (art. 42)."""
    return len(set(there)) >= LEAST_OFFICERS and set(there) <= set(officers)


def require_own(officer: str, officers: Collection[str]) -> None:
    """Raise NotYourCase (art. 42)."""
    if officer not in officers:
        raise NotYourCase("another team's case", article="行政处罚法 42")


def require_address(address: str | None, article: str) -> None:
    """Raise AddressMissing (art. 52, 59 (1))."""
    if not address:
        raise AddressMissing("where does the party live?", article=article)
