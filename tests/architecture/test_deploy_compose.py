"""Does what docker-compose.yml tells Apache Kafka and PostgreSQL work on the real programs?"""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaConnectionError

from checks import compose
from tests.support.apache_kafka import JARS, ApacheKafka, why_missing

ROOT = Path(__file__).resolve().parents[2]


def made_environment(profile: str) -> dict[str, str]:
    """Run make_env.py as an operator would and read its lines as compose does."""
    command = [sys.executable, str(ROOT / "deploy/compose/make_env.py"), profile, "--issuer", "https://id.example"]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    pairs = (line.split("=", 1) for line in printed.splitlines() if not line.startswith("#"))
    return {name: value.removeprefix("'").removesuffix("'") for name, value in pairs}


@pytest.mark.parametrize("profile", ["development", "production"])
def test_the_made_environment_fills_every_variable(profile: str) -> None:
    environment = made_environment(profile)

    services = compose.load(ROOT, environment)["services"]

    assert services["grid"]["environment"]["ONEFOUR_PROFILE"] == profile
    assert environment["GRID_DATABASE_PASSWORD"] in services["grid"]["environment"]["ONEFOUR_DATABASE_URL"]
    assert environment["KAFKA_SASL_PASSWORD"] != made_environment(profile)["KAFKA_SASL_PASSWORD"]


def test_nothing_is_made_that_compose_does_not_read() -> None:
    named = {name for name, _ in compose.VARIABLE.findall((ROOT / "deploy/docker-compose.yml").read_text())}

    assert made_environment("production").keys() == named


@pytest.fixture(scope="module")
def production(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[ApacheKafka, dict[str, str]]]:
    """The production broker of compose: its variables go through the image's own program for that."""
    broker = ApacheKafka(Path(tmp_path_factory.mktemp("compose-kafka")))
    environment = made_environment("production")
    settings: dict[str, str] = compose.load(ROOT, environment)["services"]["kafka"]["environment"]
    inside = ApacheKafka(broker.workdir).port
    moved = {"kafka:9092": broker.bootstrap, ":9092": f":{broker.port}", ":9093": f":{broker.controller_port}"}
    moved |= {":9094": f":{inside}", "/var/lib/kafka/data": str(broker.log_dir)}
    for old, new in moved.items():
        settings = {name: value.replace(old, new) for name, value in settings.items()}
    broker.log_dir.mkdir()
    for name in ("server.properties", "log4j2.yaml", "tools-log4j2.yaml"):
        (broker.workdir / name).touch()
    folders = ("--default-configs-dir", "--mounted-configs-dir", "--final-configs-dir")
    command = ["java", "-cp", f"{JARS}/*", "kafka.docker.KafkaDockerWrapper", "setup"]
    command += [part for folder in folders for part in (folder, str(broker.workdir))]
    subprocess.run(command, env={"PATH": os.environ["PATH"], **settings}, capture_output=True, check=True)
    try:
        broker.start()
        yield broker, environment
    finally:
        broker.stop()


async def cluster_id(bootstrap: str, password: str) -> str:
    admin = AIOKafkaAdminClient(
        bootstrap_servers=bootstrap,
        security_protocol="SASL_PLAINTEXT",
        sasl_mechanism="PLAIN",
        sasl_plain_username="onefour",
        sasl_plain_password=password,
    )
    try:
        await admin.start()
        return str((await admin.describe_cluster())["cluster_id"])
    finally:
        await admin.close()


@pytest.mark.kafka
@pytest.mark.skipif(why_missing() is not None, reason=str(why_missing()))
async def test_the_production_broker_takes_the_password_and_no_other(
    production: tuple[ApacheKafka, dict[str, str]],
) -> None:
    broker, environment = production

    assert await cluster_id(broker.bootstrap, environment["KAFKA_SASL_PASSWORD"]) == environment["KAFKA_CLUSTER_ID"]
    with pytest.raises(KafkaConnectionError):
        await cluster_id(broker.bootstrap, "another password")
