"""How do the rules of telling come to be, and what is no rule?"""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from dispatch.notices.domain.refusals import (
    LadderWithoutTerm,
    QuietHoursIncomplete,
    RuleNotFound,
    RuleOutsideScope,
    StaleRule,
    UnknownCodes,
)
from dispatch.notices.domain.rules import Rule
from dispatch.notices.domain.texts import TEXTS, is_heard_of
from dispatch.notices.repository import rules as repository
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import Scope

PUT, REMOVED = "put", "removed"


async def list_rules(work: UnitOfWork, scope: Scope, *, after: str, limit: int) -> Sequence[Any]:
    return await repository.list_rules(work.connection, scope, after=after, limit=limit)


async def put_rule(work: UnitOfWork, scope: Scope, rule: Rule, *, now: datetime) -> int:
    """Let a rule hold from now on, in place of its `version` (0: there is none yet); return the new version.

    Raises RuleOutsideScope, StaleRule, UnknownCodes, QuietHoursIncomplete, LadderWithoutTerm.
    """
    _check(rule)
    await _require_version(work, scope, rule.id, rule.version)
    _require_own(scope, rule.region)
    version = await repository.last_version(work.connection, rule.id) + 1
    lists = {"channels": [str(one) for one in rule.channels], "ladder": list(rule.ladder)}
    row = asdict(rule) | lists | {"version": version}
    await repository.save_rule(work.connection, row)
    facts = {name: str(value) if name.startswith("quiet") and value else value for name, value in row.items()}
    await _note(work, scope, rule.id, rule.region, version, PUT, facts, now)
    return version


async def remove_rule(work: UnitOfWork, scope: Scope, rule_id: str, *, version: int, now: datetime) -> None:
    """Let a rule hold no longer. Raises RuleNotFound, RuleOutsideScope, StaleRule."""
    if (row := await _require_version(work, scope, rule_id, version)) is None:
        raise RuleNotFound("there is no such rule", rule=rule_id)
    await repository.remove_rule(work.connection, rule_id)
    await _note(work, scope, rule_id, row.region, version + 1, REMOVED, {}, now)


async def history_of(work: UnitOfWork, scope: Scope, rule_id: str) -> Sequence[Any]:
    """Return what a rule was, the oldest first. Raises RuleNotFound."""
    found = await repository.history_of(work.connection, scope, rule_id)
    if not found:
        raise RuleNotFound("there never was such a rule", rule=rule_id)
    return found


def _check(rule: Rule) -> None:
    if not is_heard_of(rule.codes):
        raise UnknownCodes("no notice has such a code", codes=rule.codes, known=sorted(TEXTS))
    if (rule.quiet_from is None) != (rule.quiet_to is None) or (rule.quiet_from and rule.quiet_from == rule.quiet_to):
        raise QuietHoursIncomplete("quiet hours have a beginning and another end")
    if rule.ladder and rule.acknowledge_minutes is None:
        raise LadderWithoutTerm("who is told next where there is no term to answer in?")


async def _require_version(work: UnitOfWork, scope: Scope, rule_id: str, version: int) -> Any:
    row = await repository.lock_rule(work.connection, rule_id)
    if row is not None:
        _require_own(scope, row.region)
    if version != (row.version if row else 0):
        raise StaleRule("somebody else has changed the rule", rule=rule_id, version=row.version if row else 0)
    return row


def _require_own(scope: Scope, region: str) -> None:
    if not region.startswith(scope.region):
        raise RuleOutsideScope("the rule belongs to another region", region=region)


async def _note(
    work: UnitOfWork,
    scope: Scope,
    rule_id: str,
    region: str,
    version: int,
    action: str,
    facts: dict[str, Any],
    now: datetime,
) -> None:
    row = {"rule_id": rule_id, "version": version, "region": region, "action": action, "by": scope.person_id}
    await repository.add_history(work.connection, row | {"at": now, "facts": facts})
