"""How is the supervisor run with fake services over the real PostgreSQL and broker?

Arguments: the project folder; then `real` for the real issuer and receiver, `bad-migration` for one that fails.
"""

import sys
from dataclasses import replace
from pathlib import Path

from embedded.parts import Command, Part, Plan, plan_of
from embedded.progress import say
from embedded.supervisor import run_plan

ROOT = Path(sys.argv[1])
FOLLOW = "import time; print('follower follows', flush=True); time.sleep(600)"
FAKE_PART = str(Path(__file__).with_name("fake_part.py"))


def fake(part: Part) -> Part:
    return replace(part, argv=(sys.executable, "-S", FAKE_PART, str(part.port)))


def command(name: str) -> Command:
    """Leave a line for every run, in the order of the runs."""
    code = f"print({name!r}, file=open('ran.txt', 'a'))"
    return Command(name, (sys.executable, "-S", "-c", code))


def fake_plan() -> Plan:
    plan = plan_of(ROOT)
    migrate = command("migrate")
    if "bad-migration" in sys.argv:
        migrate = Command("migrate", (sys.executable, "-S", "-c", "raise SystemExit('column is missing')"))
    services = tuple(fake(part) for part in plan.services)
    companions = plan.companions if "real" in sys.argv else tuple(fake(part) for part in plan.companions)
    follower = Command("follower", (sys.executable, "-S", "-c", FOLLOW))
    return replace(
        plan,
        migrate=migrate,
        topics=command("topics"),
        companions=companions,
        services=services,
        followers=(follower,),
    )


sys.exit(run_plan(fake_plan, lambda stack: say(f"on_ready {stack.kafka}")))
