"""When may something be sealed up or seized, and how is it done (coercion law art. 9, 17, 18, 22-24)?"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from shared.errors import Conflict, Forbidden, Invalid

from .filing import LEAST_OFFICERS, are_two_of
from .measures import Measure, MeasureKind, MeasureState, Thing, ThingKind, require_state

# One for the party, one for the organ.
INVENTORY_COPIES = 2


class NotDelegated(Forbidden):
    """A power to coerce is not entrusted: only what a township holds in its own name gives it (art. 17)."""

    code = "penalties.measure-not-delegated"
    said = "行政强制措施权不得委托，须以本机关名义行使的处罚权"


class MeasureNotApproved(Conflict):
    """The head approves before (art. 18 (1)), or after it was reported to him (19)."""

    code = "penalties.measure-not-approved"
    said = "实施行政强制措施须向负责人报告并经批准"


class MeasureOfficers(Invalid):
    """Two of the case's officers at the least impose a measure and sign its record, who keeps it among them."""

    code = "penalties.measure-officers"
    said = "行政强制措施由本案两名以上执法人员实施并签名"


class CredentialsNotShown(Invalid):
    code = "penalties.measure-credentials"
    said = "实施行政强制措施应当出示执法身份证件"


class PartyNotCalled(Invalid):
    code = "penalties.measure-party-not-called"
    said = "实施行政强制措施应当通知当事人到场"


class PartyNotTold(Invalid):
    """Reasons, basis, rights and remedies, on the spot (art. 18 (5))."""

    code = "penalties.measure-not-told"
    said = "应当当场告知理由、依据以及当事人的权利、救济途径"


class PartyNotHeard(Invalid):
    code = "penalties.measure-not-heard"
    said = "应当听取当事人的陈述和申辩"


class SiteRecordMissing(Invalid):
    code = "penalties.measure-no-record"
    said = "实施行政强制措施应当制作现场笔录"


class SiteRecordUnsigned(Invalid):
    """The party signs or his refusal is noted (art. 18 (8)); where he is away a witness signs (9)."""

    code = "penalties.measure-unsigned"
    said = "现场笔录须当事人签名或者注明拒签，不到场的由见证人签名"


class NotHandedOverOnTheSpot(Invalid):
    """Decision and inventory, the latter in two copies (art. 24)."""

    code = "penalties.measure-not-handed-over"
    said = "决定书和清单应当当场交付，清单一式二份"


class DecisionIncomplete(Invalid):
    """What the decision must say (art. 24 (2)); `missing` names it."""

    code = "penalties.measure-incomplete"
    said = "查封、扣押决定书应当载明的事项不全"


class NotSeizable(Invalid):
    """Goods are seized; places and facilities are sealed up (art. 9)."""

    code = "penalties.measure-not-seizable"
    said = "扣押限于财物；场所、设施只能查封"


class Unrelated(Invalid):
    """`things`: what has nothing to do with the case (art. 23)."""

    code = "penalties.measure-unrelated"
    said = "不得查封、扣押与违法行为无关的场所、设施或者财物"


class Necessities(Invalid):
    """`things`: by what a citizen and who he supports live (art. 23)."""

    code = "penalties.measure-necessities"
    said = "不得查封、扣押公民个人及其所扶养家属的生活必需品"


class SealedAlready(Conflict):
    """`things`: what another organ, or another measure, has sealed up or seized already (art. 23)."""

    code = "penalties.measure-sealed-already"
    said = "已被依法查封、扣押的，不得重复查封、扣押"


class KeeperNotAllowed(Invalid):
    """A third party keeps what is sealed up where it is; what was taken away the organ keeps (art. 26)."""

    code = "penalties.measure-keeper"
    said = "仅查封的场所、设施或者财物可以委托第三人保管"


@dataclass(frozen=True, slots=True)
class Site:
    """What was done on the spot (art. 18, 24). `officers` imposed it and signed; `witness` signed, too.

    `signed`: the party signed the record, else `refusal_noted`; `keeper`: a third party who keeps what is sealed up;
    `at`: when, else now; `statement`: what the party said.
    """

    officers: Sequence[str]
    record: str
    credentials_shown: bool
    party_called: bool
    party_present: bool
    told: bool
    heard: bool
    signed: bool
    refusal_noted: bool
    witness: str | None
    handed_over: bool
    inventory_copies: int
    keeper: str | None = None
    at: datetime | None = None
    statement: str | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What shall be sealed up or seized, for how many days, why, by which law; `address`: the party's, if not filed."""

    kind: MeasureKind
    days: int
    reasons: str
    basis: str
    things: Sequence[Thing]
    address: str | None = None


def require_delegated(delegated: Sequence[str]) -> None:
    """Raise NotDelegated where none of the case's powers is the township's own today (art. 17 (1), (2))."""
    if not delegated:
        raise NotDelegated("no power of one's own", article="行政强制法 17")


def require_complete(things: Sequence[Thing], **said: str | None) -> None:
    """Raise DecisionIncomplete: party's address, reasons and basis, and what is sealed up or seized (art. 24 (2))."""
    missing = sorted(name for name, words in said.items() if not (words or "").strip())
    missing += [] if things else ["things"]
    if missing:
        raise DecisionIncomplete("the decision says more", missing=missing, article="行政强制法 24")


def require_seizable(kind: MeasureKind, things: Sequence[Thing]) -> None:
    """Raise NotSeizable (art. 9 (2), (3))."""
    fixed = [one.name for one in things if one.kind is not ThingKind.GOODS]
    if kind is MeasureKind.SEIZE and fixed:
        raise NotSeizable("sealed up, not seized", article="行政强制法 9")


def require_related(things: Sequence[Thing]) -> None:
    """Raise Unrelated (art. 23 (1))."""
    strange = _numbers(things, [one for one in things if not one.related])
    if strange:
        raise Unrelated("nothing to do with the case", things=strange, article="行政强制法 23")


def require_no_necessities(things: Sequence[Thing]) -> None:
    """Raise Necessities (art. 23 (1))."""
    needed = _numbers(things, [one for one in things if one.necessity])
    if needed:
        raise Necessities("somebody lives by it", things=needed, article="行政强制法 23")


def require_not_sealed(things: Sequence[Thing], held: Collection[str]) -> None:
    """Raise SealedAlready: by another organ, as officers say, or by a measure of ours: `held` are identities (23)."""
    named = [one.identity for one in things if one.identity]
    again = {*held, *(one for one in named if named.count(one) > 1)}
    doubled = _numbers(things, [one for one in things if one.sealed_by or one.identity in again])
    if doubled:
        raise SealedAlready("sealed up already", things=doubled, article="行政强制法 23")


def require_still_free(held: Collection[bytes]) -> None:
    """Raise SealedAlready where some of it was sealed up or seized since it was asked for (art. 23 (2))."""
    if held:
        raise SealedAlready("sealed up meanwhile", things=[], article="行政强制法 23")


def _numbers(things: Sequence[Thing], found: Collection[Thing]) -> list[int]:
    return [number for number, one in enumerate(things, 1) if one in found]


def require_approved(measure: Measure) -> None:
    """Raise MeasureNotApproved, MeasureStands: approved before, and imposed once (art. 18 (1))."""
    if measure.state is MeasureState.ASKED:
        raise MeasureNotApproved("approved first", measure=measure.serial, article="行政强制法 18")
    require_state(measure, MeasureState.APPROVED, article="行政强制法 18")


def require_officers(present: Sequence[str], officers: Collection[str], acting: str) -> None:
    """Raise MeasureOfficers (art. 17 (3), 18 (2))."""
    if not are_two_of(present, officers) or acting not in present:
        raise MeasureOfficers("two of the case's officers", least=LEAST_OFFICERS, article="行政强制法 17、18")


def require_credentials(site: Site) -> None:
    """Raise CredentialsNotShown (art. 18 (3))."""
    if not site.credentials_shown:
        raise CredentialsNotShown("shown first", article="行政强制法 18")


def require_called(site: Site) -> None:
    """Raise PartyNotCalled (art. 18 (4))."""
    if not (site.party_called or site.party_present):
        raise PartyNotCalled("called to the place", article="行政强制法 18")


def require_told(site: Site) -> None:
    """Raise PartyNotTold where the party was there (art. 18 (5))."""
    if site.party_present and not site.told:
        raise PartyNotTold("told on the spot", article="行政强制法 18")


def require_heard_on_the_spot(site: Site) -> None:
    """Raise PartyNotHeard where the party was there (art. 18 (6))."""
    if site.party_present and not site.heard:
        raise PartyNotHeard("heard on the spot", article="行政强制法 18")


def require_site_record(site: Site) -> None:
    """Raise SiteRecordMissing (art. 18 (7))."""
    if not site.record.strip():
        raise SiteRecordMissing("a record of the spot", article="行政强制法 18")


def require_record_signed(site: Site) -> None:
    """Raise SiteRecordUnsigned: by the party, or his refusal is noted; by a witness where he is away (18 (8), (9))."""
    signed = (site.signed or site.refusal_noted) if site.party_present else bool(site.witness)
    if not signed:
        raise SiteRecordUnsigned("signed, noted, or witnessed", article="行政强制法 18")


def require_handed_over(site: Site) -> None:
    """Raise NotHandedOverOnTheSpot; who is away gets them by the ways of service (art. 24 (1), (3))."""
    if (site.party_present and not site.handed_over) or site.inventory_copies != INVENTORY_COPIES:
        raise NotHandedOverOnTheSpot("both on the spot", copies=INVENTORY_COPIES, article="行政强制法 24")


def require_keeper(kind: MeasureKind, keeper: str | None) -> None:
    """Raise KeeperNotAllowed (art. 26 (2))."""
    if kind is MeasureKind.SEIZE and keeper is not None:
        raise KeeperNotAllowed("the organ keeps what it took", article="行政强制法 26")


def require_site(site: Site, kind: MeasureKind) -> None:
    """Raise what of art. 18, 24, 26 was left out on the spot."""
    require_credentials(site)
    require_called(site)
    require_told(site)
    require_heard_on_the_spot(site)
    require_site_record(site)
    require_record_signed(site)
    require_handed_over(site)
    require_keeper(kind, site.keeper)


def require_lawful_things(kind: MeasureKind, things: Sequence[Thing]) -> None:
    """Raise what of art. 9, 23 (1) forbids to seal up or seize these."""
    require_seizable(kind, things)
    require_related(things)
    require_no_necessities(things)
