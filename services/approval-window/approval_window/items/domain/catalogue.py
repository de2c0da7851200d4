"""What may an item ask, promise and charge, by which steps is it handled, and from which day on?

Terms are in working days (licence law art. 82), money is in fen.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from approval_window.items.domain.refusals import (
    AllDeferrable,
    BeginsBeforeTheReplaced,
    BeginsInThePast,
    CodeReserved,
    DeferrableNotRequired,
    EndsBeforeItBegins,
    EndsInThePast,
    FeeWithoutBasis,
    MaterialsDoubled,
    OnSiteWithoutBasis,
    OrderWithoutQuota,
    PromiseBeyondLaw,
    QuotaOfNoLicence,
    RenewalWithoutBasis,
    StepMissing,
    StepsOutOfOrder,
    TermBeyondLaw,
    VersionConflict,
    Withdrawn,
)

# Licence law art. 42: one agency decides within 20 working days, several that handle it as one within 45.
LICENCE_DAYS, JOINT_LICENCE_DAYS = 20, 45
# Art. 50: an extension is asked for so many days before the licence ends.
RENEWAL_DAYS = 30
# `GET /items/offered` and `/items/bundles` are no items.
RESERVED = frozenset({"offered", "bundles"})


class ItemKind(StrEnum):
    LICENCE = "licence"
    CERTIFICATE = "certificate"
    PUBLIC_SERVICE = "public-service"


class MaterialForm(StrEnum):
    """In which form a material is handed in, from the easiest for who brings it to the hardest."""

    ELECTRONIC = "electronic"
    PAPER_COPY = "paper-copy"
    PAPER_ORIGINAL = "paper-original"


class FileType(StrEnum):
    """As what a file of a material is handed in: what scanners and phones make of a paper."""

    PDF = "application/pdf"
    JPEG = "image/jpeg"
    PNG = "image/png"
    WEBP = "image/webp"


class Step(StrEnum):
    """The steps of handling, in the order in which the licence law has them."""

    RECEIVE = "receive"  # art. 29
    ACCEPT = "accept"  # art. 32
    REVIEW = "review"  # art. 34 (1)
    VERIFY = "verify"  # art. 34 (3)
    HEAR = "hear"  # art. 46-48
    DECIDE = "decide"  # art. 37, 38
    DELIVER = "deliver"  # art. 44


ORDER = {step: place for place, step in enumerate(Step)}
OF_A_LICENCE = frozenset({Step.RECEIVE, Step.ACCEPT, Step.REVIEW, Step.DECIDE, Step.DELIVER})


@dataclass(frozen=True, slots=True)
class Material:
    """`deferrable`: the application is accepted without it, and it follows later (容缺).

    `file_types`: those that are taken for it; where none is named, all.
    """

    code: str
    name: str
    required: bool
    deferrable: bool
    form: MaterialForm
    file_types: tuple[FileType, ...] = ()

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> "Material":
        """Return a material as a version keeps it; one from before forms were kept is asked for as the original."""
        form = MaterialForm(kept.get("form", MaterialForm.PAPER_ORIGINAL))
        types = tuple(FileType(one) for one in kept.get("file_types", ()))
        return cls(kept["code"], kept["name"], kept["required"], kept["deferrable"], form, types)


@dataclass(frozen=True, slots=True)
class ItemDraft:
    """Everything that a version of an item says; `basis` is the document by which the item is in the catalogue."""

    code: str
    name: str
    name_en: str
    kind: ItemKind
    power: str | None
    materials: Sequence[Material]
    legal_days: int
    legal_basis_of_term: str | None
    promised_days: int
    fee: int
    fee_basis: str | None
    steps: Sequence[Step]
    on_site: bool
    on_site_basis: str | None
    joint: bool
    one_hand: bool
    basis: str
    in_force_from: date
    renewal_days: int = RENEWAL_DAYS
    renewal_basis: str | None = None
    renewal_months: int | None = None
    quota: int | None = None
    quota_order_basis: str | None = None
    hearing_basis: str | None = None
    concerns_others: bool = False


def require_free_code(draft: ItemDraft) -> None:
    """Raise CodeReserved."""
    if draft.code in RESERVED:
        raise CodeReserved("this code is the address of something else", item=draft.code)


def require_promise_within_law(draft: ItemDraft) -> None:
    """Raise PromiseBeyondLaw: who promises longer than the law allows announces that he will break it (art. 42)."""
    if draft.promised_days > draft.legal_days:
        raise PromiseBeyondLaw("promised longer than the law allows", legal=draft.legal_days)


def require_term_within_law(draft: ItemDraft) -> None:
    """Raise TermBeyondLaw: a licence is decided in 20 working days, in 45 by several agencies as one.

    Unless a law or regulation says otherwise, which the draft then names (licence law art. 42).
    """
    most = JOINT_LICENCE_DAYS if draft.joint else LICENCE_DAYS
    if draft.kind is ItemKind.LICENCE and draft.legal_days > most and draft.legal_basis_of_term is None:
        raise TermBeyondLaw("a longer term needs a law that gives it", most=most, article="行政许可法 42")


def require_lawful_fee(draft: ItemDraft) -> None:
    """Raise FeeWithoutBasis: a licence is free, unless a law or administrative regulation has a fee for it.

    What is taken follows items and rates that are published (licence law art. 58, 59).
    """
    if draft.kind is ItemKind.LICENCE and draft.fee > 0 and draft.fee_basis is None:
        raise FeeWithoutBasis("a licence is free unless a law says otherwise", article="行政许可法 58, 59")


def require_fit_materials(draft: ItemDraft) -> None:
    """Raise MaterialsDoubled, DeferrableNotRequired or AllDeferrable.

    All that is to be handed in is shown beforehand (licence law art. 30). To accept an application in which something
    is missing presupposes that the main materials are there: not all that is required may follow later.
    """
    doubled = sorted(code for code, times in Counter(one.code for one in draft.materials).items() if times > 1)
    if doubled:
        raise MaterialsDoubled("a material is listed once", materials=doubled)
    idle = [one.code for one in draft.materials if one.deferrable and not one.required]
    if idle:
        raise DeferrableNotRequired("what is not required need not follow", materials=idle)
    required = [one for one in draft.materials if one.required]
    if required and all(one.deferrable for one in required):
        raise AllDeferrable("something is there when an application is accepted", materials=[m.code for m in required])


def require_lawful_steps(draft: ItemDraft) -> None:
    """Raise StepsOutOfOrder or StepMissing: each step once, in the order of the law (licence law art. 29-44).

    Everything is received; a licence is accepted, reviewed, decided and delivered, too; what is verified on site has
    a step for it (art. 34 (3)), and so has what is heard by law (art. 46).
    """
    places = [ORDER[step] for step in draft.steps]
    if places != sorted(set(places)):
        raise StepsOutOfOrder("each step once, in the order of the law", order=list(Step))
    needed = OF_A_LICENCE if draft.kind is ItemKind.LICENCE else {Step.RECEIVE}
    needed = needed | ({Step.VERIFY} if draft.on_site else set()) | ({Step.HEAR} if draft.hearing_basis else set())
    missing = needed - set(draft.steps)
    if missing:
        raise StepMissing("a step is missing", missing=sorted(missing, key=ORDER.__getitem__))


def require_basis_on_site(draft: ItemDraft) -> None:
    """Raise OnSiteWithoutBasis: two officials verify a licence on site (licence law art. 34 (3)).

    A public service has no such step, unless what it is given by says so.
    """
    if draft.kind is ItemKind.PUBLIC_SERVICE and draft.on_site and draft.on_site_basis is None:
        raise OnSiteWithoutBasis("a public service is not verified on site", article="行政许可法 34")


def require_basis_of_renewal(draft: ItemDraft) -> None:
    """Raise RenewalWithoutBasis: an extension is asked for thirty days before the end (licence law art. 50).

    Unless a law, regulation or rule says otherwise, which the draft then names.
    """
    if draft.renewal_days != RENEWAL_DAYS and draft.renewal_basis is None:
        raise RenewalWithoutBasis("other days need a law that gives them", usual=RENEWAL_DAYS, article="行政许可法 50")


def require_fit_quota(draft: ItemDraft) -> None:
    """Raise QuotaOfNoLicence, OrderWithoutQuota: there are only so many of some licences (licence law art. 57).

    They are given out in the order of the acceptances, unless a law says otherwise, which the draft then names.
    """
    if draft.quota is not None and draft.kind is not ItemKind.LICENCE:
        raise QuotaOfNoLicence("only licences are limited in number", article="行政许可法 57")
    if draft.quota is None and draft.quota_order_basis is not None:
        raise OrderWithoutQuota("an order is needed where there are only so many", article="行政许可法 57")


RULES: tuple[Callable[[ItemDraft], None], ...] = (
    require_free_code,
    require_promise_within_law,
    require_term_within_law,
    require_lawful_fee,
    require_fit_materials,
    require_lawful_steps,
    require_basis_on_site,
    require_basis_of_renewal,
    require_fit_quota,
)


def check_draft(draft: ItemDraft) -> None:
    """Raise what the first rule says that the draft breaks."""
    for rule in RULES:
        rule(draft)


def require_newest(version: int, expected: int) -> None:
    """Raise VersionConflict; the version of what is not there is 0."""
    if version != expected:
        raise VersionConflict("this item has another version", version=version)


def require_not_withdrawn(withdrawn_from: date | None) -> None:
    """Raise Withdrawn for an item that is not in force any more from a day on, be it a day to come."""
    if withdrawn_from is not None:
        raise Withdrawn("this item was withdrawn", withdrawn_from=withdrawn_from.isoformat())


def require_beginning(begins: date, *, today: date, replaced: date | None) -> None:
    """Raise BeginsInThePast or BeginsBeforeTheReplaced; `replaced`: when the version before begins.

    What is not published yet binds nobody: terms and materials are made known before they hold (licence law art. 5,
    30). On the day itself the next version takes the place of the one before for the whole of it.
    """
    if begins < today:
        raise BeginsInThePast("a version begins today at the earliest", today=today.isoformat())
    if replaced is not None and begins < replaced:
        raise BeginsBeforeTheReplaced("the version before begins later", replaced_from=replaced.isoformat())


def require_end(from_day: date, *, today: date, begins: date) -> None:
    """Raise EndsInThePast or EndsBeforeItBegins; on the day on which it begins, it is withdrawn before it ever held."""
    if from_day < today:
        raise EndsInThePast("an item ends today at the earliest", today=today.isoformat())
    if from_day < begins:
        raise EndsBeforeItBegins("the newest version begins later", begins=begins.isoformat())
