"""Which role may do what with the grid's own books: the registry, and what works on it? One table a capability."""

from shared.runtime.permissions import Permission, Role

P = Permission
Grants = dict[Role, frozenset[Permission]]

CELLS: Grants = {
    # Draws no grid of its own, and says which of our cells its areas are; the township lets that hold.
    Role.DEPARTMENT: frozenset({P.READ_CELL_MAPPINGS, P.MAP_CELLS}),
    Role.DISPATCHER: frozenset({P.READ_CELL_MAPPINGS}),
    Role.GRID_LEADER: frozenset({P.READ_CELL_MAPPINGS}),
    Role.LEADER: frozenset({P.READ_CELL_MAPPINGS}),
    Role.ADMIN: frozenset({P.READ_CELL_MAPPINGS, P.MAP_CELLS}),
    Role.SERVICE: frozenset({P.READ_CELL_MAPPINGS}),
}

REGISTRY: Grants = {
    # Looks for an applicant, so that he need not say again what is known.
    Role.CLERK: frozenset({P.READ_REGISTRY, P.SEARCH_REGISTRY}),
    Role.DISPATCHER: frozenset({P.READ_REGISTRY, P.SEARCH_REGISTRY}),
    # Keeps the registry of his community.
    Role.GRID_LEADER: frozenset(
        {
            *(P.READ_REGISTRY, P.KEEP_REGISTRY, P.REVEAL_REGISTRY, P.REVEAL_NUMBERS),
            *(P.SEARCH_REGISTRY, P.IMPORT_REGISTRY),
        }
    ),
    # In the cells that he holds.
    Role.WORKER: frozenset({P.READ_REGISTRY, P.KEEP_REGISTRY, P.REVEAL_REGISTRY}),
    Role.LEADER: frozenset({P.READ_REGISTRY, P.EXPORT_REGISTRY, P.AUDIT_REGISTRY}),
    Role.ADMIN: frozenset({P.MANAGE_REGISTRY}),
    # Asks on behalf of somebody of its own, for whom it answers.
    Role.SERVICE: frozenset({P.LOOK_UP_REGISTRY}),
}

VACANCY: Grants = {
    Role.DISPATCHER: frozenset({P.READ_VACANCY, P.WATCH_HOMES}),
    Role.GRID_LEADER: frozenset({P.READ_VACANCY, P.WATCH_HOMES, P.CHECK_HOMES}),
    Role.WORKER: frozenset({P.READ_VACANCY, P.CHECK_HOMES}),
    # Approves what another has proposed; a watch of homes by their power is a matter for two.
    Role.LEADER: frozenset({P.READ_VACANCY, P.WATCH_HOMES, P.APPROVE_WATCHES}),
}

PATROLS: Grants = {
    Role.DISPATCHER: frozenset({P.READ_PATROLS}),
    # Plans the rounds of his community, and answers for what was missed.
    Role.GRID_LEADER: frozenset({P.READ_PATROLS, P.EXPLAIN_PATROLS, P.READ_VISITS, P.MANAGE_PATROL_RULES}),
    Role.WORKER: frozenset({P.READ_PATROLS, P.WALK_PATROLS, P.EXPLAIN_PATROLS, P.READ_VISITS}),
    Role.LEADER: frozenset({P.READ_PATROLS, P.MANAGE_PATROL_RULES}),
}

OUTREACH: Grants = {
    Role.CLERK: frozenset({P.OPT_OUT_OUTREACH}),
    Role.DISPATCHER: frozenset({P.PREPARE_OUTREACH, P.READ_OUTREACH, P.JOBS_OUTREACH, P.OPT_OUT_OUTREACH}),
    Role.GRID_LEADER: frozenset({P.PREPARE_OUTREACH, P.READ_OUTREACH, P.JOBS_OUTREACH, P.OPT_OUT_OUTREACH}),
    # Refers residents of his cells to jobs, and takes down that somebody wants no messages.
    Role.WORKER: frozenset({P.JOBS_OUTREACH, P.OPT_OUT_OUTREACH}),
    # Approves what another has prepared.
    Role.LEADER: frozenset({P.APPROVE_OUTREACH, P.READ_OUTREACH}),
    Role.ADMIN: frozenset({P.READ_OUTREACH, P.MANAGE_OUTREACH}),
}

# A worker sees what his own phone lacks, his leader what his workers' phones do.
OFFLINE: Grants = dict.fromkeys((Role.WORKER, Role.GRID_LEADER), frozenset({P.MEND_SYNC}))

# Everybody who is counted sees what is counted of him.
FIGURES: Grants = dict.fromkeys(
    (Role.WORKER, Role.GRID_LEADER, Role.DISPATCHER, Role.LEADER), frozenset({P.READ_GRID_FIGURES})
)

_TABLES = (CELLS, REGISTRY, VACANCY, PATROLS, OUTREACH, OFFLINE, FIGURES)
GRID: Grants = {role: frozenset().union(*(table.get(role, frozenset()) for table in _TABLES)) for role in Role}
