"""What may an item ask, promise and charge, by which steps is it handled, and from which day on?

Terms are in working days (licence law art. 82), money is in fen.
"""

from collections import Counter
from collections.abc import Callable
from datetime import date

from approval_window.items.domain.drafts import RENEWAL_DAYS, ItemDraft, ItemKind, Step
from approval_window.items.domain.refusals import (
    AgenciesDoubled,
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
    OpinionsBeyondTerm,
    OpinionsNotJoint,
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
# `GET /items/offered` and `/items/bundles` are no items.
RESERVED = frozenset({"offered", "bundles"})
ORDER = {step: place for place, step in enumerate(Step)}
OF_A_LICENCE = frozenset({Step.RECEIVE, Step.ACCEPT, Step.REVIEW, Step.DECIDE, Step.DELIVER})


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


def require_fit_opinions(draft: ItemDraft) -> None:
    """Raise OpinionsNotJoint, AgenciesDoubled or OpinionsBeyondTerm (licence law art. 26 (2), 42 (2)).

    What several agencies have a say in is handled as one: each is asked once, and at least a day of what was promised
    is left to decide by what they said.
    """
    if draft.opinions and not draft.joint:
        raise OpinionsNotJoint("what others are asked about is handled jointly", article="行政许可法 26")
    agencies = Counter((one.level, one.agency) for one in draft.opinions)
    doubled = sorted(agency for (_, agency), times in agencies.items() if times > 1)
    if doubled:
        raise AgenciesDoubled("an agency is asked once", agencies=doubled)
    longest = max((one.days for one in draft.opinions), default=0)
    if longest >= draft.promised_days:
        raise OpinionsBeyondTerm("no day is left to decide", most=draft.promised_days - 1, article="行政许可法 42")


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
    require_fit_opinions,
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
