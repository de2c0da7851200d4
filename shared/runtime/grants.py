"""Which role may do what? What no row grants is refused; the grid's own books and the team's cases stand beside."""

from shared.runtime.grants_of_grid import GRID
from shared.runtime.grants_of_team import TEAM
from shared.runtime.permissions import Permission, Role

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
        *(P.READ_CELLS, P.READ_WORKERS, P.READ_TASKS, P.READ_REPLIES, P.READ_CASE_RULES, P.READ_ORDERS),
        P.READ_SUPERVISION,
        P.READ_INBOX,
        P.READ_ROSTER,
        P.READ_FIGURES,
    }
)

_OF_THE_CENTRE: dict[Role, frozenset[Permission]] = {
    Role.CLERK: frozenset(
        {
            *(P.FILE_APPEALS, P.READ_APPEALS, P.RECEIVE_APPLICATIONS, P.READ_APPLICATIONS, P.FOLLOW_UP_RATINGS),
            *(P.EXAMINE_APPLICATIONS, P.READ_OWN_TRAINING, P.READ_INBOX, P.ASK_SUPPORT, P.READ_ITEMS),
            *(P.READ_ORGANISATION, P.HELP_APPLICANTS),
        }
    ),
    Role.DISPATCHER: _READING
    | {
        P.ACT_ON_CASES,
        P.ANSWER_SUPERVISION,
        P.NAME_SUBJECTS,
        P.SEARCH_CALLERS,
        P.WORK_ORDERS,
        P.COORDINATE,
        P.HAND_OVER_SHIFTS,
        P.MARK_MAJOR_CASES,
        P.TAKE_HANDOVERS,
        P.READ_REPORTS,
        P.TRY_TRIAGE,
        P.RETRY_REPLIES,
        P.READ_APPEALS,
        P.READ_CLUES,
        P.READ_POSITIONS,
    },
    # Leads a shift of the centre (值班长): approves what a dispatcher asks for, and keeps the roster.
    Role.SHIFT_LEADER: _READING
    | {
        P.ACT_ON_CASES,
        P.APPROVE_CASES,
        P.NAME_SUBJECTS,
        P.REVEAL_REPORTERS,
        P.SEARCH_CALLERS,
        P.WORK_ORDERS,
        P.MANAGE_WORDINGS,
        P.MANAGE_CASE_RULES,
        P.COORDINATE,
        P.SUPERVISE_CASES,
        P.ANSWER_SUPERVISION,
        P.MANAGE_ROSTER,
        P.HAND_OVER_SHIFTS,
        P.READ_REPORTS,
        P.RETRY_REPLIES,
        P.READ_POSITIONS,
    },
    # Works in a unit (承办人员): sees what lies with the unit, and nothing else.
    Role.HANDLER: frozenset(
        {
            *(P.READ_CASES, P.HANDLE_CASES, P.READ_REPORTS, P.READ_ORDERS, P.ANSWER_CALLS, P.READ_SUPERVISION),
            *(P.READ_INBOX, P.READ_ROSTER, P.READ_OWN_TRAINING, P.ANSWER_SUPERVISION, P.GIVE_OPINIONS),
        }
    ),
    # Leads the grid workers of a village or community (网格长).
    Role.GRID_LEADER: frozenset(
        {
            *(P.READ_CASES, P.READ_SITUATION, P.READ_SUPERVISION, P.READ_FIGURES, P.READ_CELLS, P.READ_WORKERS),
            *(P.READ_TASKS, P.ASSIGN_TASKS, P.READ_INBOX, P.READ_ROSTER, P.READ_OWN_TRAINING),
            *(P.LEAD_WORKERS, P.READ_POSITIONS, P.HELP_APPLICANTS),
        }
    ),
    # Discipline inspection (纪检监察): sees sealed cases, which nobody else does.
    Role.DISCIPLINE: frozenset(
        {
            *(P.READ_CASES, P.ACT_ON_CASES, P.APPROVE_CASES, P.NAME_SUBJECTS, P.REVEAL_REPORTERS, P.READ_REPORTS),
            *(P.READ_ORDERS, P.WORK_ORDERS, P.READ_INBOX, P.SEAL_CASES),
        }
    ),
    Role.WORKER: frozenset(
        {
            *(P.READ_TASKS, P.WORK_TASKS, P.REPORT_PATROL, P.READ_REPORTS, P.GO_ON_DUTY, P.READ_CELLS),
            # Helps whom he meets on his rounds with an application (帮代办).
            *(P.READ_OWN_TRAINING, P.READ_INBOX, P.HELP_APPLICANTS),
        }
    ),
    Role.OFFICER: frozenset(
        {
            *(P.READ_CLUES, P.WORK_CLUES, P.REPORT_FINDINGS, P.READ_REPORTS, P.READ_OWN_TRAINING),
            *(P.ANSWER_CALLS, P.ANSWER_SUPERVISION, P.READ_INBOX, P.ASK_SUPPORT, P.READ_APPLICATIONS),
            *(P.EXAMINE_APPLICATIONS, P.HELP_APPLICANTS, P.GIVE_OPINIONS),
        }
    ),
    Role.ORG_OFFICE: frozenset(
        {
            *(P.READ_ORGANISATION, P.MANAGE_ORGANISATION, P.READ_WORKDAYS, P.MANAGE_WORKDAYS),
            *(P.READ_DUTIES, P.MANAGE_DUTIES, P.TAKE_HANDOVERS, P.READ_POWERS),
            *(P.MANAGE_POWERS, P.READ_TRAINING, P.READ_OWN_TRAINING, P.MANAGE_TRAINING, P.READ_RESOURCES),
            *(P.MANAGE_RESOURCES, P.READ_ASSESSMENT, P.MANAGE_ASSESSMENT, P.DEMAND_ASSESSMENT),
            *(P.READ_EXCHANGE, P.OPINE_EXCHANGE, P.DECIDE_EXCHANGE, P.MANAGE_EXCHANGE),
            *(P.READ_ADOPTION, P.MANAGE_ADOPTION),
            *(P.READ_INBOX, P.READ_FIGURES),
        }
    ),
    Role.LEADER: _READING
    | {
        P.APPROVE_CASES,
        P.MANAGE_CASE_RULES,
        P.COORDINATE,
        P.SUPERVISE_CASES,
        P.ANSWER_SUPERVISION,
        # Approves where a shift leader swaps his own shift.
        P.MANAGE_ROSTER,
        *(P.READ_APPEALS, P.GIVE_OPINIONS),
        *(P.READ_ITEMS, P.READ_APPLICATIONS, P.EXAMINE_APPLICATIONS, P.GRANT_LICENCES, P.FOLLOW_UP_RATINGS),
        P.READ_CLUES,
        P.DECIDE_ADMISSIONS,
        *(P.READ_PARTY, P.RESOLVE, P.MARK_MAJOR_CASES),
        P.DEMAND_ASSESSMENT,
        P.OBJECT_TO_ASSESSMENT,
        # Decides where a grid leader asks for himself.
        P.LEAD_WORKERS,
    },
    # A department of the county: applies for what townships shall do, watches over the powers that they use, takes the
    # cases that are refused for it, and asks for what their work brought to light.
    Role.DEPARTMENT: frozenset(
        {
            P.READ_ORGANISATION,
            P.READ_DUTIES,
            P.APPLY_ADMISSIONS,
            P.TAKE_HANDOVERS,
            P.ANSWER_CALLS,
            P.ANSWER_SUPERVISION,
            P.READ_INBOX,
            P.READ_REPORTS,
            P.READ_POWERS,
            P.READ_OWN_TRAINING,
            P.SUPERVISE_POWERS,
            P.DEMAND_ASSESSMENT,
            P.READ_EXCHANGE,
            P.ASK_EXCHANGE,
            P.QUERY_EXCHANGE,
            *(P.OPINE_EXCHANGE, P.GIVE_OPINIONS),
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
            *(P.READ_CASE_RULES, P.MANAGE_CASE_RULES, P.MANAGE_WORDINGS, P.MANAGE_NOTICES, P.MANAGE_FIGURES),
            P.READ_INBOX,
            *(P.READ_ITEMS, P.MANAGE_ITEMS),
            P.READ_ORGANISATION,
            P.MANAGE_ORGANISATION,
            P.READ_WORKDAYS,
            P.MANAGE_WORKDAYS,
            P.READ_CELLS,
            *(P.MANAGE_CELLS, P.READ_WORKERS, P.MANAGE_WORKERS, P.MANAGE_TASK_RULES, P.OPERATE),
        }
    ),
    # Another service, or with a unit of its own a department's system.
    Role.SERVICE: frozenset({P.READ_CONTENTS, P.READ_ORGANISATION, P.READ_CELLS, P.READ_WORKERS, P.QUERY_EXCHANGE}),
}

PERMISSIONS: dict[Role, frozenset[Permission]] = {
    role: _OF_THE_CENTRE.get(role, frozenset()) | GRID.get(role, frozenset()) | TEAM.get(role, frozenset())
    for role in Role
}

# Who sees and works only what is his own within the region.
OWN_ONLY: frozenset[Role] = frozenset({Role.WORKER})
# Who sees only what lies with his own unit within the region.
OWN_UNIT_ONLY: frozenset[Role] = frozenset({Role.HANDLER})
# Who sees what is sealed as a matter of discipline.
SEE_SEALED: frozenset[Role] = frozenset({Role.DISCIPLINE})
