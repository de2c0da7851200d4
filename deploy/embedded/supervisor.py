"""In which order do the parts start and stop, and what follows when one of them dies?

PostgreSQL, the issuer and the receiver → migrations → broker → topics → services; stopped the other way round. Broker
and services live and die together: when the broker is lost, services stop, a broker with a new cluster id starts, its
topics are made, services start and publish again what their outbox keeps.
"""

import asyncio
import os
import signal
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from embedded import stack as stack_file
from embedded.broker import Broker
from embedded.child import Child, death_prefix, run_to_end
from embedded.crew import Crew, pauses
from embedded.databases import ensure_databases
from embedded.errors import PartFailed, StackError
from embedded.parts import Command, Plan, plan_of
from embedded.ports import refuse_taken
from embedded.postgres import PostgresServer
from embedded.progress import complain, ready, say
from embedded.run_file import RunFile
from embedded.stack import Stack

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
OnReady = Callable[[Stack], None]


def run(root: Path, *, feed: Path | None, on_ready: OnReady, followers: Sequence[Command] = ()) -> int:
    """Run the stack of the project folder `root` until it is stopped; return the exit code.

    `on_ready` is called once, in a thread of its own, so that it may take its time. `followers` are commands that then
    run beside the stack, on its terminal (play the feed, act the workers), and are ended before it.
    """
    if feed is not None and not feed.is_file():
        complain(f"找不到文件 FEED={feed} is not a file")
        return 1
    return run_plan(lambda: replace(plan_of(root, feed=feed), followers=tuple(followers)), on_ready)


def run_plan(make_plan: Callable[[], Plan], on_ready: OnReady) -> int:
    """Run what a plan says; return 0 when it was stopped, 1 when it could not start."""
    try:
        asyncio.run(_supervise(make_plan(), on_ready))
    except StackError as refusal:
        complain(f"{refusal}")
        return 1
    return 0


async def _supervise(plan: Plan, on_ready: OnReady) -> None:
    stopping = asyncio.Event()
    for number in STOP_SIGNALS:
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    with RunFile(plan.home).held() as run_file:
        for name in await asyncio.to_thread(run_file.end_leftovers):
            say(f"  {name}: 已结束上次残留的进程 ended, it was left over by a run that was killed")
        refuse_taken(plan.ports)
        plan.home.set_logs_aside()
        supervisor = Supervisor(plan, run_file)
        life = asyncio.create_task(supervisor.live(on_ready))
        stop = asyncio.create_task(stopping.wait())
        try:
            await asyncio.wait({life, stop}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            stop.cancel()
            life.cancel()
            # Nothing may be raised between here and the last part's end.
            outcome = (await asyncio.gather(life, return_exceptions=True))[0]
            await supervisor.stop()
    if isinstance(outcome, Exception):
        raise outcome


class Supervisor:
    """The living stack: PostgreSQL, the broker and two crews."""

    def __init__(self, plan: Plan, run_file: RunFile) -> None:
        home, settings, record = plan.home, plan.settings, run_file.record
        self._plan = plan
        self._record = record
        self._postgres = PostgresServer(
            home.postgres, settings.postgres_port, plan.credentials.superuser, home.log_of("postgres"), record
        )
        self._broker = Broker(settings.broker_port, home.log_of("broker"), record)
        self._companions = Crew(plan.companions, home, say, record)
        self._services = Crew(plan.services, home, say, record)
        self._followers: list[Child] = []

    async def live(self, on_ready: OnReady) -> None:
        """Start everything, tell `on_ready`, and keep it alive. Raises StackError when the start fails."""
        began = time.monotonic()
        say(f"OneFour 启动中 is starting; logs: {self._plan.home.log}")
        stack_file.save(self._plan.stack)
        await self._start()
        say(ready("OneFour", time.monotonic() - began))
        # A daemon thread: whatever it does must not delay a stop.
        threading.Thread(target=on_ready, args=(self._plan.stack,), daemon=True).start()
        self._followers = [self._spawn(command, on_terminal=True) for command in self._plan.followers]
        async with asyncio.TaskGroup() as group:
            group.create_task(self._keep_postgres())
            group.create_task(self._companions.keep())
            group.create_task(self._keep_broker_and_services())
            for follower in self._followers:
                group.create_task(self._report(follower))

    async def stop(self) -> None:
        """End the followers, the services, then their companions and the broker, then PostgreSQL."""
        say("\n停止中 stopping …")
        began = time.monotonic()
        await asyncio.gather(*(follower.end(patience_s=2) for follower in self._followers))
        await self._services.stop()
        await asyncio.gather(self._companions.stop(), self._broker.stop())
        await self._postgres.stop()
        stack_file.forget(self._plan.home.root)
        say(f"已停止 stopped in {time.monotonic() - began:.1f} s")

    async def _start(self) -> None:
        # The companions come up while PostgreSQL makes its data.
        companions = asyncio.create_task(self._companions.start())
        try:
            await self._start_postgres()
            await self._run(self._plan.migrate)
            await self._start_broker()
            await companions
        finally:
            companions.cancel()
            await asyncio.gather(companions, return_exceptions=True)
        await self._services.start()

    async def _start_postgres(self) -> None:
        say(ready("PostgreSQL", await self._postgres.start()))
        await ensure_databases(self._postgres, self._plan.credentials.databases)

    async def _start_broker(self) -> None:
        say(ready("broker", await self._broker.start()))
        await self._run(self._plan.topics)

    def _spawn(self, command: Command, *, on_terminal: bool = False) -> Child:
        child = Child.spawn(
            command.name,
            command.argv,
            log=None if on_terminal else self._plan.home.log_of(command.name),
            environment={**os.environ, "ONEFOUR_PROFILE": "embedded"},
            cwd=self._plan.home.root,
            death_prefix=death_prefix("TERM"),
        )
        self._record(child)
        return child

    async def _run(self, command: Command) -> None:
        child = self._spawn(command)
        await run_to_end(child, within_s=command.within_s)
        say(f"  {command.name} … 完成 done in {time.monotonic() - child.started:.1f} s")

    async def _report(self, follower: Child) -> None:
        if code := await follower.exited():
            say(f"  {follower.name} 失败 failed with exit code {code}")

    async def _keep_postgres(self) -> None:
        while True:
            assert self._postgres.child is not None
            code = await self._postgres.child.exited()
            say(f"  PostgreSQL 已退出 exited with code {code}; 重启 starting it again")
            for pause in pauses():
                try:
                    say(ready("PostgreSQL", await self._postgres.start()))
                    break
                except PartFailed as failure:
                    say(f"  {failure}")
                    await asyncio.sleep(pause)

    async def _keep_broker_and_services(self) -> None:
        while True:
            async with asyncio.TaskGroup() as group:
                keeping = group.create_task(self._services.keep())
                why = await self._broker.lost(self._plan.settings.broker_memory_limit_mb)
                keeping.cancel()
            say(f"  broker {why}; 重启消息代理和各服务 starting it again with a new log, and the services")
            await self._renew_broker()

    async def _renew_broker(self) -> None:
        # No client may outlive its broker: it would go on writing to a log that nobody reads.
        await self._services.stop()
        for pause in pauses():
            await self._broker.stop()
            try:
                await self._start_broker()
                break
            except PartFailed as failure:
                say(f"  {failure}")
                await asyncio.sleep(pause)
        try:
            await self._services.start()
        except PartFailed as failure:
            # Those that ended are started again by keep(), as after any crash.
            say(f"  {failure}")
