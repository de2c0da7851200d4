"""How much is measured? Sizes and durations, by environment variables, for a full run and for a small one in CI."""

import os
from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class BenchPlan:
    """Each field is a variable of the same name in capitals: `EVENTS=2000 make bench`; `SMALL=1` is a short run."""

    # The burst that is drained, and how many events one POST of it carries.
    events: int = 50_000
    bulk: int = 500
    # Posting one by one: seconds at each number of connections, and the rate of the open loop.
    door_s: int = 5
    door_rate: int = 500
    # Cases a second, and for how long, while the delay until a worker sees them is measured.
    delay_rate: int = 50
    delay_s: int = 15
    # Events that the row-by-row program takes.
    baseline: int = 1_500
    # Rows in `cases` for the second measurement of life cycles (copies fill up), and cases that are led through.
    cases: int = 100_000
    cycles: int = 300
    # Cases that one request takes a step with.
    together: int = 10_000
    # Residents of the registry, and messages of the campaign that is sent to some of them.
    residents: int = 1_000_000
    messages: int = 91_005
    # Lines of a file of people that the registry takes in.
    lines: int = 100_000
    # Townships whose rounds of a morning are made.
    townships: int = 1_257


SMALL = BenchPlan(
    events=2_000,
    door_s=2,
    delay_s=5,
    baseline=200,
    cases=20_000,
    cycles=60,
    together=500,
    residents=2_000,
    messages=300,
    lines=1_500,
    townships=2,
)


def plan_from_environment() -> BenchPlan:
    """Return the plan that the environment asks for. Raises ValueError where a variable is no number."""
    chosen = SMALL if os.environ.get("SMALL") else BenchPlan()
    given = {f.name: int(os.environ.get(f.name.upper(), getattr(chosen, f.name))) for f in fields(BenchPlan)}
    return BenchPlan(**given)
