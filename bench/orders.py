"""Which orders does the load consist of? Made-up calls for grid workers, each from another place in eight townships."""

import json
import random
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from shapely.geometry import Point
from standardwebhooks import Webhook

from embedded.stack import Stack
from onefour.gateway import Actor, Gateway
from onefour.synthesis import Township
from shared.clock import utc_now

SOURCE = "hotline-12345"
COUNTY = "320585"
# Each is a matter of the grid by its words; `check_orders` makes sure.
TEXTS = (
    ("夜间施工噪音扰民", "旁边的工地晚上十一点以后还在打桩，噪音很大，老人孩子无法休息，请协调处理。"),
    ("路灯不亮", "这里有三盏路灯不亮，晚上走路看不清，请检修。"),
    ("垃圾堆放多日无人清运", "垃圾桶旁堆了很多生活垃圾和旧家具，已有异味，希望尽快清运。"),
    ("井盖破损", "非机动车道上有一处窨井盖破损下沉，骑车经过很危险。"),
    ("电动车飞线充电", "有人从楼上拉线给电动车充电，担心引发火灾。"),
    ("消防通道被堵", "消防通道长期被私家车占用停放，万一失火消防车进不来。"),
    ("有人不牵绳遛狗", "早晚有人遛狗不牵绳，孩子被吓哭，请管理。"),
    ("自来水浑浊", "这两天自来水发黄浑浊，不敢饮用，请自来水公司检查。"),
)


class WrongOrder(RuntimeError):
    """An order of the load would not go to a grid worker."""


async def check_orders(gateway: Gateway) -> None:
    """Ask the centre's dry run what it makes of each text. Raises WrongOrder."""
    admin = Actor("admin", COUNTY, "p-bench-admin")
    for title, detail in TEXTS:
        event = {"external_id": "dry-run", "occurred_at": utc_now().isoformat(), "title": title, "detail": detail}
        answer = await gateway.ask("dispatch", "POST", "/triage/try", actor=admin, json={"event": event})
        if answer.json()["executor"] != "grid":
            raise WrongOrder(f"{title}: {answer.text}")


class Orders:
    """Makes orders; the same seed makes the same ones, under ids that begin with `prefix`."""

    def __init__(self, townships: Sequence[Township], stack: Stack, seed: int = 14) -> None:
        self._random = random.Random(seed)
        self.cells = [(town.code, cell.polygon) for town in townships for cell in town.cells]
        self._url = urlsplit(stack.services["dispatch"])
        self._webhook = Webhook(stack.feed_secrets[SOURCE][0])
        self._made = 0

    def order(self) -> dict[str, Any]:
        region, polygon = self._random.choice(self.cells)
        title, detail = self._random.choice(TEXTS)
        place = self._point_in(polygon)
        self._made += 1
        return {
            "external_id": f"bench-{self._made}",
            "occurred_at": utc_now().isoformat(),
            "title": title,
            "detail": detail,
            "reporter": {"name": "压测来电人", "phone": f"000-{self._made % 10_000:04d}"},
            "region": region,
            "position": {"lon": round(place.x, 6), "lat": round(place.y, 6), "crs": "cgcs2000"},
        }

    def _point_in(self, polygon: Any) -> Point:
        west, south, east, north = polygon.bounds
        while True:
            place = Point(self._random.uniform(west, east), self._random.uniform(south, north))
            if polygon.contains(place):
                return place

    def single(self) -> bytes:
        """Return a signed request with one order."""
        return self._request(self.order(), utc_now())

    def singles(self) -> Iterator[bytes]:
        while True:
            yield self.single()

    def bulk(self, count: int) -> bytes:
        """Return a signed request with `count` orders."""
        return self._request({"events": [self.order() for _ in range(count)]}, utc_now())

    def _request(self, body: dict[str, Any], now: datetime) -> bytes:
        text = json.dumps(body, ensure_ascii=False)
        raw = text.encode()
        message = f"msg_bench_{self._made}"
        head = (
            f"POST /feeds/{SOURCE}/events HTTP/1.1\r\nhost: {self._url.netloc}\r\ncontent-type: application/json\r\n"
            f"webhook-id: {message}\r\nwebhook-timestamp: {int(now.timestamp())}\r\n"
            f"webhook-signature: {self._webhook.sign(message, now, text)}\r\ncontent-length: {len(raw)}\r\n\r\n"
        )
        return head.encode() + raw
