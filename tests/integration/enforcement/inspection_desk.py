"""How do tests inspect? A township with officers, a checklist, objects, and inspections step by step."""

from dataclasses import dataclass
from typing import Any

import httpx

from tests.integration.enforcement.penalty_desk import DAY, PenaltyDesk, company

QUESTIONS = [
    {"code": "exit", "text": "疏散通道是否畅通"},
    {"code": "noise", "text": "噪声是否达标", "unit": "dB"},
]
WELL = [
    {"question": "exit", "answer": "yes"},
    {"question": "noise", "answer": "yes", "measured": "52.5", "unit": "dB"},
]
BAD = [{"question": "exit", "answer": "no"}, {"question": "noise", "answer": "not-applicable"}]


@dataclass(slots=True)
class InspectionDesk(PenaltyDesk):
    """A township that inspects in one field; `cases` holds the newest answer of each inspection."""

    field_of_duty: str = "fire"

    async def ready(self, *, quiet_days: int = 30, items: tuple[str, ...] = (), power: bool = True) -> "InspectionDesk":
        await self.build(power=power)
        await self.publish(quiet_days=quiet_days, items=list(items))
        return self

    def checklist(self, **changes: Any) -> dict[str, Any]:
        usual = {"region": self.region, "known": 0, "matter": self.matter, "quiet_days": 30, "items": []}
        return usual | {"questions": QUESTIONS} | changes

    async def publish(self, **changes: Any) -> httpx.Response:
        return await self.head().put(f"/checklists/{self.field_of_duty}", json=self.checklist(**changes))

    async def enterprise(self, **changes: Any) -> str:
        """Enter an enterprise that nobody else has; return its id."""
        usual = {"region": self.region, "field": self.field_of_duty, "name": "示例餐饮有限公司"}
        given = usual | {"number": company(self.region)["number"]} | changes
        answer = await self.officer().post("/supervised-objects", json=given)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    async def try_open(self, who: httpx.AsyncClient | None = None, **changes: Any) -> httpx.Response:
        usual = {"region": self.region, "field": self.field_of_duty, "second_officer_id": self.officers[1]}
        given = usual | ({} if "ground" in changes else {"ground": "own", "why": "群众反映集中"}) | changes
        place = {} if "object_id" in given or "place" in given else {"place": "示例路 1 号"}
        answer = await (who or self.officer()).post("/inspections", json=given | place)
        if answer.is_success:
            self.cases[answer.json()["id"]] = answer.json()
        return answer

    async def open(self, **changes: Any) -> str:
        """Open an inspection; return its id."""
        answer = await self.try_open(**changes)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    def planned(self, **changes: Any) -> dict[str, Any]:
        """Return a plan of the township for its field, from yesterday on."""
        days = {"first_day": (self.today - DAY).isoformat(), "last_day": (self.today + 90 * DAY).isoformat()}
        fields = [{"field": self.field_of_duty, "inspections": 2}]
        return {"region": self.region, "name": "年度检查计划", "fields": fields} | days | changes

    def second_head(self) -> httpx.AsyncClient:
        return self.client("leader", f"{self.region}-h2")

    async def plan(self, **changes: Any) -> dict[str, Any]:
        """Return a plan that one drew up and another approved."""
        drawn = await self.head().post("/inspection-plans", json=self.planned(**changes))
        assert drawn.status_code == 201, drawn.text
        path = f"/inspection-plans/{drawn.json()['id']}/approve"
        answer = await self.second_head().post(path, json={"version": 1})
        assert answer.is_success, answer.text
        return dict(answer.json())

    async def ask(self, case: str, step: str, who: httpx.AsyncClient | None = None, **body: Any) -> httpx.Response:
        given = {"version": self.cases[case]["version"]} | body
        answer = await (who or self.officer()).post(f"/inspections/{case}/{step}", json=given)
        if answer.is_success:
            self.cases[case] = answer.json()
        return answer

    async def steps(self, case: str) -> dict[str, dict[str, Any]]:
        """Return by name the steps of an inspection, and what stands in their way."""
        offered = (await self.officer().get(f"/inspections/{case}/next-steps")).json()
        assert offered["version"] == self.cases[case]["version"]
        return {step["action"]: step for step in offered["items"]}

    async def signed(self, answers: list[dict[str, Any]] | None = None, **changes: Any) -> str:
        """Return an inspection that both officers have signed."""
        case = await self.open(**changes)
        await self.sign(case, answers)
        return case

    async def sign(self, case: str, answers: list[dict[str, Any]] | None = None) -> None:
        """Lead an inspection that was opened to its last signature."""
        await self.take(case, "credentials", to="店长王某")
        await self.take(case, "answers", answers=answers or BAD, note="现场笔录")
        await self.take(case, "sign")
        await self.take(case, "sign", self.officer(2))

    async def ordered(self, days: int = 10, **changes: Any) -> str:
        """Return an inspection that ended with an order to correct."""
        case = await self.signed(**changes)
        await self.take(case, "order", due_on=(self.today + days * DAY).isoformat(), what="清理疏散通道")
        return case

    async def record(self, case: str) -> list[dict[str, Any]]:
        return list((await self.officer().get(f"/records/{case}")).json()["items"])
