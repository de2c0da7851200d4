"""How do tests use a page as a person does? In Chromium without a window, over its DevTools protocol."""

import asyncio
import base64
import json
import shutil
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

from websockets.asyncio.client import ClientConnection, connect

PATIENCE_S = 40
# As root there is no sandbox to be had, and a small machine's shared memory is too small for it.
OPTIONS = (
    *("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"),
    *("--disable-extensions", "--disable-background-networking", "--disable-popup-blocking", "--mute-audio"),
    *("--window-size=1360,900", "--lang=zh-CN", "--remote-debugging-port=0"),
)


class Browser:
    """A running Chromium."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._last = 0
        self._waiting: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._heard: dict[str, list[Callable[[dict[str, Any]], Awaitable[None]]]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self.logged: list[str] = []

    async def listen(self) -> None:
        async for line in self._socket:
            said = json.loads(line)
            if "id" in said:
                self._waiting.pop(said["id"]).set_result(said)
                continue
            self._note(said)
            for heard in self._heard.get(said["method"], []):
                task = asyncio.ensure_future(heard(said["params"]))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)

    def _note(self, said: dict[str, Any]) -> None:
        if said["method"] == "Runtime.exceptionThrown":
            self.logged.append(json.dumps(said["params"]["exceptionDetails"], ensure_ascii=False))
        if said["method"] == "Log.entryAdded" and said["params"]["entry"]["source"] == "security":
            self.logged.append(said["params"]["entry"]["text"])

    def on(self, event: str, heard: Callable[[dict[str, Any]], Awaitable[None]]) -> None:
        self._heard.setdefault(event, []).append(heard)

    async def tell(self, method: str, session: str | None = None, **params: Any) -> dict[str, Any]:
        self._last += 1
        answer = self._waiting[self._last] = asyncio.get_running_loop().create_future()
        said = {"id": self._last, "method": method, "params": params} | ({"sessionId": session} if session else {})
        await self._socket.send(json.dumps(said))
        found = await asyncio.wait_for(answer, PATIENCE_S)
        if "error" in found:
            raise AssertionError(f"{method}: {found['error']}")
        return dict(found["result"])

    async def page(self, address: str) -> "Page":
        """Open an address in a tab with a profile of its own."""
        context = (await self.tell("Target.createBrowserContext"))["browserContextId"]
        target = (await self.tell("Target.createTarget", url="about:blank", browserContextId=context))["targetId"]
        session = (await self.tell("Target.attachToTarget", targetId=target, flatten=True))["sessionId"]
        page = Page(self, session)
        for domain in ("Page", "Runtime", "Log"):
            await page.tell(f"{domain}.enable")
        await page.tell("Page.navigate", url=address)
        return page


class Page:
    """One tab. Elements are named by CSS selectors, buttons and links also by the text that they show."""

    def __init__(self, browser: Browser, session: str) -> None:
        self.browser = browser
        self.session = session

    async def tell(self, method: str, **params: Any) -> dict[str, Any]:
        return await self.browser.tell(method, self.session, **params)

    async def run(self, script: str) -> Any:
        """Return what an expression is in the page."""
        said = await self.tell("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in said, said["exceptionDetails"]
        return said["result"].get("value")

    async def until(self, script: str) -> Any:
        """Return an expression's value as soon as it is true; fail with what the page shows when time is up."""
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE_S):
                while True:
                    if found := await self.run(script):
                        return found
                    await asyncio.sleep(0.05)
        shown = await self.run("document.body.innerText")
        raise AssertionError(f"never true: {script}\n{shown}\n{self.browser.logged}")

    async def sees(self, text: str) -> None:
        await self.until(f"document.body.innerText.includes({json.dumps(text)})")

    async def goes(self, place: str) -> None:
        """Go to a part of the page by its menu's address, and wait until it is shown."""
        there = json.dumps(place)
        await self.run(
            f"location.hash === {there} || "
            f"(document.getElementById('main').replaceChildren(), location.hash = {there}, true)"
        )
        await self.until("document.querySelector('#main h1') !== null")

    async def types(self, path: str, value: str) -> None:
        """Fill in the field of a path as somebody does who leaves it then."""
        where, what = json.dumps(f'[data-field="{path}"] :is(input, select, textarea)'), json.dumps(value)
        await self.until(f"document.querySelector({where}) !== null")
        await self.run(
            f"(() => {{ const one = document.querySelector({where}); one.focus(); one.value = {what};"
            "one.dispatchEvent(new Event('input', {bubbles: true}));"
            "one.dispatchEvent(new Event('change', {bubbles: true})); return one.value; })()"
        )

    async def clicks(self, text: str, times: int = 1, within: str = "body") -> None:
        """Click the first visible button or link that shows `text`, so many times at once."""
        found = (
            f"[...document.querySelectorAll({json.dumps(within)} + ' :is(button, a, summary)')]"
            f".find((one) => one.textContent.includes({json.dumps(text)}) && one.offsetParent && !one.disabled)"
        )
        await self.until(f"{found} !== undefined")
        await self.run(f"(() => {{ const one = {found}; for (let n = 0; n < {times}; n += 1) one.click(); }})()")

    async def shows(self, selector: str) -> str:
        """Return the text of an element, as soon as there is one."""
        where = json.dumps(selector)
        return str(await self.until(f"document.querySelector({where})?.textContent"))

    async def presses(self, key: str, code: int) -> None:
        for kind in ("keyDown", "keyUp"):
            text = {"text": "\r"} if key == "Enter" and kind == "keyDown" else {}
            await self.tell("Input.dispatchKeyEvent", type=kind, key=key, windowsVirtualKeyCode=code, **text)

    async def picture(self, path: Path) -> None:
        """Write what the page shows as a PNG."""
        shot = await self.tell("Page.captureScreenshot", format="png", captureBeyondViewport=True)
        await asyncio.to_thread(path.write_bytes, base64.b64decode(shot["data"]))


@asynccontextmanager
async def running_browser() -> AsyncIterator[Browser]:
    """Start Chromium with an empty profile; it is gone with the test."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    assert program, "there is no Chromium here: apt-get install chromium"
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        command = (program, *OPTIONS, f"--user-data-dir={home}", "about:blank")
        process = await asyncio.create_subprocess_exec(
            *command, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL
        )
        try:
            async with connect(await _address(Path(home)), max_size=None, ping_interval=None) as socket:
                browser = Browser(socket)
                listening = asyncio.create_task(browser.listen())
                yield browser
                listening.cancel()
        finally:
            process.terminate()
            await process.wait()


async def _address(home: Path) -> str:
    """Return where the browser listens: it writes that into its profile when it is ready."""
    written = home / "DevToolsActivePort"
    async with asyncio.timeout(PATIENCE_S):
        while True:
            lines = written.read_text().splitlines() if written.exists() else []
            if len(lines) > 1:
                return f"ws://127.0.0.1:{lines[0]}{lines[1]}"
            await asyncio.sleep(0.05)
