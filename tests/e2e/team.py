"""How do journeys let officers of a township act? A matter of the team's, what it requires, clues, and what follows."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx
from sqlalchemy import text

from tests.integration.dispatch.desk import case_of, open_task, report
from tests.integration.dispatch.school import bound, offered, required, today
from tests.support.platform import Platform


@dataclass(frozen=True, slots=True)
class Team:
    """A township whose officers are held to a course in the field of one matter."""

    platform: Platform
    township: str
    matter: str
    field: str

    @property
    def unit(self) -> str:
        return f"u-{self.township}-enforcement-team"

    @property
    def activity(self) -> str:
        return f"penalty:{self.field}"

    @property
    def course(self) -> str:
        return f"course-{self.field}"

    async def build(self) -> None:
        """Give the township its team and a matter, let its officers be held to a course, and tell the team."""
        admin = self.platform.client("dispatch", scope="")
        unit = {"id": self.unit, "region": self.township, "kind": "enforcement-team", "name": "执法队"}
        units = [unit | {"valid_from": "2020-01-01"}]
        (await admin.put("/organisation/units", json={"units": units})).raise_for_status()
        matter = {"code": self.matter, "name": "事项", "field": self.field, "executor": "team", "urgency": "normal"}
        crosswalk = {"scheme": "onefour", "code": self.matter, "matter": self.matter}
        tables = {"matters": [matter | {"unit_kind": "enforcement-team"}], "crosswalk": [crosswalk]}
        (await admin.put("/triage/tables", json=tables)).raise_for_status()
        await offered(self.platform, self.course, self.field, valid_months=1)
        await required(self.platform, self.activity, self.field)
        await bound(self.platform, self.township, today(self.platform))
        await self.platform.until(self._told, 30)

    async def _told(self) -> bool:
        """Tell whether the team has heard what is required and that the township is held to it."""
        query = text(
            "SELECT 1 FROM requirement_copies, training_binding_copies WHERE activity = :activity AND region = :region"
        )
        async with self.platform.database("enforcement").begin() as work:
            values = {"activity": self.activity, "region": self.township}
            return bool((await work.connection.execute(query, values)).all())

    def officer(self, person: str) -> httpx.AsyncClient:
        return self.platform.client("enforcement", role="officer", scope=self.township, person_id=person)

    async def clue(self) -> tuple[str, str]:
        """Report what is the team's; return the case and the clue, once the team has it."""
        category = {"scheme": "onefour", "code": self.matter}
        report_id, _ = await report(self.platform, region=self.township, category=category, position=None)
        case = await case_of(self.platform, report_id)
        assert case["executor"] == "team", case
        clue_id = open_task(case)

        async def known() -> bool:
            return (await self.officer("p-looks").get(f"/clues/{clue_id}")).is_success

        await self.platform.until(known, 30)
        return case["id"], clue_id

    async def act(self, person: str, clue: str, action: str, **body: Any) -> httpx.Response:
        given = {"client_id": str(uuid4())} | body
        return await self.officer(person).post(f"/clues/{clue}/{action}", json=given)

    async def refused(self, person: str, clue: str) -> None:
        """Wait until the team knows the officer; he may not take the clue up for want of what is required."""

        async def heard() -> Any:
            answer = await self.act(person, clue, "accept")
            assert answer.status_code == 403, answer.text
            return answer.json() if answer.json()["title"] == "inspections.officer-not-qualified" else None

        told = await self.platform.until(heard, 30)
        assert (told["person"], told["missing"], told["activity"]) == (person, [self.field], self.activity)

    async def heard(self, *qualified: str) -> None:
        """Wait until the team knows that these are qualified."""
        await self._knows({person: [self.field] for person in qualified})

    async def heard_no_more(self, person: str) -> None:
        """Wait until the team knows that an officer is qualified no longer."""
        await self._knows({person: []})

    async def _knows(self, expected: dict[str, list[str]]) -> None:
        async def look() -> bool:
            items = (await self.officer("p-looks").get("/officers")).json()["items"]
            held = {one["person_id"]: [q["field"] for q in one["qualifications"]] for one in items}
            return all(held.get(person) == fields for person, fields in expected.items())

        await self.platform.until(look, 30)
