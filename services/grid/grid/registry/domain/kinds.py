"""Which kinds of records are there (人房企事物), and which of their fields are personal?

A personal field is sealed by itself, so that whoever needs a phone number does not read an identity number beside it.
Some are marked besides, so that a record is found again by them; one of these may say that two records are the same.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final


class RecordKind(StrEnum):
    HOME = "home"
    RESIDENT = "resident"
    HOUSEHOLD = "household"
    ENTERPRISE = "enterprise"
    PLACE = "place"
    FACILITY = "facility"


class HomeUse(StrEnum):
    """What a home is used for: lived in by its owner, let, empty, something else."""

    LIVED_IN = "lived-in"
    LET = "let"
    VACANT = "vacant"
    OTHER = "other"


class IdKind(StrEnum):
    """Which document names a resident: a citizen's number (GB 11643), a passport, a residence permit, none at all."""

    CITIZEN = "citizen"
    PASSPORT = "passport"
    PERMIT = "permit"
    NONE = "none"


class Sex(StrEnum):
    FEMALE = "female"
    MALE = "male"
    UNKNOWN = "unknown"


class Population(StrEnum):
    """Registered here, from elsewhere, from abroad."""

    REGISTERED = "registered"
    FLOATING = "floating"
    OVERSEAS = "overseas"


class Employment(StrEnum):
    EMPLOYED = "employed"
    SEEKING = "seeking"
    STUDENT = "student"
    RETIRED = "retired"
    OTHER = "other"
    UNKNOWN = "unknown"


class Care(StrEnum):
    """Why a resident is looked after: old and alone, disabled, a child left behind, in hardship, ill."""

    ELDER_ALONE = "elder-alone"
    DISABLED = "disabled"
    CHILD_LEFT_BEHIND = "child-left-behind"
    HARDSHIP = "hardship"
    ILL = "ill"


class HouseholdKind(StrEnum):
    FAMILY = "family"
    COLLECTIVE = "collective"


class PlaceKind(StrEnum):
    SHOP = "shop"
    RESTAURANT = "restaurant"
    SCHOOL = "school"
    MARKET = "market"
    PARK = "park"
    FACTORY = "factory"
    BUILDING_SITE = "building-site"
    WORSHIP = "worship"
    OTHER = "other"


class Hazard(StrEnum):
    """How dangerous a place is: patrols come the more often."""

    NONE = "none"
    ORDINARY = "ordinary"
    HIGH = "high"


class Condition(StrEnum):
    SOUND = "sound"
    DAMAGED = "damaged"
    MISSING = "missing"


class State(StrEnum):
    CURRENT = "current"
    ENDED = "ended"


class EndReason(StrEnum):
    """Why a record holds no more."""

    MOVED_AWAY = "moved-away"
    DIED = "died"
    DEMOLISHED = "demolished"
    CLOSED = "closed"
    REMOVED = "removed"
    DUPLICATE = "duplicate"
    MISTAKEN = "mistaken"


class Source(StrEnum):
    """Where what a record says comes from: entered, imported from a file, seen on a visit, by a check of vacancy."""

    ENTERED = "entered"
    IMPORTED = "imported"
    VISITED = "visited"
    CHECKED = "checked"


@dataclass(frozen=True, slots=True)
class Form:
    """What a record of a kind is made of.

    `plain` fields are kept as they are, `sealed` ones are personal, `marked` those of them that records are found by;
    `same`: the fields, the first that is given decides, by which two records of a township are the same thing.
    """

    plain: tuple[str, ...]
    sealed: tuple[str, ...] = ()
    marked: tuple[str, ...] = ()
    same: tuple[str, ...] = ("code",)

    @property
    def fields(self) -> tuple[str, ...]:
        return (*COMMON, *self.plain, *self.sealed)


# What every record has: its number in the township's own books, and where it is.
COMMON: Final = ("code", "region", "cell", "lon", "lat")

FORMS: Final[dict[RecordKind, Form]] = {
    RecordKind.HOME: Form(
        plain=("use", "meter", "area_m2"), sealed=("address",), marked=("address",), same=("code", "address")
    ),
    RecordKind.RESIDENT: Form(
        plain=(
            *("id_kind", "born_on", "sex", "population", "employment", "skills", "care", "message_consent"),
            "consent_on",
        ),
        sealed=("name", "id_number", "phone"),
        marked=("name", "id_number", "phone"),
        same=("id_number", "code"),
    ),
    RecordKind.HOUSEHOLD: Form(plain=("kind_of_household", "home_id")),
    RecordKind.ENTERPRISE: Form(
        plain=("name", "credit_code", "industry", "employees", "address"),
        sealed=("representative", "phone"),
        marked=("phone",),
        same=("credit_code", "code"),
    ),
    RecordKind.PLACE: Form(
        plain=("name", "kind_of_place", "hazard", "address"), sealed=("contact", "phone"), marked=("phone",)
    ),
    RecordKind.FACILITY: Form(plain=("name", "component", "condition")),
}


@dataclass(frozen=True, slots=True)
class Given:
    """What somebody says of one record: its fields by name, personal ones in plain words. `at`: its row, if any.

    `usual`: what is meant of a new record where nobody says it; of a known one it says nothing.
    """

    fields: dict[str, Any] = field(repr=False)
    at: int = 0
    usual: dict[str, Any] = field(default_factory=dict, repr=False)

    @property
    def said(self) -> dict[str, Any]:
        """Return what is said of a record that is known already: a blank says nothing."""
        return {
            name: value
            for name, value in self.fields.items()
            if value is not None and not (name in self.usual and value == self.usual[name])
        }


def has_field(kind: RecordKind, name: str) -> bool:
    return name in FORMS[kind].fields
