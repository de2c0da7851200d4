"""How does a test call a platform through the same gateway and door as the command line?"""

from onefour.gateway import Actor, Gateway
from onefour.replay import FeedDoor
from tests.support.platform import FEED_SECRET, Platform

SOURCE = "hotline-12345"


def gateway_to(platform: Platform) -> Gateway:
    """Return a gateway with tokens of the tests' issuer."""

    def token_of(actor: Actor) -> str:
        claims = {"roles": [actor.role], "scope_region": actor.scope, "unit": actor.unit}
        return platform.issuer.token(sub=actor.person_id or "p-demo", **claims)

    return Gateway({name: f"http://127.0.0.1:{port}" for name, port in platform.ports.items()}, token_of)


def door_of(platform: Platform) -> FeedDoor:
    return FeedDoor(f"http://127.0.0.1:{platform.ports['dispatch']}/feeds/{SOURCE}/events", FEED_SECRET)
