"""How do the tests get a real Apache Kafka? One KRaft node from fetched jars, started, killed and wiped at will."""

import shutil
import subprocess
import time
import uuid
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from embedded.ports import free_port

ROOT = Path(__file__).resolve().parents[2]
JARS = ROOT / ".kafka" / "jars"
START_SECONDS = 60
STARTED = "Kafka Server started"

# Serial collection and the first compiler only: half the start-up time and memory on a small machine.
JVM = ("-Xms64m", "-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Djava.awt.headless=true")
LOGGING = (
    "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
    "-Dorg.slf4j.simpleLogger.log.kafka.server.KafkaRaftServer=info",
    "-Dorg.slf4j.simpleLogger.showDateTime=true",
)


class KafkaDidNotStartError(RuntimeError):
    """The broker ended or kept silent; the message carries the end of its log."""


def why_missing() -> str | None:
    """Return why no Apache Kafka can be started here, or None where one can."""
    if shutil.which("java") is None:
        return "Apache Kafka was NOT tested: java is not installed"
    if not any(JARS.glob("kafka_2.13-*.jar")):
        return "Apache Kafka was NOT tested: its jars are not fetched (sh deploy/kafka/fetch.sh, needs Maven)"
    return None


def new_cluster_id() -> str:
    """Return a fresh id as Kafka writes them: 16 bytes in URL-safe base64, never opening with a dash."""
    while True:
        cluster_id = urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")
        if not cluster_id.startswith("-"):
            return cluster_id


def java(main: str, *arguments: str) -> list[str]:
    return ["java", *JVM, *LOGGING, "-cp", f"{JARS}/*", main, *arguments]


def server_properties(log_dir: Path, port: int, controller_port: int) -> dict[str, str]:
    """Return the settings of one node that is broker and controller, listening on this machine only."""
    return {
        "process.roles": "broker,controller",
        "node.id": "1",
        "controller.quorum.voters": f"1@127.0.0.1:{controller_port}",
        "controller.listener.names": "CONTROLLER",
        "inter.broker.listener.name": "CLIENTS",
        "listeners": f"CLIENTS://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller_port}",
        "advertised.listeners": f"CLIENTS://127.0.0.1:{port}",
        "listener.security.protocol.map": "CLIENTS:PLAINTEXT,CONTROLLER:PLAINTEXT",
        "log.dirs": str(log_dir),
        # An unknown topic must be an error here, as in production; Tansu makes them silently.
        "auto.create.topics.enable": "false",
        # A killed broker may register again only when its old session is over: 9 s by default.
        "broker.session.timeout.ms": "3000",
        "broker.heartbeat.interval.ms": "500",
        "group.initial.rebalance.delay.ms": "0",
        "offsets.topic.num.partitions": "3",
        "offsets.topic.replication.factor": "1",
        "transaction.state.log.num.partitions": "3",
        "transaction.state.log.replication.factor": "1",
        "transaction.state.log.min.isr": "1",
        "share.coordinator.state.topic.replication.factor": "1",
        "share.coordinator.state.topic.min.isr": "1",
    }


@dataclass
class ApacheKafka:
    """One broker in `workdir`; its address stays the same over restarts. All methods block; in a test of asyncio call
    them by `asyncio.to_thread`."""

    workdir: Path
    port: int = field(default_factory=free_port)
    controller_port: int = field(default_factory=free_port)
    cluster_id: str = ""
    process: subprocess.Popen[bytes] | None = None

    @property
    def bootstrap(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def log_dir(self) -> Path:
        return self.workdir / "log-dir"

    @property
    def output(self) -> Path:
        return self.workdir / "kafka.log"

    def format(self) -> None:
        """Make an empty log with a new cluster id. Raises KafkaDidNotStartError when StorageTool refuses."""
        self.workdir.mkdir(parents=True, exist_ok=True)
        self.cluster_id = new_cluster_id()
        settings = server_properties(self.log_dir, self.port, self.controller_port)
        config = self.workdir / "server.properties"
        config.write_text("".join(f"{name}={value}\n" for name, value in settings.items()))
        command = java("kafka.tools.StorageTool", "format", "-t", self.cluster_id, "-c", str(config))
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise KafkaDidNotStartError(f"StorageTool ended with {done.returncode}: {done.stdout}{done.stderr}")

    def start(self) -> None:
        """Start the broker and return when it serves. Raises KafkaDidNotStartError with the end of its log."""
        if not self.log_dir.exists():
            self.format()
        with self.output.open("ab") as output:
            seen = output.tell()
            command = java("kafka.Kafka", str(self.workdir / "server.properties"))
            # A session of its own, so that Ctrl-C on the tests does not reach the broker before its clients.
            self.process = subprocess.Popen(command, stdout=output, stderr=output, start_new_session=True)
        self._wait_until_started(seen)

    def _wait_until_started(self, seen: int) -> None:
        assert self.process is not None
        give_up = time.monotonic() + START_SECONDS
        while time.monotonic() < give_up:
            with self.output.open("rb") as log:
                log.seek(seen)
                said = log.read().decode(errors="replace")
            if STARTED in said:
                return
            if self.process.poll() is not None:
                raise KafkaDidNotStartError(f"Kafka ended with {self.process.returncode}:\n{said[-3000:]}")
            time.sleep(0.1)
        self.kill()
        raise KafkaDidNotStartError(f"Kafka said nothing of a start within {START_SECONDS} s:\n{said[-3000:]}")

    def stop(self) -> None:
        """End the broker in order (SIGTERM), or by force when it takes more than 15 s."""
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process = None

    def kill(self) -> None:
        """End the broker as a power cut would: kill -9."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    def restart(self) -> None:
        """Stop in order and start on the same log."""
        self.stop()
        self.start()

    def wipe(self) -> None:
        """Kill the broker if it runs and throw its log away; the next start has a new cluster id and no topic."""
        self.kill()
        shutil.rmtree(self.log_dir, ignore_errors=True)


@contextmanager
def running_kafka(workdir: Path) -> Iterator[ApacheKafka]:
    """Run a fresh Apache Kafka in `workdir` and leave no process behind. Raises KafkaDidNotStartError."""
    broker = ApacheKafka(workdir)
    try:
        broker.start()
        yield broker
    finally:
        broker.stop()
