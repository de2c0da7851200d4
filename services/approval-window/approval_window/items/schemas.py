"""How do items, their versions and bundles look over HTTP?"""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Annotated, Any, Self

from pydantic import BaseModel, BeforeValidator, Field

from shared.files import FileType
from shared.runtime.bodies import Body, Day, Serial, Shown
from shared.runtime.text import Code, Line

from .domain.bundles import Bundle, MaterialAsked
from .domain.drafts import (
    RENEWAL_DAYS,
    AgencyAsked,
    AgencyLevel,
    ItemDraft,
    ItemKind,
    Material,
    MaterialForm,
    Step,
)

MOST = 100
# In working days; some decades are longer than any law gives.
Term = Annotated[int, Field(ge=1, le=10_000)]
# In fen.
Fee = Annotated[int, Field(ge=0, le=2**31 - 1)]
# A year ahead at most; for a century at most.
RenewalDays = Annotated[int, Field(ge=0, le=366)]
Quota = Annotated[int, Field(ge=1, le=1_000_000)]
RenewalMonths = Annotated[int, Field(ge=1, le=1_200)]
# Of what is not there yet: 0.
BasedOn = Annotated[int, Field(ge=0, le=2**31 - 2)]


class MaterialGiven(Body):
    """`deferrable`: the application is accepted without it, and it follows later (容缺).

    `file_types`: those that are taken for it; where none is named, all.
    """

    code: Code
    name: Line
    required: bool = True
    deferrable: bool = False
    form: MaterialForm
    file_types: tuple[FileType, ...] = Field(default=(), max_length=len(FileType))


class AgencyGiven(Body):
    """`agency`: the kind of its unit in the register; `silence_agrees`: agreed when its `days` are over."""

    level: AgencyLevel
    agency: Code
    days: Term
    silence_agrees: bool = False


class ItemGiven(Body):
    """The next version of an item. `version` is the one that it was based on, 0 for a new item.

    `legal_basis_of_term`, `fee_basis`, `on_site_basis` and `renewal_basis` name the law by which it does what it
    otherwise may not; `renewal_days` before its end an extension is asked for, and it is then for `renewal_months`
    more, or as long as it was; `quota`: so many licences there are in a township, given out in the order of the
    acceptances unless `quota_order_basis` says otherwise; `hearing_basis`: the law by which it is heard in public;
    `concerns_others`: others are always told that they may ask for a hearing; `reinstate` brings an item back that was
    withdrawn.
    """

    version: BasedOn
    name: Line
    name_en: Line
    kind: ItemKind
    power: Code | None = None
    materials: list[MaterialGiven] = Field(max_length=MOST)
    legal_days: Term
    legal_basis_of_term: Line | None = None
    promised_days: Term
    fee: Fee = 0
    fee_basis: Line | None = None
    steps: list[Step] = Field(max_length=MOST)
    on_site: bool = False
    on_site_basis: Line | None = None
    joint: bool = False
    opinions: list[AgencyGiven] = Field(default_factory=list, max_length=20)
    one_hand: bool = False
    renewal_days: RenewalDays = RENEWAL_DAYS
    renewal_basis: Line | None = None
    renewal_months: RenewalMonths | None = None
    quota: Quota | None = None
    quota_order_basis: Line | None = None
    hearing_basis: Line | None = None
    concerns_others: bool = False
    basis: Line
    in_force_from: Day
    reinstate: bool = False

    def draft(self, code: str) -> ItemDraft:
        """Return what the version says."""
        said = {name: getattr(self, name) for name in type(self).model_fields if name not in {"version", "reinstate"}}
        materials = [Material(**one.model_dump()) for one in self.materials]
        opinions = [AgencyAsked(**one.model_dump()) for one in self.opinions]
        return ItemDraft(**said | {"code": code, "materials": materials, "opinions": opinions})


class ItemWithdrawn(Body):
    """From `from_day` on the item is not in force; `basis` is the document that says so."""

    version: Serial
    from_day: Day
    basis: Line


class ItemShown(Shown):
    """The newest version of an item. Terms in working days."""

    code: str
    version: int
    name: str
    name_en: str
    kind: ItemKind
    legal_days: int
    promised_days: int
    power: str | None
    in_force_from: date
    in_force_to: date | None


class MaterialShown(Shown):
    code: str
    name: str
    required: bool
    deferrable: bool
    form: MaterialForm
    file_types: list[FileType]


class AgencyShown(Shown):
    level: AgencyLevel
    agency: str
    days: int
    silence_agrees: bool


def _read_opinions(kept: Sequence[dict[str, Any]]) -> list[AgencyAsked]:
    return [AgencyAsked.of(one) for one in kept]


def _read_materials(kept: Sequence[dict[str, Any]]) -> list[Material]:
    return [Material.of(one) for one in kept]


class VersionShown(ItemShown):
    """Everything that a version of an item says. Terms in working days, `fee` in fen, both days belong to it."""

    materials: Annotated[list[MaterialShown], BeforeValidator(_read_materials)]
    legal_basis_of_term: str | None
    fee: int
    fee_basis: str | None
    steps: list[Step]
    on_site: bool
    on_site_basis: str | None
    joint: bool
    opinions: Annotated[list[AgencyShown], BeforeValidator(_read_opinions)]
    one_hand: bool
    renewal_days: int
    renewal_basis: str | None
    renewal_months: int | None
    quota: int | None
    quota_order_basis: str | None
    hearing_basis: str | None
    concerns_others: bool
    basis: str | None
    published_on: date
    by: str
    withdrawn_on: date | None
    withdrawn_by: str | None
    withdrawn_basis: str | None
    # Of which materials there is a blank form: `GET /forms/{item}/{material}`, for everybody.
    forms: Sequence[str] = ()


class FormShown(BaseModel):
    """A blank form that was published; `sha256` is of what is handed out."""

    item: str
    material: str
    bytes: int
    pages: int
    sha256: str


class VersionList(BaseModel):
    versions: list[VersionShown]


class PowerNeeded(Body):
    """The county's power that a township needs for an item; null: none."""

    power: Code | None


class ItemList(BaseModel):
    items: list[ItemShown]


class ItemOffered(BaseModel):
    """`power` is the one that the item needs; `offered`: the township takes the item on the day.

    `in_force`: a version of it holds on the day, whatever the township may.
    """

    code: str
    name: str
    power: str | None
    in_force: bool
    offered: bool


class OfferedList(BaseModel):
    region: str
    on: date
    items: list[ItemOffered]


class BundleGiven(Body):
    """Items that are handled as one thing (一件事一次办). `version` is the one that was read, 0 for a new bundle."""

    version: BasedOn
    name: Line
    items: list[Code] = Field(max_length=MOST)


class BundleShown(Shown):
    code: str
    version: int
    name: str
    items: list[str]


class BundleList(BaseModel):
    bundles: list[BundleShown]


class BundleItem(Shown):
    """An item of a bundle; without a version it is not in force on the day."""

    code: str
    in_force: bool
    version: int | None
    name: str | None
    promised_days: int | None


class MaterialOfBundle(BaseModel):
    """Handed in once for all the items that ask for it."""

    code: str
    name: str
    required: bool
    deferrable: bool
    form: MaterialForm
    file_types: list[FileType]
    asked_by: list[str]

    @classmethod
    def of(cls, asked: MaterialAsked) -> Self:
        return cls(**asdict(asked.material), asked_by=list(asked.asked_by))


class BundleDetail(BaseModel):
    """`complete`: each of its items is in force on the day; the materials are those of the ones that are."""

    code: str
    version: int
    name: str
    on: date
    complete: bool
    items: list[BundleItem]
    materials: list[MaterialOfBundle]

    @classmethod
    def of(cls, bundle: Bundle) -> Self:
        return cls(
            code=bundle.code,
            version=bundle.version,
            name=bundle.name,
            on=bundle.on,
            complete=bundle.complete,
            items=[BundleItem.model_validate(one) for one in bundle.items],
            materials=[MaterialOfBundle.of(one) for one in bundle.materials],
        )
