"""What does the outside see of the registry? Records and ties, files, visits, and what keeps it right."""

from grid.registry.routes import exports, imports, lookups, quality, records, retention, ties, visits

ROUTERS = (
    *(imports.router, exports.router, lookups.router, quality.router, retention.router),
    *(records.router, visits.router, ties.router),
)
LARGER_BODIES = {imports.PATH: imports.MOST_BYTES}
