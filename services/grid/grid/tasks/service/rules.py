"""How is it said what a matter asks of a worker on the spot?"""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from grid.tasks.domain.rules import Rule, RuleNotYours, check_rule_version
from grid.tasks.repository import rules as repository
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import Scope


async def list_rules(work: UnitOfWork, scope: Scope) -> Sequence[Row[Any]]:
    return await repository.rules_in(work.connection, scope)


async def set_rule(
    work: UnitOfWork, scope: Scope, *, region: str, matter: str, version: int, rule: Rule, now: datetime
) -> int:
    """Set the rule for a matter (or all, "") in a region; `version` is the one that was seen, 0 for none.

    Return its new version. Raises RuleNotYours, RuleStale.
    """
    if not scope.covers(region):
        raise RuleNotYours("the region is not yours", region=region)
    held = await repository.lock_rule(work.connection, region, matter)
    check_rule_version(held.version if held else 0, version)
    row = {"region": region, "matter": matter, "version": version + 1} | asdict(rule)
    await repository.save_rule(work.connection, row, by=scope.person_id, at=now)
    return version + 1
