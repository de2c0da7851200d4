"""Does any history come about that the licence law does not allow? Random steps over HTTP against a model of the law.

The same few hundred steps in CI; `make properties` tries 50,000 others.
"""

import os
import sys
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from shared.clock import town_day, utc_now
from tests.integration.approval_window.counter import PERSON, add_items, staff
from tests.integration.approval_window.counter import Counter as Desk
from tests.support.licence_model import CLERK, FORM, FROM, HEAD, LIN, PHOTO, PLAN, ZHOU, Model
from tests.support.platform import Platform

EXAMPLES = int(os.environ.get("ONEFOUR_EXAMPLES", "24"))
STEPS = 25
STEADY = settings(
    deadline=None,
    derandomize="ONEFOUR_EXAMPLES" not in os.environ,
    database=None,
    max_examples=EXAMPLES,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.data_too_large],
)
ITEMS = {"licence": "test-licence", "on-site": "test-on-site", "service": "test-service", "one-hand": "test-one-hand"}
TODAY = town_day(utc_now())
DECIDES = {"grant", "refuse", "complete", "extend"}

some = st.lists(st.sampled_from((FORM, PLAN, PHOTO, FORM, PLAN, PHOTO, "tax-return")), max_size=3, unique=True)
codes = st.one_of(st.just([FORM, PLAN]), st.just([FORM, PLAN]), some)
days = st.sampled_from((-3, 0, 0, 0, 0, 5)).map(lambda n: (TODAY + timedelta(days=n)).isoformat())
promises = st.lists(st.fixed_dictionaries({"code": st.sampled_from((PLAN, PLAN, FORM)), "until": days}), max_size=1)
materials = st.fixed_dictionaries({"handed_in": codes, "promised": promises})
named = st.sampled_from(([LIN, ZHOU], [LIN, ZHOU], [LIN, ZHOU], [LIN], [LIN, "p-worker"], [ZHOU, "p-stranger"]))
BODIES: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "reject": st.fixed_dictionaries(
        {"ground": st.sampled_from(("not-needed", "not-ours")), "organ": st.sampled_from((None, "县住建局"))}
    ).map(lambda body: body | {"reason": "不受理"}),
    "correct": st.fixed_dictionaries({"materials": materials}).map(lambda body: body | {"what": "更正"}),
    "notify": st.fixed_dictionaries({"defects": some}),
    "hand-in": materials,
    "name-officials": st.fixed_dictionaries({"officials": named}),
    "verify": st.fixed_dictionaries({"on": days, "passed": st.sampled_from((True, True, True, False))}).map(
        lambda body: body | {"findings": "一致"}
    ),
    "extend": st.just({"reason": "需勘测"}),
    "pause": st.fixed_dictionaries(
        {"kind": st.sampled_from(("hearing", "test")), "days": st.sampled_from((0, 9, 400))}
    ).map(lambda body: body | {"reason": "听证"}),
    "grant": st.fixed_dictionaries({"valid_to": st.sampled_from((None, None, "2020-01-01", "2099-01-01"))}),
    "refuse": st.just({"reasons": "不符"}),
    "deliver": st.just({"way": "in-person", "to": "本人"}),
    "terminate": st.just({"ending": "died", "proof": "证明"}),
}
# What ends everything is rare, and so is what the state does not allow; what leads on is not.
RARE = {"reject", "withdraw", "terminate"}
WAITS = ("days-pass", "clock-looks")
Tell = Callable[..., Awaitable[None]]
Step = tuple[str, str, dict[str, Any], bool]
met: Counter[str] = Counter()


@pytest.fixture
async def desk(window: Platform, tell: Tell) -> Desk:
    await add_items(window)
    await tell(*staff())

    async def known() -> bool:
        async with window.database("approval-window").engine.connect() as connection:
            query = "SELECT count(*) FROM person_copies WHERE person_id IN ('p-lin', 'p-zhou', 'p-worker')"
            return (await connection.execute(text(query))).scalar_one() == 3

    await window.until(known)
    return Desk(window)


def who(desk: Desk, action: str, person: str) -> Any:
    """Return a client that may take the step at all: whether this person may is the law's business, and the model's."""
    return desk.of("leader" if action in DECIDES else "clerk", person)


async def passed_days(desk: Desk, shown: dict[str, Any], model: Model, *, looks: bool) -> None:
    """Let a quarter of a year pass for the application's clocks; the window's clock may look at it then."""
    await desk.received_before(shown, 90)
    model.days_pass(90)
    if looks and model.state == "received":
        await desk.silence(utc_now())
        model.state, model.late_for_decision = "accepted", True
        model.accepted_on = TODAY - timedelta(days=90)
        met["by silence"] += 1


def drawn(data: st.DataObject, model: Model) -> Step:
    """Draw a step: mostly one that the state allows, by anybody, seldom with a version of yesterday."""
    fits = [action for action, states in FROM.items() if model.state in states]
    choice = [*(action for action in fits for _ in range(2 if action in RARE else 20)), *FROM, *WAITS * 8]
    if model.state == "accepted" and model.officials:
        choice += ["verify" if model.passed is None else "sign"] * 60
    action = data.draw(st.sampled_from(choice))
    person = data.draw(st.sampled_from((LIN, ZHOU, CLERK, HEAD)))
    return action, person, data.draw(BODIES.get(action, st.just({}))), data.draw(st.integers(0, 19)) == 0


async def one_step(desk: Desk, shown: dict[str, Any], model: Model, step: Step) -> None:
    action, person, body, stale = step
    expected = model.refusals(action, person, body)
    version = {"version": shown["version"] + 7} if stale else {}
    answer = await desk.act(shown, action, who(desk, action, person), **(body | version))
    said = (answer.status_code, answer.text[:300], action, person, body, model)
    if stale:
        assert answer.json()["title"] == "applications.version-conflict", said
    elif expected:
        assert answer.json()["title"] in {f"applications.{code}" for code in expected}, said
        met.update(expected)
    else:
        assert answer.is_success, said
        model.take(action, person, body)
        met[action] += 1
        if model.state == "accepted" and shown["state"] != "accepted" and action != "resume":
            model.accepted_on, model.late_for_decision = TODAY, False


def check(shown: dict[str, Any], model: Model) -> None:
    """See that what is kept is what the law made of it, without a hole in the history."""
    history = shown["history"]
    assert shown["state"] == model.state
    assert [one["seq"] for one in history] == list(range(1, len(history) + 1))
    assert all(a["to_state"] == b["from_state"] for a, b in pairwise(history))
    assert {code for code, state in shown["materials"].items() if state == "handed-in"} == model.here
    assert {code for code, state in shown["materials"].items() if state == "promised"} == model.promised
    went = [one["action"] for one in history]
    for decided in ("grant", "refuse", "complete"):
        assert decided not in went or {"accept", "accept-by-silence"} & set(went[: went.index(decided)])
    assert went.count("notify") <= 1
    assert went.count("extend") <= 1


async def begun(desk: Desk, data: st.DataObject) -> tuple[dict[str, Any], Model]:
    """Receive an application for a random item with random materials."""
    item, first = data.draw(st.sampled_from(sorted(ITEMS))), data.draw(materials)
    model = Model(item, TODAY, TODAY)
    if model.refusals("hand-in", CLERK, first):
        first = {}
    model.take("hand-in", CLERK, first)
    body = {"item": ITEMS[item], "region": desk.region, "materials": first, "applicant": PERSON, "again": True}
    taken = await desk.clerk.post("/applications", json=body)
    return await desk.read(taken.json()["id"]), model


@STEADY
@given(st.data())
async def test_no_history_comes_about_that_the_licence_law_does_not_allow(desk: Desk, data: st.DataObject) -> None:
    shown, model = await begun(desk, data)
    for _ in range(STEPS):
        if model.state == "archived":
            shown, model = await begun(desk, data)
        step = drawn(data, model)
        met["steps"] += 1
        if step[0] in WAITS:
            await passed_days(desk, shown, model, looks=step[0] == "clock-looks")
        else:
            await one_step(desk, shown, model, step)
        shown = await desk.read(shown["id"])
        check(shown, model)


def test_the_random_histories_met_what_they_should(capsys: pytest.CaptureFixture[str]) -> None:
    """A machine that never granted, never refused and never met silence says nothing."""
    if not met:
        pytest.skip("the machine ran in another process")
    wanted = {"grant", "refuse", "notify", "accept", "verify", "sign", "extend", "pause", "resume", "by silence"}
    assert {one for one in wanted if not met[one]} == set(), met
    if "ONEFOUR_EXAMPLES" in os.environ:
        with capsys.disabled():
            sys.stdout.write(f"\nlicences: no illegal history in {met['steps']} steps; {dict(met)}\n")
