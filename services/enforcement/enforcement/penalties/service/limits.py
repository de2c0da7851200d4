"""Which figures does the law leave to provinces? Data of the installation, read once."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from pydantic import TypeAdapter

from enforcement.penalties.domain.sanctions import HearingLimits


@dataclass(frozen=True, slots=True)
class _Limits:
    defence_working_days: int
    extension_days: int
    low_price_percent: int
    hearing: HearingLimits


def hearing_limits() -> HearingLimits:
    """Return from which fine or confiscation on a hearing is offered (art. 63 (1), (2))."""
    return _limits().hearing


def defence_days() -> int:
    """Return how many working days a party has to be heard, as the notice says (art. 44, 45)."""
    return _limits().defence_working_days


def extension_days() -> int:
    """Return by how many calendar days a rule of the province lets a decision be put off at most (art. 60)."""
    return _limits().extension_days


def low_price_percent() -> int:
    """Return under which share of the market's price perishables were sold clearly too low (coercion law 28 (2))."""
    return _limits().low_price_percent


@cache
def _limits() -> _Limits:
    text = files("enforcement.penalties").joinpath("data/limits.json").read_text(encoding="utf-8")
    return TypeAdapter(_Limits).validate_json(text)
