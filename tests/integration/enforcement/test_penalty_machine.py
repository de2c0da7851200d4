"""Does any history of a penalty case come about that the law does not allow? Random steps over HTTP against a model.

Before each step it is looked at what is offered, too: what may be done next and what a step meets are one thing.
"""

import os
import sys
from collections import Counter
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from shared.schemas.registers import QualificationChanged, QualificationHeld
from tests.integration.enforcement.penalty_desk import DAY, PenaltyDesk
from tests.integration.enforcement.penalty_scripts import WEIGHED, WEIGHTY, Beginning, drawn, scripted_body
from tests.support.goods_steps import SHORT as SHORT_OF_GOODS
from tests.support.measure_steps import ENOUGH, SHORT
from tests.support.penalty_model import Model
from tests.support.penalty_steps import (
    BASIS,
    PATHS,
    ROLES,
    SCRIPTS,
    TABLE,
    WAITS,
    body_of,
    person_for,
    spot_form,
)
from tests.support.platform import Platform
from tests.support.register_samples import power_changed

EXAMPLES = int(os.environ.get("ONEFOUR_EXAMPLES", "24"))
STEPS = 25
# So many examples meet every step but the rarest.
MANY = 300
# The certificates of the desk hold no longer.
LONGEST = timedelta(days=380)
STEADY = settings(
    deadline=None,
    derandomize="ONEFOUR_EXAMPLES" not in os.environ,
    database=None,
    max_examples=EXAMPLES,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.data_too_large],
)
GONE = {"confiscate": "confiscated", "destroy": "destroyed"}
met: Counter[str] = Counter()


class Played:
    """One case that is played: as the service has it and as the model has it."""

    def __init__(self, desk: PenaltyDesk, case: dict[str, Any], model: Model) -> None:
        self.desk, self.case, self.model = desk, case, model
        self.clients: dict[tuple[str, str], Any] = {}
        self.confiscates = self.crime = False
        # How it is ordered to be corrected before the random steps begin (art. 28).
        self.way = "corrected"

    def client(self, role: str, person: str) -> Any:
        """Return a client that may take such a step at all: whether this person may is the law's business."""
        if (role, person) not in self.clients:
            self.clients[role, person] = self.desk.client(role, person)
        return self.clients[role, person]

    async def offered(self) -> dict[str, dict[str, Any]]:
        """Return what is offered, and see that it is what the law offers."""
        desk, path = self.desk, f"/penalties/{self.case['id']}/next-steps"
        answer = (await self.client("officer", desk.officers[0]).get(path)).json()
        steps = {one["action"]: one for one in answer["items"]}
        assert set(steps) == set(PATHS)
        for action, step in steps.items():
            barred = self.model.barred(action, desk.today)
            said = (action, step, barred, self.model)
            assert step["possible"] is not bool(barred), said
            assert step["possible"] or (step["code"].removeprefix("penalties.") in barred and step["said"]), said
        return steps

    async def step(self, action: str, person: str, body: dict[str, Any], *, stale: bool = False) -> None:
        """Take a step, and see that it comes to what the law says and to what was offered."""
        desk, model, offer = self.desk, self.model, (await self.offered())[action]
        wrong = model.misfits(action, person, body, desk.platform.clock(), desk.today)
        version = self.case["version"] + 7 * stale
        who = self.client(ROLES[action], person)
        path = PATHS[action].format(serial=body.get("serial"))
        given = {name: value for name, value in body.items() if name != "serial"} | {"version": version}
        answer = await who.post(f"/penalties/{self.case['id']}/{path}", json=given)
        code = None if answer.is_success else answer.json()["title"].split(".", 1)[1]
        said = (answer.text[:300], action, person, body, offer, wrong, model)
        met["steps"] += 1
        if stale:
            assert code == "version-conflict", said
        elif not offer["possible"]:
            assert f"penalties.{code}" == offer["code"], said
        elif wrong:
            assert code in wrong, said
        else:
            assert code is None, said
            self.case = answer.json()
            model.take(action, person, body, desk.today)
        met[code or action] += 1
        assert self.case["state"] == model.state, said

    async def announced(self) -> None:
        """See that everybody reads of a hearing that is to come, and of no other (art. 64 (3))."""
        model, asked = self.model, {"region": self.desk.region, "limit": 200}
        answer = await self.client("officer", self.desk.officers[0]).get("/hearings", params=asked)
        to_come = model.hearing == "fixed" and model.hearing_open and model.hearing_on >= self.desk.today
        found = [one["number"] for one in answer.json()["items"]]
        assert (self.case["number"] in found) is (to_come and model.state == "notified")

    async def whole(self) -> None:
        """See that what is kept is what the law made of it, without a hole in the record."""
        model, case = self.model, self.case
        assert case["officers"] == model.officers
        assert case["pay_due_on"] == (model.due.isoformat() if model.due else None)
        shown = await self.client("officer", self.desk.officers[0]).get(f"/penalties/{case['id']}/measures")
        assert [one["state"] for one in shown.json()["items"]] == [GONE.get(one.state, one.state) for one in model.held]
        goods = await self.client("officer", self.desk.officers[0]).get(f"/penalties/{case['id']}/goods")
        assert [one["state"] for one in goods.json()["goods"]] == [one.state for one in model.goods]
        await self.announced()
        lines = (await self.client("officer", self.desk.officers[0]).get(f"/records/{case['id']}")).json()["items"]
        assert [one["seq"] for one in lines] == list(range(1, len(lines) + 1))
        # What follows from a step by itself, as what falls due of a publication, is a line without a version.
        versions = [one["facts"]["version"] for one in lines if "version" in one["facts"]]
        assert versions == list(range(1, case["version"] + 1)), versions


@pytest.fixture
async def desk(team: Platform, tell: Any) -> AsyncIterator[PenaltyDesk]:
    made = await PenaltyDesk(team, tell, "320682116", "MP16").build()
    held = QualificationHeld(field="legal-review", valid_from=made.today, valid_to=made.today + 400 * DAY)
    third = {"person_id": f"{made.region}-3", "version": 1, "region": made.region}
    await tell(QualificationChanged(certificates=[held], **third))

    terms = [{"in_force_from": made.today.isoformat(), "in_force_to": None}]
    await tell(power_changed(region=made.region, code="P-MP17", terms=terms, matters=[WEIGHED]))

    async def known() -> bool:
        asked = {"matter": WEIGHED, "region": made.region}
        if not (await made.officer().get("/officers/powers", params=asked)).json()["told"]:
            return False
        items = (await made.officer().get("/officers")).json()["items"]
        return any(one["qualifications"] for one in items if one["person_id"] == third["person_id"])

    await team.until(known)
    ranges = [
        {"circumstance": one, "conditions": "情形", "min_fen": least, "max_fen": most, "kinds": sorted(beside)}
        for one, (least, most, beside) in TABLE.items()
    ]
    table = {"region": made.region, "version": 0, "valid_from": made.today.isoformat(), "basis": BASIS}
    published = await made.head().put(f"/discretion/{WEIGHED}", json=table | {"ranges": ranges})
    # The first test of the file has published it.
    assert published.is_success or published.json()["title"] == "discretion.version-conflict", published.text
    yield made
    team.clock.ahead = timedelta(0)


async def begun(desk: PenaltyDesk, data: st.DataObject) -> Played:
    """File a case, or decide one on the spot, and lead it some way on."""
    desk.platform.clock.ahead = timedelta(0)
    as_drawn = drawn(data)
    if as_drawn.how != "spot":
        return await led(desk, as_drawn)
    usual = desk.form(found_on=desk.today.isoformat(), **as_drawn.matter(desk))
    form, with_officers = spot_form(data, usual, weighed=as_drawn.weighed)
    answer = await desk.officer().post("/penalties/simple", json=form)
    played = played_as(desk, as_drawn, answer)
    played.model.on_the_spot(form["sanction"], form["correction"], desk.today, with_officers=with_officers)
    return played


async def led(desk: PenaltyDesk, beginning: Beginning) -> Played:
    """Return a case that its script has led on."""
    form = desk.form(weighty=beginning.weighty, **beginning.matter(desk))
    played = played_as(desk, beginning, await desk.officer().post("/penalties", json=form))
    for action in SCRIPTS[beginning.how]:
        await scripted(played, action)
    return played


def played_as(desk: PenaltyDesk, beginning: Beginning, answer: httpx.Response) -> Played:
    assert answer.status_code == 201, answer.text
    third, how = f"{desk.region}-3", beginning.how
    able = {*desk.officers, third}
    model = Model(desk.today, list(desk.officers), able, {desk.reviewer, third}, weighty=beginning.weighty)
    model.table, model.age = TABLE if beginning.weighed else None, beginning.age
    model.addressed = beginning.addressed
    played = Played(desk, answer.json(), model)
    played.confiscates = how in {"seized-and-decided", "confiscated", "taken", "freed"}
    played.crime = how in {"at-police", "taken-back"}
    played.way = beginning.way
    return played


async def scripted(played: Played, action: str) -> None:
    """Take a step that leads on, as it should be taken."""
    desk, model = played.desk, played.model
    if action == "wait":
        desk.platform.clock.ahead += 14 * DAY
        return
    body = scripted_body(desk, model, action, confiscates=played.confiscates, crime=played.crime, way=played.way)
    await played.step(action, person_for(action, model, desk.region), body)


async def one_step(played: Played, data: st.DataObject) -> None:
    """Draw a step: mostly one that is possible, by who may; or let days pass."""
    desk, model = played.desk, played.model
    enough = {"ask-measure", "impose-urgent-measure"} if len(model.held) >= ENOUGH else set()
    enough |= {"name-address"} if model.addressed and data.draw(st.integers(0, 3)) else set()
    fits = [action for action in sorted(set(PATHS) - enough) if not model.barred(action, desk.today)]
    rare = [action for action in fits if action in SHORT | SHORT_OF_GOODS | {"take-back", "decide", "serve"}]
    action = data.draw(st.sampled_from([*fits * 6, *rare * 18, *sorted(PATHS), *["wait"] * 12]))
    if action == "wait":
        days = data.draw(st.sampled_from(WAITS)) * DAY
        desk.platform.clock.ahead = min(desk.platform.clock.ahead + days, LONGEST)
        return
    person = person_for(action, model, desk.region)
    if data.draw(st.integers(0, 5)) == 0:
        person = f"{desk.region}-{data.draw(st.sampled_from('123hrc'))}"
    body = body_of(action, data, model, desk.today, desk.region)
    await played.step(action, person, body, stale=data.draw(st.integers(0, 24)) == 0)


@STEADY
@given(st.data())
async def test_no_history_comes_about_that_the_penalty_law_does_not_allow(
    desk: PenaltyDesk, data: st.DataObject
) -> None:
    played = await begun(desk, data)
    for _ in range(STEPS):
        if played.model.state == "closed" and data.draw(st.integers(0, 2)):
            await played.whole()
            played = await begun(desk, data)
        await one_step(played, data)
    await played.whole()


@pytest.mark.parametrize("how", [how for how, steps in SCRIPTS.items() if steps])
async def test_each_script_leads_a_case_where_it_should(desk: PenaltyDesk, how: str) -> None:
    before, steps = met.copy(), Counter(one for one in SCRIPTS[how] if one != "wait")
    desk.platform.clock.ahead = timedelta(0)
    played = await led(desk, Beginning(how, weighty=how in WEIGHTY))
    await played.whole()
    assert met - before == steps + Counter(steps=steps.total())


def test_the_random_histories_of_penalties_met_what_they_should(capsys: pytest.CaptureFixture[str]) -> None:
    """A machine that never decided, never heard and never met lateness says nothing."""
    if not met:
        pytest.skip("the machine ran in another process")
    wanted = {"add-evidence", "conclude", "notify", "decide", "serve", "ask-measure", "impose-measure"}
    if EXAMPLES >= MANY:
        # A crime is rare; `test_penalty_histories` hands one over.
        wanted = set(PATHS) - {"transfer"}
    assert {one for one in wanted if not met[one]} == set(), met
    if "ONEFOUR_EXAMPLES" in os.environ:
        with capsys.disabled():
            sys.stdout.write(f"\npenalties: no illegal history in {met['steps']} steps; {dict(met)}\n")
