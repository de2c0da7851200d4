"""Which tables keep the registry? `records` what is known, `books` how it comes in, is kept right and ends."""

from grid.registry.models.books import (
    quality_rounds,
    quality_rules,
    record_mendings,
    record_visits,
    registry_deletions,
    registry_import_rows,
    registry_imports,
    registry_retention,
    registry_retention_history,
)
from grid.registry.models.records import (
    RECORDS,
    enterprises,
    facilities,
    homes,
    households,
    is_looked_after,
    places,
    record_history,
    record_looks,
    record_ties,
    residents,
)

__all__ = [
    "RECORDS",
    "enterprises",
    "facilities",
    "homes",
    "households",
    "is_looked_after",
    "places",
    "quality_rounds",
    "quality_rules",
    "record_history",
    "record_looks",
    "record_mendings",
    "record_ties",
    "record_visits",
    "registry_deletions",
    "registry_import_rows",
    "registry_imports",
    "registry_retention",
    "registry_retention_history",
    "residents",
]
