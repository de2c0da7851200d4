"""How does a service's database get its tables? By dated migrations, with time-outs, forwards and back."""

import importlib
import pkgutil
from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, MetaData, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from shared.runtime.tables import runtime_metadata

# A migration that waits for a lock makes everybody behind it wait as well: better it fails and is tried again.
LOCK_TIMEOUT_MS = 5_000
STATEMENT_TIMEOUT_MS = 300_000
EXTENSIONS = ("btree_gist", "pg_trgm")


def metadata_of(package: str) -> list[MetaData]:
    """Return what the capabilities of service `package` (an import name) declare, and the runtime's own tables."""
    root = importlib.import_module(package)
    own = importlib.import_module(f"{package}.metadata")
    found = [runtime_metadata, own.metadata, *getattr(own, "copies", ())]
    for module in pkgutil.walk_packages(root.__path__, f"{package}."):
        if module.name.endswith(".models"):
            importlib.import_module(module.name)
    return found


def _config(package: str, connection: Connection) -> Config:
    here = Path(__file__).parent
    versions = Path(importlib.import_module(package).__path__[0]) / "migrations"
    config = Config()
    config.set_main_option("script_location", str(here / "alembic"))
    config.set_main_option("version_locations", str(versions))
    config.set_main_option("file_template", "%%(year)d_%%(month).2d_%%(day).2d_%%(slug)s")
    config.set_main_option("path_separator", "newline")
    config.attributes["connection"] = connection
    config.attributes["metadata"] = metadata_of(package)
    return config


def _upgrade(connection: Connection, package: str, revision: str) -> None:
    for extension in EXTENSIONS:
        connection.execute(text(f"CREATE EXTENSION IF NOT EXISTS {extension}"))
    connection.execute(text(f"SET lock_timeout = {LOCK_TIMEOUT_MS}"))
    connection.execute(text(f"SET statement_timeout = {STATEMENT_TIMEOUT_MS}"))
    # One migration at a time, whoever starts it.
    connection.execute(text("SELECT pg_advisory_lock(4104)"))
    connection.commit()
    command.upgrade(_config(package, connection), revision)
    connection.commit()


def _downgrade(connection: Connection, package: str, revision: str) -> None:
    command.downgrade(_config(package, connection), revision)
    connection.commit()


def _differences(connection: Connection, package: str) -> list[str]:
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return [str(difference) for difference in compare_metadata(context, metadata_of(package))]  # type: ignore[arg-type]


def _write(connection: Connection, package: str, message: str) -> None:
    command.revision(_config(package, connection), message, autogenerate=True)


async def _run(url: str, step: object, *arguments: str) -> object:
    engine = create_async_engine(url, poolclass=NullPool)
    try:
        async with engine.connect() as connection:
            return await connection.run_sync(step, *arguments)  # type: ignore[arg-type]
    finally:
        await engine.dispose()


async def upgrade(url: str, package: str, revision: str = "head") -> None:
    """Bring the database at `url` to `revision`. Raises alembic's and SQLAlchemy's errors; a failed step is undone."""
    await _run(url, _upgrade, package, revision)


async def downgrade(url: str, package: str, revision: str = "base") -> None:
    await _run(url, _downgrade, package, revision)


async def differences(url: str, package: str) -> list[str]:
    """Return in what the database differs from the declared tables; empty where the migrations are complete."""
    found = await _run(url, _differences, package)
    assert isinstance(found, list)
    return found


async def write_revision(url: str, package: str, message: str) -> None:
    """Write a new migration from the difference between the database at `url` and the declared tables."""
    await _run(url, _write, package, message)
