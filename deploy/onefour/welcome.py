"""What does a newcomer see when the stack is ready: where, as whom, and what to try first?"""

import json
from collections.abc import Iterator
from typing import Final

from embedded.stack import Stack
from embedded.tokens import issue_token
from onefour.gateway import Actor

TOWN: Final = "320585102"
COUNTY: Final = "320585"
PROVINCE: Final = "32"
# Role → (what it is called, the township's person who has it, the kind of his unit).
_TOWNSPEOPLE: Final = {
    "clerk": ("窗口人员", "c01", "service-centre"),
    "dispatcher": ("指挥员", "d01", "governance-office"),
    "worker": ("网格员", "w01", "governance-office"),
    "officer": ("执法队员", "o01", "enforcement-team"),
    "leader": ("镇领导", "l01", "party-office"),
}
_ABOVE: Final = {"org-office": "编办", "operator": "运维", "admin": "管理员"}
# Role of a county's people → what it is called, the person, the kind of his unit.
_COUNTY: Final = {"department": ("县级部门", "b01", "county-housing")}
_SERVED: Final = {
    "approval-window": "审批服务一窗口",
    "enforcement": "综合执法一队伍",
    "grid": "镇村治理一网格",
    "dispatch": "指挥调度一中心",
}


def example_actor(
    role: str, scope: str | None = None, person_id: str | None = None, unit_id: str | None = None
) -> Actor:
    """Return who has `role` in the synthetic township `scope` (or its county); others see the province."""
    people = _TOWNSPEOPLE | _COUNTY
    if role not in people:
        return Actor(role, scope or PROVINCE, person_id, unit_id)
    region = scope or (COUNTY if role in _COUNTY else TOWN)
    _, person, unit = people[role]
    return Actor(role, region, person_id or f"p-{region}-{person}", unit_id or f"u-{region}-{unit}")


def token_for(stack: Stack, actor: Actor) -> str:
    """Return a token of the stack's own issuer. Raises ValueError for an unknown role or scope."""
    return issue_token(stack, role=actor.role, scope=actor.scope, person_id=actor.person_id, unit=actor.unit)


def welcome(stack: Stack) -> Iterator[str]:
    """Yield the lines: addresses, one ready token per role, three requests to try."""
    yield ""
    for service, called in _SERVED.items():
        yield f"  {called} {service}".ljust(34) + f"{stack.services[service]}/docs"
    yield ""
    yield f"令牌 tokens (12 h, township {TOWN} where a role is a township's; more: onefour token ROLE --scope CODE):"
    tokens = {role: token_for(stack, example_actor(role)) for role in (*_TOWNSPEOPLE, *_COUNTY, *_ABOVE)}
    words = {role: called for role, (called, *_) in (_TOWNSPEOPLE | _COUNTY).items()} | _ABOVE
    for role, token in tokens.items():
        yield f"  {words[role]} {role}: {token}"
    yield ""
    yield "窗口人员的页面 the clerk's page (open it: the link logs in):"
    yield f"  {stack.services['approval-window']}/counter/#token={tokens['clerk']}"
    yield ""
    yield "试一试 to try:"
    yield _curl(f"{stack.services['dispatch']}/cases?limit=3", tokens["dispatcher"])
    yield _curl(f"{stack.services['grid']}/tasks?limit=3", tokens["worker"])
    yield _curl(f"{stack.services['approval-window']}/appeals", tokens["clerk"], _APPEAL)
    yield ""


_APPEAL: Final = {
    "category": {"scheme": "onefour", "code": "M0101"},
    "region": TOWN,
    "text": "楼下商铺夜间音响扰民",
    "appellant": {"name": "张三", "phone": "000-0000"},
}


def _curl(url: str, token: str, body: object = None) -> str:
    line = f"  curl -s '{url}' -H 'Authorization: Bearer {token}'"
    if body is None:
        return line
    return f"{line} -H 'Content-Type: application/json' -d '{json.dumps(body, ensure_ascii=False)}'"
