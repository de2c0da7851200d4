"""How do the window's tests publish and withdraw items of their own?"""

from datetime import date, timedelta
from typing import Any

import httpx

from shared.clock import town_day, utc_now
from shared.runtime.db import new_id

Client = httpx.AsyncClient
TODAY = town_day(utc_now())
ONE_DAY = timedelta(days=1)
YESTERDAY, TOMORROW = TODAY - ONE_DAY, TODAY + ONE_DAY
LAW = "某省条例第九条"
IDENTITY = {"code": "identity", "name": "身份证", "form": "electronic"}
PLAN = {"code": "plan", "name": "平面图", "form": "paper-copy", "deferrable": True}
PHOTO = {"code": "photo", "name": "照片", "form": "paper-original", "required": False}
BODY: dict[str, Any] = {
    "version": 0,
    "name": "户外招牌设置许可",
    "name_en": "Shop sign",
    "kind": "licence",
    "materials": [IDENTITY, PLAN],
    "legal_days": 20,
    "promised_days": 5,
    "steps": ["receive", "accept", "review", "decide", "deliver"],
    "basis": "某政发〔2026〕1号",
    "in_force_from": TODAY.isoformat(),
}


def fresh() -> str:
    """Return the code of an item that no other test names."""
    return f"catalogue-{new_id().hex}"


async def put(admin: Client, code: str, **parts: Any) -> httpx.Response:
    return await admin.put(f"/items/{code}", json=BODY | parts)


async def published(admin: Client, code: str = "", **parts: Any) -> str:
    code = code or fresh()
    answer = await put(admin, code, **parts)
    assert answer.status_code == 200, answer.text
    return code


async def withdraw(admin: Client, code: str, version: int, from_day: date) -> httpx.Response:
    body = {"version": version, "from_day": from_day.isoformat(), "basis": "某政发〔2026〕2号"}
    return await admin.post(f"/items/{code}/withdraw", json=body)


def refusal(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["title"]
