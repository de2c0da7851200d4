"""What must a grid and a centre do for somebody who plays workers against them? The least, in memory."""

import json
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx

from onefour.gateway import Actor, Gateway

NEXT = {("assigned", "accept"): "accepted", ("accepted", "arrive"): "arrived", ("arrived", "finish"): "finished"}
CASE_AFTER = {"accepted": "handling", "finished": "handled", "returned": "returned"}
TOWN = "320585102"


@dataclass
class FakePlatform:
    """Tasks and cases by id; `worker_of` says who asked in whose name; `away` answers that many times with 503."""

    tasks: dict[str, dict[str, Any]] = field(default_factory=dict)
    cases: dict[str, dict[str, Any]] = field(default_factory=dict)
    steps: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)
    most_at_once: int = 0
    away: int = 0

    def give(self, count: int, state: str = "assigned", worker: str = "p-w01") -> None:
        for _ in range(count):
            case: dict[str, Any] = {
                "id": str(uuid4()),
                "state": "dispatched",
                "version": 1,
                "region": TOWN,
                "executor": "grid",
            }
            task: dict[str, Any] = {
                "id": str(uuid4()),
                "case_id": case["id"],
                "state": state,
                "region": TOWN,
                "cell": TOWN + "001001",
            }
            self.cases[case["id"]] = case
            self.tasks[task["id"]] = task | {"worker_id": worker, "position": None}

    def gateway(self) -> Gateway:
        urls = {"grid": "http://grid", "dispatch": "http://dispatch"}
        return Gateway(urls, self._token, transport=httpx.MockTransport(self._answer))

    @staticmethod
    def _token(actor: Actor) -> str:
        return f"{actor.role}:{actor.person_id}:{actor.scope}"

    def _answer(self, request: httpx.Request) -> httpx.Response:
        if self.away:
            self.away -= 1
            return httpx.Response(503)
        path = request.url.path
        if path == "/cells":
            return httpx.Response(200, json=_cells())
        if request.method == "GET":
            rows = self.tasks if path == "/tasks" else self.cases
            wanted = request.url.params["state"]
            return httpx.Response(200, json={"items": [r for r in rows.values() if r["state"] == wanted], "next": None})
        body = json.loads(request.content)
        role, person, _ = request.headers["authorization"].removeprefix("Bearer ").split(":")
        if path.startswith("/tasks/"):
            return self._task_step(path.split("/")[2], path.split("/")[3], role, person, body)
        return self._case_step(path.split("/")[2], role, body)

    def _task_step(self, task_id: str, action: str, role: str, person: str, body: dict[str, Any]) -> httpx.Response:
        task = self.tasks[task_id]
        if role != "worker" or person != task["worker_id"]:
            return httpx.Response(404, json={"code": "tasks.not-found"})
        to = "returned" if action == "return" else NEXT.get((task["state"], action))
        if to is None:
            return httpx.Response(409, json={"code": "tasks.illegal-step"})
        task["state"] = to
        self.steps.append((task_id, action, body))
        case = self.cases[task["case_id"]]
        case["state"] = CASE_AFTER.get(to, case["state"])
        return httpx.Response(200, json={"version": 1})

    def _case_step(self, case_id: str, role: str, body: dict[str, Any]) -> httpx.Response:
        case = self.cases[case_id]
        if role != "dispatcher" or body["version"] != case["version"]:
            return httpx.Response(409, json={"code": "cases.stale-version"})
        case["state"] = {"verify": "verifying", "close": "closed", "dispatch": "dispatched"}[body["action"]]
        case["version"] += 1
        self.steps.append((case_id, body["action"], body))
        if body["action"] == "dispatch":
            self.give(1)
            del self.cases[case_id]
        return httpx.Response(200, json={"id": case_id, "state": case["state"], "version": case["version"]})


def _cells() -> dict[str, Any]:
    ring = [[121.0, 31.0], [121.2, 31.0], [121.2, 31.2], [121.0, 31.2], [121.0, 31.0]]
    geometry = {"type": "Polygon", "coordinates": [ring]}
    return {"features": [{"geometry": geometry, "properties": {"code": TOWN + "001001"}}]}
