"""Which metadata do this service's tables belong to, and how does a column keep to a list of words?"""

from collections.abc import Iterable

from sqlalchemy import CheckConstraint

from shared.runtime.db import service_metadata

metadata = service_metadata()


def one_of(column: str, words: Iterable[str]) -> CheckConstraint:
    """Return the constraint that a column holds one of `words`, or nothing."""
    return CheckConstraint(f"{column} IN ({', '.join(repr(str(word)) for word in words)})", name=column)
