"""Can each check of the deploy files fail? One error planted for each, in a copy, and it must be found."""

import shutil
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import pytest

from checks import compose, dockerfile, figures, kubernetes, paths, prometheus, queries

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = "deploy/docker-compose.yml"
GRID = "deploy/k8s/grid.yaml"
DASHBOARD = "deploy/grafana/dashboards/onefour.json"
ALERTS = "deploy/prometheus/alerts.yml"


@dataclass(frozen=True)
class Plant:
    """In `file` the text `old` becomes `new`; then `check` must say `expected`."""

    check: ModuleType
    file: str
    old: str
    new: str
    expected: str


PLANTS = {
    "a service that does not exist": Plant(
        dockerfile, "deploy/Dockerfile", "grid.main:app", "grid.main:application", "SERVICE=grid does not start"
    ),
    "packages without hashes": Plant(
        dockerfile,
        "deploy/Dockerfile",
        "--require-hashes -r requirements/run.txt",
        "fastapi",
        "packages without hashes",
    ),
    "an image that runs as root": Plant(
        dockerfile, "deploy/Dockerfile", "USER 10001:10001", "USER root", "run as root"
    ),
    "a copied folder that is not there": Plant(
        dockerfile, "deploy/Dockerfile", "COPY shared/", "COPY common/", "common/ is"
    ),
    "a key that compose does not know": Plant(compose, COMPOSE, "    shm_size:", "    shm_sise:", "shm_sise"),
    "a default password": Plant(
        compose,
        COMPOSE,
        "${POSTGRES_PASSWORD:?no default}",
        "${POSTGRES_PASSWORD:-secret}",
        "POSTGRES_PASSWORD:-secret",
    ),
    "a password written down": Plant(
        compose, COMPOSE, "${GRAFANA_ADMIN_PASSWORD:?no default}", "admin", "GF_SECURITY_ADMIN_PASSWORD has a value"
    ),
    "a writable root file system": Plant(compose, COMPOSE, "read_only: true", "read_only: false", "not read-only"),
    "kept capabilities": Plant(compose, COMPOSE, "cap_drop: [ALL]", "cap_drop: [NET_RAW]", "keeps capabilities"),
    "no limit of memory": Plant(compose, COMPOSE, "mem_limit:", "memswap_limit:", "no limit for memory"),
    "a port for the world": Plant(compose, COMPOSE, '"127.0.0.1:8003:8000"', '"8003:8000"', "open to the world"),
    "an image without a version": Plant(compose, COMPOSE, "postgres:18", "postgres", "no version"),
    "a setting nobody reads": Plant(
        compose,
        COMPOSE,
        "  ONEFOUR_KAFKA_REPLICAS",
        "  ONEFOUR_KAFKA_REPLICA",
        "no service reads ONEFOUR_KAFKA_REPLICA",
    ),
    "a setting that is missing": Plant(
        compose, COMPOSE, "  ONEFOUR_KAFKA_BOOTSTRAP: kafka:9092\n", "", "ONEFOUR_KAFKA_BOOTSTRAP is needed"
    ),
    "an image built as another service": Plant(
        compose, COMPOSE, "args: {SERVICE: dispatch-flow}", "args: {SERVICE: grid}", "built as another service"
    ),
    "a mounted file that is not there": Plant(
        compose, COMPOSE, "./grafana/dash", "./grafana/bash", "mounted and not there"
    ),
    "a typing error in Kubernetes": Plant(kubernetes, GRID, "replicas: 2", "replica: 2", "replica"),
    "text where a number belongs": Plant(kubernetes, GRID, "replicas: 2", "replicas: two", "replicas"),
    "a pod without a probe": Plant(kubernetes, GRID, "readinessProbe:", "livenessProbe:", "no readinessProbe"),
    "a pod that may run as root": Plant(
        kubernetes, GRID, "runAsNonRoot: true", "runAsNonRoot: false", "may run as root"
    ),
    "a writable container": Plant(
        kubernetes,
        "deploy/k8s/migrations.yaml",
        "readOnlyRootFilesystem: true",
        "readOnlyRootFilesystem: false",
        "read-only",
    ),
    "a file that is not listed": Plant(
        kubernetes, "deploy/k8s/kustomization.yaml", "  - grid.yaml\n", "", "grid.yaml is not listed"
    ),
    "a secret in the repository": Plant(kubernetes, GRID, "kind: Service", "kind: Secret", "does not belong"),
    "a register that an ingress sends to the API": Plant(
        paths,
        "deploy/k8s/dispatch-ingress.yaml",
        "{path: /party, pathType: Prefix, backend: {service: {name: dispatch-registers",
        "{path: /party, pathType: Prefix, backend: {service: {name: dispatch-api",
        "/party goes to dispatch-api, dispatch-registers is wanted",
    ),
    "a register that the proxy of compose forgets": Plant(
        paths, "deploy/compose/dispatch.conf", "|party|", "|", "/party goes to the wrong process"
    ),
    "a setting missing in a pod": Plant(
        kubernetes, GRID, "- {name: ONEFOUR_DATABASE_URL", "- {name: DATABASE_URL", "ONEFOUR_DATABASE_URL is needed"
    ),
    "a query that is not PromQL": Plant(queries, DASHBOARD, "sum(max by", "sum((max by", "not PromQL"),
    "a figure nobody gives": Plant(
        queries, DASHBOARD, "onefour_cases_open)", "onefour_open_cases)", "no service gives"
    ),
    "a label the figure has not": Plant(queries, DASHBOARD, "{status=~", "{code=~", "has no label code"),
    "a grouping by a label it has not": Plant(
        queries, DASHBOARD, "max by (kind)", "max by (sort)", "label sort it groups by"
    ),
    "a title without Chinese": Plant(
        queries, DASHBOARD, '"title": "在线 Up"', '"title": "Up"', "not Chinese and English"
    ),
    "an alert on a figure nobody gives": Plant(
        queries, ALERTS, "(onefour_outbox_oldest", "(onefour_oldest", "EventsNotPublished: no"
    ),
    "an alert nobody explains": Plant(
        queries, "docs/operations.md", "### ServiceDown", "### Down", "does not say what to do"
    ),
}
PROMTOOL_PLANTS = {
    "a configuration that Prometheus refuses": Plant(
        prometheus, "deploy/prometheus/prometheus.yml", "job_name", "jobname", "check config"
    ),
    "a rule that Prometheus refuses": Plant(prometheus, ALERTS, "for: 2m", "for: soon", "check rules"),
    "an alert that never fires": Plant(prometheus, ALERTS, "== 0", "== 7", "test rules"),
}


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of what the checks read; what they only look for stays where it is."""
    shutil.copytree(ROOT / "deploy", tmp_path / "deploy", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "docs").mkdir()
    shutil.copy(ROOT / "docs/operations.md", tmp_path / "docs")
    for name in ("requirements", "services", "shared", "pyproject.toml", "README.md", "LICENSE"):
        (tmp_path / name).symlink_to(ROOT / name)
    return tmp_path


def found_after(plant: Plant, root: Path) -> list[str]:
    path = root / plant.file
    text = path.read_text()
    assert plant.old in text, "the plant no longer fits the file"
    path.write_text(text.replace(plant.old, plant.new))
    problems: list[str] = plant.check.problems(root)
    return problems


@pytest.mark.parametrize("check", [dockerfile, compose, kubernetes, queries], ids=lambda check: check.__name__)
def test_the_files_as_they_are_have_no_problem(check: ModuleType) -> None:
    assert check.problems(ROOT) == []


@pytest.mark.parametrize("plant", PLANTS.values(), ids=PLANTS.keys())
def test_a_planted_error_is_found(plant: Plant, copy: Path) -> None:
    assert any(plant.expected in problem for problem in found_after(plant, copy))


@pytest.mark.skipif(prometheus.promtool() is None, reason=prometheus.MISSING)
@pytest.mark.parametrize("plant", PROMTOOL_PLANTS.values(), ids=PROMTOOL_PLANTS.keys())
def test_promtool_finds_a_planted_error(plant: Plant, copy: Path) -> None:
    assert prometheus.problems(copy) == []

    assert any(plant.expected in problem for problem in found_after(plant, copy))


def test_a_figure_that_nothing_sets_is_found(tmp_path: Path) -> None:
    for folder in ("shared", "services"):
        (tmp_path / folder).mkdir()
    (tmp_path / "shared/relay.py").write_text("metrics.relay_failures.labels(service).inc()")

    problems = figures.problems(tmp_path)

    assert any("metrics.outbox_unpublished is" in problem for problem in problems)
    assert not any("metrics.relay_failures is" in problem for problem in problems)
