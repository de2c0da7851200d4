"""Which ONEFOUR_* variables does a service read, and which can it not do without?"""

from collections.abc import Iterable, Iterator
from functools import cache

from pydantic_settings import BaseSettings

import shared.runtime.settings as declared

PREFIX = "ONEFOUR_"


def _groups() -> Iterator[type[BaseSettings]]:
    for value in vars(declared).values():
        if isinstance(value, type) and issubclass(value, BaseSettings) and value is not BaseSettings:
            yield value


@cache
def known() -> frozenset[str]:
    """Return the name of every variable that some group of settings reads."""
    return frozenset(
        f"{group.model_config.get('env_prefix', '')}{name}".upper()
        for group in _groups()
        for name in group.model_fields
    )


@cache
def required() -> frozenset[str]:
    """Return the names without a default: a process that lacks one does not start."""
    return frozenset(
        f"{group.model_config.get('env_prefix', '')}{name}".upper()
        for group in _groups()
        for name, field in group.model_fields.items()
        if field.is_required()
    )


def problems(where: str, names: Iterable[str]) -> list[str]:
    """Return what is wrong with the variables `names` that a process at `where` is given."""
    given = {name for name in names if name.startswith(PREFIX)}
    unknown = [f"{where}: no service reads {name}" for name in sorted(given - known())]
    return unknown + [f"{where}: {name} is needed and not given" for name in sorted(required() - given)]
