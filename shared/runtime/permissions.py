"""Which role may do what? One table; a token names roles, a route names a permission."""

from enum import StrEnum


class Role(StrEnum):
    """Their Chinese terms stand in docs/glossary.md."""

    CLERK = "clerk"
    DISPATCHER = "dispatcher"
    WORKER = "worker"
    OFFICER = "officer"
    ORG_OFFICE = "org-office"
    LEADER = "leader"
    DEPARTMENT = "department"
    PARTY_OFFICE = "party-office"
    OPERATOR = "operator"
    ADMIN = "admin"
    SERVICE = "service"


class Permission(StrEnum):
    READ_CASES = "cases.read"
    ACT_ON_CASES = "cases.act"
    TAKE_HANDOVERS = "handovers.take"
    READ_REPORTS = "reports.read"
    TRY_TRIAGE = "triage.try"
    MANAGE_TRIAGE = "triage.manage"
    READ_REPLIES = "replies.read"
    RETRY_REPLIES = "replies.retry"
    READ_SITUATION = "situation.read"
    READ_ORGANISATION = "organisation.read"
    MANAGE_ORGANISATION = "organisation.manage"
    READ_WORKDAYS = "workdays.read"
    MANAGE_WORKDAYS = "workdays.manage"
    READ_DUTIES = "duties.read"
    MANAGE_DUTIES = "duties.manage"
    APPLY_ADMISSIONS = "admissions.apply"
    DECIDE_ADMISSIONS = "admissions.decide"
    READ_POWERS = "powers.read"
    MANAGE_POWERS = "powers.manage"
    SUPERVISE_POWERS = "powers.supervise"
    MANAGE_ITEMS = "items.manage"
    READ_TRAINING = "training.read"
    MANAGE_TRAINING = "training.manage"
    READ_OWN_TRAINING = "training.read-own"
    READ_RESOURCES = "resources.read"
    MANAGE_RESOURCES = "resources.manage"
    READ_ASSESSMENT = "assessment.read"
    MANAGE_ASSESSMENT = "assessment.manage"
    DEMAND_ASSESSMENT = "assessment.demand"
    OBJECT_TO_ASSESSMENT = "assessment.object"
    READ_PARTY = "party.read"
    MANAGE_PARTY = "party.manage"
    RESOLVE = "party.resolve"
    MARK_MAJOR_CASES = "party.mark-major-cases"
    READ_EXCHANGE = "exchange.read"
    ASK_EXCHANGE = "exchange.ask"
    QUERY_EXCHANGE = "exchange.query"
    OPINE_EXCHANGE = "exchange.opine"
    DECIDE_EXCHANGE = "exchange.decide"
    MANAGE_EXCHANGE = "exchange.manage"
    READ_ADOPTION = "adoption.read"
    MANAGE_ADOPTION = "adoption.manage"
    READ_CELLS = "cells.read"
    MANAGE_CELLS = "cells.manage"
    READ_WORKERS = "workers.read"
    MANAGE_WORKERS = "workers.manage"
    GO_ON_DUTY = "workers.go-on-duty"
    READ_TASKS = "tasks.read"
    WORK_TASKS = "tasks.work"
    REPORT_PATROL = "patrols.report"
    FILE_APPEALS = "appeals.file"
    READ_APPEALS = "appeals.read"
    RECEIVE_APPLICATIONS = "applications.receive"
    READ_APPLICATIONS = "applications.read"
    GRANT_LICENCES = "licences.grant"
    READ_CLUES = "clues.read"
    WORK_CLUES = "clues.work"
    REPORT_FINDINGS = "findings.report"
    READ_CONTENTS = "contents.read"
    OPERATE = "operate"


P = Permission

_READING = frozenset(
    {
        P.READ_CASES,
        P.READ_SITUATION,
        P.READ_ORGANISATION,
        P.READ_WORKDAYS,
        P.READ_DUTIES,
        P.READ_POWERS,
        P.READ_TRAINING,
        P.READ_OWN_TRAINING,
        P.READ_RESOURCES,
        P.READ_ASSESSMENT,
        P.READ_EXCHANGE,
        P.READ_ADOPTION,
        P.READ_CELLS,
        P.READ_WORKERS,
        P.READ_TASKS,
        P.READ_REPLIES,
    }
)

PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.CLERK: frozenset(
        {
            *(P.FILE_APPEALS, P.READ_APPEALS, P.RECEIVE_APPLICATIONS, P.READ_APPLICATIONS, P.READ_ORGANISATION),
            P.READ_OWN_TRAINING,
        }
    ),
    Role.DISPATCHER: _READING
    | {
        P.ACT_ON_CASES,
        P.MARK_MAJOR_CASES,
        P.TAKE_HANDOVERS,
        P.READ_REPORTS,
        P.TRY_TRIAGE,
        P.RETRY_REPLIES,
        P.READ_APPEALS,
        P.READ_CLUES,
    },
    Role.WORKER: frozenset(
        {
            *(P.READ_TASKS, P.WORK_TASKS, P.REPORT_PATROL, P.READ_REPORTS, P.GO_ON_DUTY, P.READ_CELLS),
            P.READ_OWN_TRAINING,
        }
    ),
    Role.OFFICER: frozenset({P.READ_CLUES, P.WORK_CLUES, P.REPORT_FINDINGS, P.READ_REPORTS, P.READ_OWN_TRAINING}),
    Role.ORG_OFFICE: frozenset(
        {
            *(P.READ_ORGANISATION, P.MANAGE_ORGANISATION, P.READ_WORKDAYS, P.MANAGE_WORKDAYS),
            *(P.READ_DUTIES, P.MANAGE_DUTIES, P.TAKE_HANDOVERS, P.READ_POWERS),
            *(P.MANAGE_POWERS, P.READ_TRAINING, P.READ_OWN_TRAINING, P.MANAGE_TRAINING, P.READ_RESOURCES),
            *(P.MANAGE_RESOURCES, P.READ_ASSESSMENT, P.MANAGE_ASSESSMENT, P.DEMAND_ASSESSMENT),
            *(P.READ_EXCHANGE, P.OPINE_EXCHANGE, P.DECIDE_EXCHANGE, P.MANAGE_EXCHANGE),
            *(P.READ_ADOPTION, P.MANAGE_ADOPTION),
        }
    ),
    Role.LEADER: _READING
    | {
        P.READ_APPEALS,
        P.READ_APPLICATIONS,
        P.GRANT_LICENCES,
        P.READ_CLUES,
        P.DECIDE_ADMISSIONS,
        P.READ_PARTY,
        P.RESOLVE,
        P.MARK_MAJOR_CASES,
        P.DEMAND_ASSESSMENT,
        P.OBJECT_TO_ASSESSMENT,
    },
    # A department of the county: applies for what townships shall do, watches over the powers that they use, takes the
    # cases that are refused for it, and asks for what their work brought to light.
    Role.DEPARTMENT: frozenset(
        {
            P.READ_ORGANISATION,
            P.READ_DUTIES,
            P.APPLY_ADMISSIONS,
            P.TAKE_HANDOVERS,
            P.READ_REPORTS,
            P.READ_POWERS,
            P.READ_OWN_TRAINING,
            P.SUPERVISE_POWERS,
            P.DEMAND_ASSESSMENT,
            P.READ_EXCHANGE,
            P.ASK_EXCHANGE,
            P.QUERY_EXCHANGE,
            P.OPINE_EXCHANGE,
        }
    ),
    # Keeps the Party organisations and members, and draws up what committees decide; a leader signs it.
    Role.PARTY_OFFICE: frozenset({P.READ_PARTY, P.MANAGE_PARTY, P.READ_ORGANISATION, P.READ_CELLS, P.READ_DUTIES}),
    Role.OPERATOR: frozenset({P.OPERATE, P.READ_REPLIES, P.RETRY_REPLIES, P.READ_SITUATION}),
    # Runs the installation: loads tables, draws cells, sets rules. Sees no report and acts on no case.
    Role.ADMIN: frozenset(
        {
            P.MANAGE_TRIAGE,
            P.TRY_TRIAGE,
            P.MANAGE_ITEMS,
            P.READ_ORGANISATION,
            P.MANAGE_ORGANISATION,
            P.READ_WORKDAYS,
            P.MANAGE_WORKDAYS,
            P.READ_CELLS,
            P.MANAGE_CELLS,
            P.READ_WORKERS,
            P.MANAGE_WORKERS,
            P.OPERATE,
        }
    ),
    # Another service, or with a unit of its own a department's system.
    Role.SERVICE: frozenset({P.READ_CONTENTS, P.READ_ORGANISATION, P.READ_CELLS, P.READ_WORKERS, P.QUERY_EXCHANGE}),
}

# Who sees and works only what is his own within the region.
OWN_ONLY: frozenset[Role] = frozenset({Role.WORKER})
