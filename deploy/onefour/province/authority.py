"""Which matters, duties and powers does the province have, and which township has taken over which power?"""

from collections.abc import Sequence
from random import Random
from typing import Any, Final

from onefour.province.organisation import DOCUMENT, START
from onefour.province.places import Place
from onefour.province.scale import Scale
from onefour.province.shares import uneven
from onefour.register import unit_kinds
from shared.codes import RegionLevel

FIELDS: Final = ("safety", "city-management", "environment", "market", "housing", "agriculture", "culture", "water")
_FEN_OF_A_LICENCE, _FEN_OF_A_PENALTY = 400_000, 900_000


def matter_rows(scale: Scale) -> list[dict[str, Any]]:
    """Return made-up matters, as many as a county's list names."""
    kinds = [kind.kind for kind in unit_kinds(RegionLevel.TOWNSHIP)]
    return [
        {
            "code": matter_code(number),
            "name": f"合成事项{number:03d}",
            "name_en": f"Synthetic matter {number:03d}",
            "field": FIELDS[number % len(FIELDS)],
            "executor": "unit",
            "unit_kind": kinds[number % len(kinds)],
            "urgency": "normal",
        }
        for number in range(1, scale.matters + 1)
    ]


def matter_code(number: int) -> str:
    return f"S{number:04d}"


def duty_list(county: str, scale: Scale) -> dict[str, Any]:
    """Return a county's list: the first matters are led by its departments, the others by the townships."""
    departments = [kind.kind for kind in unit_kinds(RegionLevel.COUNTY)]
    offices = [kind.kind for kind in unit_kinds(RegionLevel.TOWNSHIP)]
    lines = [
        {
            "matter": matter_code(number),
            "kind": "supporting" if number <= scale.county_led else "basic",
            "lead": departments[number % len(departments)] if number <= scale.county_led else offices[number % 9],
            "legal_basis": "合成依据",
        }
        for number in range(1, scale.matters + 1)
    ]
    about = {"region": county, "valid_from": START, "title": "镇（街道）职责清单（合成）", "adopted_by": DOCUMENT}
    return about | {"lines": lines}


def catalogue_rows(scale: Scale) -> list[dict[str, Any]]:
    """Return the catalogue: licences and services first, then penalties."""
    departments = [kind.kind for kind in unit_kinds(RegionLevel.COUNTY)]
    return [
        {
            "code": power_code(number),
            "name": f"合成赋权事项{number:03d}",
            "kind": "penalty" if number > scale.licences else "licence" if number % 3 else "service",
            "mode": "delegated" if number > scale.licences else "entrusted",
            "field": FIELDS[number % len(FIELDS)],
            "principal": departments[number % len(departments)],
            "matters": [matter_code(number)],
            "legal_basis": "合成依据",
            "officers": 2 if number > scale.licences else 0,
        }
        for number in range(1, scale.licences + scale.penalties + 1)
    ]


def power_code(number: int) -> str:
    return f"SP{number:03d}"


def taken_powers(places: Sequence[Place], scale: Scale, random: Random) -> list[list[int]]:
    """Return for each township the numbers of the powers that it has taken over; on average those of `scale`."""
    number = len(places)
    licences = uneven(scale.licences_taken * number, number, random, least=20, most=scale.licences)
    penalties = uneven(scale.penalties_taken * number, number, random, least=50, most=200)
    upper, lower = range(1, scale.licences + 1), range(scale.licences + 1, scale.licences + scale.penalties + 1)
    return [
        sorted((*random.sample(upper, few), *random.sample(lower, many)))
        for few, many in zip(licences, penalties, strict=True)
    ]


def takeover_rows(place: Place, powers: Sequence[int]) -> list[dict[str, Any]]:
    """Return a township's powers, each watched by the department whose it was."""
    departments = [kind.kind for kind in unit_kinds(RegionLevel.COUNTY)]
    return [
        {
            "region": place.code,
            "power": power_code(number),
            "in_force_since": START,
            "document": DOCUMENT,
            "agency": f"u-{place.county}-{departments[number % len(departments)]}",
        }
        for number in powers
    ]


def money_rows(place: Place, powers: Sequence[int], scale: Scale) -> list[dict[str, Any]]:
    """Return what each power takes and is given in a township."""
    return [
        {
            "region": place.code,
            "power": power_code(number),
            "posts": 0,
            "need_fen": fen,
            "agreed_fen": fen * 9 // 10,
            "share_bp": 5_000,
        }
        for number in powers
        for fen in [_FEN_OF_A_LICENCE if number <= scale.licences else _FEN_OF_A_PENALTY]
    ]
