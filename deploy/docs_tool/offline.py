"""How does a service look without its servers? Settings and a runtime that reach nothing, to read what it declares."""

import base64
import importlib

import httpx
from fastapi import FastAPI
from pydantic import SecretStr

from shared.clock import utc_now
from shared.runtime.app import Process, Runtime, create_app
from shared.runtime.db import Database
from shared.runtime.fields import Sealer
from shared.runtime.settings import (
    AuthSettings,
    CryptoSettings,
    DatabaseSettings,
    FeedSettings,
    GeneralSettings,
    KafkaSettings,
    PeerSettings,
    Profile,
    Settings,
)

PACKAGES = ("approval_window", "enforcement", "grid", "dispatch")
# Where a service of several processes declares them: each loads its own part alone.
PROCESS_MODULES = {"dispatch": ("api", "flow", "registers")}
NOWHERE = "invalid"  # RFC 2606: a name that never resolves


def offline_settings() -> Settings:
    """Return settings with which a process can be put together, but not started."""
    return Settings(
        general=GeneralSettings(profile=Profile.DEVELOPMENT),
        database=DatabaseSettings(url=SecretStr(f"postgresql+asyncpg://nobody@{NOWHERE}/nothing")),
        kafka=KafkaSettings(bootstrap=f"{NOWHERE}:9092"),
        auth=AuthSettings(issuer=f"http://{NOWHERE}"),
        crypto=CryptoSettings(keys={"none": SecretStr(base64.b64encode(bytes(32)).decode())}, current="none"),
        feeds=FeedSettings(),
        peers=PeerSettings(),
    )


def offline_runtime() -> Runtime:
    """Return what a process holds, connected to nothing."""
    settings = offline_settings()
    sealer = Sealer(settings.crypto)
    return Runtime(settings, utc_now, sealer, Database(settings.database, sealer), httpx.AsyncClient())


def processes_of(package: str) -> list[Process]:
    """Return the processes that the service declares, the one that answers people first."""
    modules = [importlib.import_module(f"{package}.{name}") for name in PROCESS_MODULES.get(package, ("main",))]
    found = {id(value): value for module in modules for value in vars(module).values() if isinstance(value, Process)}
    return sorted(found.values(), key=lambda process: -len(process.routers))


def apps_of(package: str) -> list[FastAPI]:
    """Return the ASGI apps of the service's processes, not started."""
    return [create_app(process, offline_settings()) for process in processes_of(package)]
