"""How do tests ask as a citizen does? Without a token, with a number and a code, from an address of their own."""

from typing import Any

import httpx

from approval_window.progress.domain import ALLOWED, Counted
from tests.support.platform import Platform

ADDRESSES = iter(range(1, 60_000))
OF_NUMBER, OF_ADDRESS = ALLOWED[Counted.NUMBER], ALLOWED[Counted.ADDRESS]


def citizen(window: Platform, address: str | None = None) -> httpx.AsyncClient:
    """Return a client without a token, at an address that nobody else has unless one is given."""
    host = address or "10.7.{}.{}".format(*divmod(next(ADDRESSES), 250))
    transport = httpx.ASGITransport(window.apps["approval-window"], raise_app_exceptions=False, client=(host, 1))
    return httpx.AsyncClient(transport=transport, base_url="http://window")


async def ask(window: Platform, number: object, code: object, address: str | None = None) -> httpx.Response:
    return await citizen(window, address).post("/progress", json={"number": number, "code": code})


async def ask_with(window: Platform, paper: dict[str, Any], address: str | None = None) -> httpx.Response:
    return await ask(window, paper["number"], paper["receipt_code"], address)


async def lock(window: Platform, paper: dict[str, Any]) -> None:
    """Be wrong about a number as often as one may be."""
    for _ in range(OF_NUMBER):
        assert (await ask(window, paper["number"], "AAAAAAAA")).status_code == 404
