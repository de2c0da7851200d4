"""Which parts make up the stack: command, port, environment and when each is ready?"""

import json
import sys
from dataclasses import dataclass, field
from pathlib import Path

from embedded.credentials import Credentials, load_or_make
from embedded.home import Home
from embedded.settings import LOCAL, StackSettings
from embedded.stack import Stack

AUDIENCE = "onefour"
DATABASES = ("approval_window", "enforcement", "grid", "dispatch")
# Feeds, and at the receiver the places their replies go to.
SOURCES = ("hotline-12345", "urban-management", "work-safety")
# Part → (application factory, service: whose database and client it uses).
SERVICES = {
    "approval-window": ("approval_window.main:app", "approval-window"),
    "enforcement": ("enforcement.main:app", "enforcement"),
    "grid": ("grid.main:app", "grid"),
    "dispatch": ("dispatch.main:api", "dispatch"),
    "dispatch-flow": ("dispatch.main:flow", "dispatch"),
    "dispatch-registers": ("dispatch.main:registers", "dispatch"),
}
COMPANIONS = {"issuer": "embedded.issuer:app", "receiver": "embedded.receiver:app"}


@dataclass(frozen=True, slots=True)
class Part:
    """A process that stays: started, watched, started again."""

    name: str
    argv: tuple[str, ...]
    port: int
    ready_url: str
    environment: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Command:
    """A process that does its work and ends; `within_s` counts where other parts wait for it."""

    name: str
    argv: tuple[str, ...]
    within_s: float = 120


@dataclass(frozen=True, slots=True)
class Plan:
    """All that a supervisor needs to know."""

    home: Home
    settings: StackSettings
    credentials: Credentials
    stack: Stack
    companions: tuple[Part, ...]
    migrate: Command
    topics: Command
    services: tuple[Part, ...]
    followers: tuple[Command, ...] = ()

    @property
    def ports(self) -> dict[str, int]:
        own = {"postgres": self.settings.postgres_port, "broker": self.settings.broker_port}
        return own | {part.name: part.port for part in (*self.companions, *self.services)}


def plan_of(root: Path, *, feed: Path | None = None, settings: StackSettings | None = None) -> Plan:
    """Return the plan of the stack in the project folder `root`; its credentials are made when there are none."""
    home = Home(root)
    home.prepare()
    settings = settings or StackSettings()
    clients = {service for _, service in SERVICES.values()}
    credentials = load_or_make(home.secrets, databases=DATABASES, clients=sorted(clients), feeds=SOURCES)
    stack = _stack(home, settings, credentials, feed)
    return Plan(
        home=home,
        settings=settings,
        credentials=credentials,
        stack=stack,
        companions=_companions(home, settings, credentials, stack),
        migrate=Command("migrate", (sys.executable, "-m", "onefour", "migrate", "all")),
        topics=Command("topics", (sys.executable, "-m", "onefour", "topics")),
        services=_services(settings, stack),
    )


def port_of(settings: StackSettings, part: str) -> int:
    return int(getattr(settings, f"{part.replace('-', '_')}_port"))


def _url(settings: StackSettings, part: str) -> str:
    return f"http://{LOCAL}:{port_of(settings, part)}"


def _stack(home: Home, settings: StackSettings, credentials: Credentials, feed: Path | None) -> Stack:
    def database_url(name: str, role: str, password: str) -> str:
        return f"postgresql+asyncpg://{role}:{password}@{LOCAL}:{settings.postgres_port}/{name}"

    urls = {name: database_url(name, name, credentials.databases[name]) for name in DATABASES}
    return Stack(
        root=home.root.resolve(),
        services={part: _url(settings, part) for part in SERVICES},
        databases=urls,
        postgres=database_url("postgres", "postgres", credentials.superuser),
        kafka=f"{LOCAL}:{settings.broker_port}",
        issuer=_url(settings, "issuer"),
        audience=AUDIENCE,
        issuer_key=home.issuer / "key.json",
        receiver=_url(settings, "receiver"),
        feed_secrets=credentials.feeds,
        environments={
            service: _environment(home, service, settings, credentials, urls) for _, service in SERVICES.values()
        },
        feed=feed.resolve() if feed else None,
    )


def _environment(
    home: Home, service: str, settings: StackSettings, credentials: Credentials, databases: dict[str, str]
) -> dict[str, str]:
    """Return what a service's process is told about the world; the names are those of shared.runtime.settings."""
    environment = {
        "ONEFOUR_PROFILE": "embedded",
        "ONEFOUR_DATABASE_URL": databases[service.replace("-", "_")],
        "ONEFOUR_KAFKA_BOOTSTRAP": f"{LOCAL}:{settings.broker_port}",
        # Tansu knows no idempotent producers; half of the wait is its delay of a delivery.
        "ONEFOUR_KAFKA_IDEMPOTENCE": "false",
        "ONEFOUR_KAFKA_FETCH_WAIT_MS": "100",
        "ONEFOUR_AUTH_ISSUER": _url(settings, "issuer"),
        "ONEFOUR_AUTH_AUDIENCE": AUDIENCE,
        "ONEFOUR_AUTH_CLIENT_ID": service,
        "ONEFOUR_AUTH_CLIENT_SECRET": credentials.clients[service],
        "ONEFOUR_CRYPTO_KEYS": json.dumps(credentials.crypto_keys),
        "ONEFOUR_CRYPTO_CURRENT": "k1",
        "ONEFOUR_CRYPTO_BLIND_KEYS": json.dumps(credentials.blind_keys),
        "ONEFOUR_CRYPTO_BLIND_CURRENT": "b1",
        "ONEFOUR_PEERS_DISPATCH": _url(settings, "dispatch"),
        "ONEFOUR_PEERS_GRID": _url(settings, "grid"),
        "ONEFOUR_PEERS_APPROVAL_WINDOW": _url(settings, "approval-window"),
        "ONEFOUR_PEERS_ENFORCEMENT": _url(settings, "enforcement"),
    }
    files = home.files if service == "dispatch" else home.folder / f"{service}-files"
    environment["ONEFOUR_STORE_URL"] = f"file://{files.resolve()}"
    if service in {"dispatch", "grid"}:
        # What a gateway would send as text messages stands in a file here.
        environment["ONEFOUR_NOTICES_FILE"] = str(home.folder / "messages.jsonl")
    if service == "dispatch":
        replies = {source: f"{_url(settings, 'receiver')}/{source}" for source in SOURCES}
        environment["ONEFOUR_FEEDS_SECRETS"] = json.dumps(credentials.feeds)
        environment["ONEFOUR_FEEDS_REPLY_URL"] = json.dumps(replies)
    return environment


def _services(settings: StackSettings, stack: Stack) -> tuple[Part, ...]:
    return tuple(
        _uvicorn(part, factory, settings.host, port_of(settings, part), stack.environments[service])
        for part, (factory, service) in SERVICES.items()
    )


def _companions(home: Home, settings: StackSettings, credentials: Credentials, stack: Stack) -> tuple[Part, ...]:
    environments = {
        "issuer": {
            "ONEFOUR_ISSUER_URL": stack.issuer,
            "ONEFOUR_ISSUER_KEY": str(stack.issuer_key),
            "ONEFOUR_ISSUER_AUDIENCE": stack.audience,
            "ONEFOUR_ISSUER_CLIENTS": json.dumps(credentials.clients),
        },
        "receiver": {
            "ONEFOUR_RECEIVER_STORE": str(home.receiver / "deliveries.sqlite"),
            "ONEFOUR_RECEIVER_SECRETS": json.dumps(credentials.feeds),
        },
    }
    return tuple(
        _uvicorn(part, factory, LOCAL, port_of(settings, part), environments[part])
        for part, factory in COMPANIONS.items()
    )


def _uvicorn(name: str, factory: str, host: str, port: int, environment: dict[str, str]) -> Part:
    argv = (sys.executable, "-m", "uvicorn", factory, "--factory", "--host", host, "--port", str(port))
    return Part(name, (*argv, "--no-access-log"), port, f"http://{LOCAL}:{port}/readyz", environment)
