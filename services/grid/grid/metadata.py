"""Which metadata do this service's tables belong to?"""

from collections.abc import Iterable

from sqlalchemy import CheckConstraint, text

from shared.runtime.copies import copies_metadata
from shared.runtime.db import service_metadata

metadata = service_metadata()
copies = (copies_metadata,)

# The number of the transaction that writes: what a phone asks for is what came after the ones that it saw.
THIS_TRANSACTION = text("(pg_current_xact_id()::text)::bigint")


def one_of(column: str, words: Iterable[str]) -> CheckConstraint:
    """Return the constraint that a column holds one of `words`, or nothing."""
    return CheckConstraint(f"{column} IN ({', '.join(repr(str(word)) for word in words)})", name=column)
