"""How does PostgreSQL from a wheel come up, whoever starts it and however the run before ended?"""

import asyncio
import secrets
import shutil
import signal
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import asyncpg
import psutil

from embedded.account import Account, account_for, settle
from embedded.child import Child, run_to_end, tail
from embedded.errors import PartFailed
from embedded.ports import free_port
from embedded.postgres_programs import programs
from embedded.private_file import write_private
from embedded.readiness import until_ready
from embedded.settings import LOCAL

SUPERUSER = "postgres"
# A killed server's backends hold its lock file and shared memory for a while; both are waited for, never removed.
STALE_LOCK_WORDS = ("postmaster.pid", "still in use")
STALE_LOCK_WITHIN_S = 30.0
STALE_LOCK_PAUSE_S = 0.3
STOP_WITHIN_S = 30.0
# After a kill the server first replays its log, up to max_wal_size of it.
READY_WITHIN_S = 600.0
CONNECT_WITHIN_S = 5.0
# Where tests keep what ends with them, if it has that much room.
MEMORY_FOLDER = Path("/dev/shm")  # noqa: S108 - in a folder of its own that only its owner may enter
PLENTY_BYTES = 12 * 2**30
# PG* variables of whoever starts us must not reach the server.
ENVIRONMENT = {"PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "TZ": "UTC"}

# Tuned for a machine of 2 cores that the services share; durable as in production.
SERVER_SETTINGS = {
    "listen_addresses": LOCAL,
    "unix_socket_directories": "",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "fsync": "on",
    "synchronous_commit": "on",
    "max_wal_size": "2GB",
    "random_page_cost": "1.1",
    "jit": "off",
    # Parallel queries need more of /dev/shm than a container gives, and there is no core to spare for them.
    "max_parallel_workers_per_gather": "0",
    "timezone": "UTC",
    "log_timezone": "UTC",
}


@dataclass(slots=True)
class PostgresServer:
    """One server process over `home`/data. `on_spawn` hears of each process that is started."""

    home: Path
    port: int
    password: str
    log: Path
    on_spawn: Callable[[Child], None] = lambda _child: None
    settings: Mapping[str, str] = field(default_factory=lambda: SERVER_SETTINGS)
    child: Child | None = field(default=None, init=False)

    def url(self, database: str = "postgres", user: str = SUPERUSER, password: str | None = None) -> str:
        """Return the SQLAlchemy URL (asyncpg) of a database of this server."""
        return f"postgresql+asyncpg://{user}:{password or self.password}@{LOCAL}:{self.port}/{database}"

    async def start(self) -> float:
        """Make the data when there is none, start the server, wait for it; return the seconds. Raises PartFailed."""
        began = time.monotonic()
        account = account_for(self.home / "data")
        place = settle(self.home, account)
        binaries = programs(account)
        if not (place / "data/PG_VERSION").exists():
            await self._initialise(place, binaries, account)
        while True:
            self.child = self._spawn(place, binaries, account)
            self.on_spawn(self.child)
            try:
                await until_ready(self.child, self._answers, within_s=READY_WITHIN_S)
            except PartFailed:
                await self.stop()
                if not self._was_locked() or time.monotonic() - began > STALE_LOCK_WITHIN_S:
                    raise
                await asyncio.sleep(STALE_LOCK_PAUSE_S)
            else:
                return time.monotonic() - began

    async def stop(self) -> None:
        """Stop fast: clients are cut off, everything committed is on disk."""
        if self.child is not None:
            await self.child.end(signal.SIGINT, patience_s=STOP_WITHIN_S)

    async def connect(self) -> asyncpg.Connection:
        """Return a connection as superuser; without TLS, for which asyncpg would read the home's certificates."""
        return await asyncpg.connect(
            host=LOCAL,
            port=self.port,
            user=SUPERUSER,
            password=self.password,
            database="postgres",
            ssl=False,
            timeout=CONNECT_WITHIN_S,
        )

    async def _initialise(self, place: Path, binaries: Path, account: Account) -> None:
        """Make the data beside its place and rename it, so that an interrupted start leaves no half of it."""
        fresh = place / "data.new"
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        account.own(fresh)
        password_file = place / "password.new"
        write_private(password_file, self.password)
        account.own(password_file)
        options = ["--locale=C.UTF-8", "--encoding=UTF8", "--auth=scram-sha-256", f"--username={SUPERUSER}"]
        argv = [str(binaries / "initdb"), "-D", str(fresh), f"--pwfile={password_file}", *options]
        try:
            initdb = Child.spawn(
                "initdb", argv, log=self.log, environment=ENVIRONMENT, cwd="/", death_prefix=account.prefix("TERM")
            )
            await run_to_end(initdb, within_s=60)
        finally:
            password_file.unlink()
        fresh.rename(place / "data")

    def _spawn(self, place: Path, binaries: Path, account: Account) -> Child:
        settings = {**self.settings, "port": str(self.port)}
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        argv = [str(binaries / "postgres"), "-D", str(place / "data"), *options]
        # "/": the working directory must be one that the unprivileged user may enter.
        return Child.spawn(
            "postgres", argv, log=self.log, environment=ENVIRONMENT, cwd="/", death_prefix=account.prefix()
        )

    async def _answers(self) -> bool:
        try:
            connection = await self.connect()
        except (ConnectionError, TimeoutError, asyncpg.CannotConnectNowError):
            return False
        except asyncpg.InvalidPasswordError as refused:
            raise PartFailed(
                f"postgres: the password kept in .onefour/secrets is not that of {self.home}: {refused}"
            ) from refused
        await connection.close()
        return True

    def _was_locked(self) -> bool:
        return any(words in tail(self.log, 4) for words in STALE_LOCK_WORDS)


def _memory_folder() -> str | None:
    """Return the folder that lies in memory, where there is plenty: a run of all tests makes hundreds of databases."""
    if not MEMORY_FOLDER.is_dir():
        return None
    free = min(shutil.disk_usage(MEMORY_FOLDER).free, psutil.virtual_memory().available)
    return str(MEMORY_FOLDER) if free > PLENTY_BYTES else None


@asynccontextmanager
async def running_postgres(home: Path | None = None, port: int = 0) -> AsyncIterator[str]:
    """Run a server for tests over `home` (default: a temporary folder) and give the superuser's URL.

    Port 0 means a free one. `home` keeps `data/`, `password` and `postgres.log`. It does not wait for the disk: what
    survives the loss of power is no question of a test that ends with its machine.
    """
    temporary = None
    if home is None:
        temporary = tempfile.TemporaryDirectory(prefix="onefour-postgres-", dir=_memory_folder())
        home = Path(temporary.name)
    try:
        home.mkdir(parents=True, exist_ok=True)
        kept = home / "password"
        if not kept.exists():
            write_private(kept, secrets.token_urlsafe(16))
        log, settings = home / "postgres.log", {**SERVER_SETTINGS, "fsync": "off"}
        server = PostgresServer(home, port or free_port(), kept.read_text(encoding="utf-8"), log, settings=settings)
        try:
            await server.start()
            yield server.url()
        finally:
            await server.stop()
    finally:
        if temporary is not None:
            temporary.cleanup()
