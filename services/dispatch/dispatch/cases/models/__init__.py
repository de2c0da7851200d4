"""Which tables hold cases, and all that hangs on them?"""

from dispatch.cases.models.asked import case_call_backs, case_merges, case_request_looks, case_requests
from dispatch.cases.models.cases import case_history, case_numbers, case_reports, case_subjects, cases, tasks
from dispatch.cases.models.clocks import case_clocks, clock_pauses
from dispatch.cases.models.rules import case_rule_proposals, clock_policies, lawful_grounds, source_rules, workflows

__all__ = [
    "case_call_backs",
    "case_clocks",
    "case_history",
    "case_merges",
    "case_numbers",
    "case_reports",
    "case_request_looks",
    "case_requests",
    "case_rule_proposals",
    "case_subjects",
    "cases",
    "clock_pauses",
    "clock_policies",
    "lawful_grounds",
    "source_rules",
    "tasks",
    "workflows",
]
