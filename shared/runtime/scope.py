"""How far does a caller see? A region and, for some, only what is his own."""

from dataclasses import dataclass
from typing import NewType


@dataclass(frozen=True, slots=True)
class Reach:
    """What a token says of its bearer: `region` is a prefix of region codes ("" is everything, 32 a province).

    `own_only`: nothing but what is his own; `unit_only`: nothing but what lies with his unit; `sees_sealed`: cases of
    discipline, too.
    """

    region: str
    person_id: str
    unit: str | None = None
    own_only: bool = False
    unit_only: bool = False
    sees_sealed: bool = False

    def covers(self, region: str) -> bool:
        return region.startswith(self.region)


# Only `shared.runtime.auth` makes one, from a token that it has proved; every query of a repository asks for one.
Scope = NewType("Scope", Reach)


def platform_scope(name: str) -> Scope:
    """Return the scope of the platform's own work (a consumer, a timer); `name` stands in histories as who did it."""
    return Scope(Reach(region="", person_id=f"system:{name}", sees_sealed=True))
