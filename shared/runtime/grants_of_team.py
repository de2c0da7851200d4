"""Which role may do what in the team's cases? Who investigates does not review, and who reviews does not decide."""

from shared.runtime.permissions import Permission, Role

P = Permission

TEAM: dict[Role, frozenset[Permission]] = {
    Role.OFFICER: frozenset({P.READ_PENALTIES, P.WORK_PENALTIES, P.READ_INSPECTIONS, P.WORK_INSPECTIONS}),
    Role.LEADER: frozenset(
        {
            *(P.READ_PENALTIES, P.DECIDE_PENALTIES, P.KEEP_OFFICERS, P.AUDIT_RECORDS, P.MANAGE_DISCRETION),
            *(P.READ_INSPECTIONS, P.MANAGE_INSPECTIONS),
        }
    ),
    # Enters who holds which certificate, as another person confirms (penalty law art. 42).
    Role.ORG_OFFICE: frozenset({P.KEEP_OFFICERS}),
    # Reviews decisions before they are made (penalty law art. 58).
    Role.LEGAL_REVIEWER: frozenset({P.READ_PENALTIES, P.REVIEW_PENALTIES, P.AUDIT_RECORDS, P.READ_INBOX}),
    Role.ADMIN: frozenset({P.MANAGE_DISCRETION}),
    Role.DISCIPLINE: frozenset({P.AUDIT_RECORDS}),
}
