"""How do the rules of a region come to be?"""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from grid.outreach.domain.rules import Rules, check_rules
from grid.outreach.repository import rules as repository
from grid.outreach.service.desk import Desk, require_version


async def list_rules(desk: Desk) -> Sequence[Any]:
    return await repository.list_rules(desk.work.connection, desk.scope)


async def put_rules(desk: Desk, region: str, version: int, rules: Rules) -> int:
    """Let rules hold in a region from now on, in place of `version` (0: there are none); return the new version.

    Raises OutsideRegion, CampaignStale, RuleRefused.
    """
    desk.require_inside(region)
    check_rules(rules)
    held = await repository.lock_rules(desk.work.connection, region)
    require_version(held.version if held else 0, version)
    await repository.save_rules(desk.work.connection, region, version + 1, rules)
    facts = {name: str(value) for name, value in asdict(rules).items()}
    await desk.note("rules", f"rules:{region}", version + 1, region, "put", **facts)
    return version + 1
