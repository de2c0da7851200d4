"""What does a version of an item say? Its words, its materials, the agencies that it asks.

Terms are in working days (licence law art. 82), money is in fen.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from shared.files import FileType

# Art. 50: an extension is asked for so many days before the licence ends.
RENEWAL_DAYS = 30


class ItemKind(StrEnum):
    LICENCE = "licence"
    CERTIFICATE = "certificate"
    PUBLIC_SERVICE = "public-service"


class MaterialForm(StrEnum):
    """In which form a material is handed in, from the easiest for who brings it to the hardest."""

    ELECTRONIC = "electronic"
    PAPER_COPY = "paper-copy"
    PAPER_ORIGINAL = "paper-original"


class Step(StrEnum):
    """The steps of handling, in the order in which the licence law has them."""

    RECEIVE = "receive"  # art. 29
    ACCEPT = "accept"  # art. 32
    REVIEW = "review"  # art. 34 (1)
    VERIFY = "verify"  # art. 34 (3)
    HEAR = "hear"  # art. 46-48
    DECIDE = "decide"  # art. 37, 38
    DELIVER = "deliver"  # art. 44


class AgencyLevel(StrEnum):
    """Whose unit an agency is: the county's of the place, or the township's own."""

    COUNTY = "county"
    TOWNSHIP = "township"


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
class AgencyAsked:
    """An agency whose opinion an item asks for (licence law art. 26 (2)), and within how many working days.

    `agency` is the kind of its unit in the register of the place. `silence_agrees`: it counts as agreed when the days
    are over and nothing was said; otherwise its answer is waited for.
    """

    level: AgencyLevel
    agency: str
    days: int
    silence_agrees: bool

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> "AgencyAsked":
        """Return an agency as a version keeps it."""
        return cls(AgencyLevel(kept["level"]), kept["agency"], kept["days"], kept["silence_agrees"])


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
    opinions: Sequence[AgencyAsked] = ()
