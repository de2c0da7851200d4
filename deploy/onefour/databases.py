"""How do an installation's databases get their tables and first rows?"""

import asyncio
import json
from collections.abc import Iterable
from typing import Final

from pydantic import SecretStr
from tqdm import tqdm

from onefour.installation import PACKAGES, Installation
from onefour.refusals import CommandRefused, NotConfigured
from shared.runtime.migrate import upgrade
from shared.runtime.settings import CryptoSettings, DatabaseSettings

ALL: Final = "all"


def migrate(target: str, installation: Installation) -> list[str]:
    """Bring the databases of `target` (a service, or "all") to the newest tables; return their services.

    dispatch is then given what it needs to work at all: regions, workdays, starter tables. Raises CommandRefused.
    """
    services = _services(target)
    urls = _urls(services, installation)
    # No bar where nobody watches: a job's log gets lines.
    for service in tqdm(services, desc="迁移 migrate", disable=None, leave=False):
        asyncio.run(upgrade(urls[service], PACKAGES[service]))
        if service == "dispatch":
            _seed(urls[service], installation)
    return services


def _services(target: str) -> list[str]:
    known = [*PACKAGES, ALL]
    target = target.replace("_", "-")
    if target not in known:
        raise CommandRefused(f"没有该服务 no such service {target!r}; there are: {', '.join(known)}")
    return list(PACKAGES) if target == ALL else [target]


def _urls(services: Iterable[str], installation: Installation) -> dict[str, str]:
    services = list(services)
    single = installation.environment.get("ONEFOUR_DATABASE_URL")
    if single and len(services) == 1:
        return {services[0]: single}
    urls = {}
    for service in services:
        name = f"ONEFOUR_DATABASE_URL_{PACKAGES[service].upper()}"
        known = installation.stack.databases if installation.stack else {}
        url = installation.environment.get(name) or known.get(PACKAGES[service])
        if url is None:
            raise NotConfigured(f"未配置 nothing says where the database of {service} is: set {name}")
        urls[service] = url
    return urls


def _seed(url: str, installation: Installation) -> None:
    from dispatch.seed import seed

    asyncio.run(seed(DatabaseSettings(url=SecretStr(url)), _crypto(installation)))


def _crypto(installation: Installation) -> CryptoSettings:
    if installation.stack is None or installation.environment.get("ONEFOUR_CRYPTO_KEYS"):
        # The fields come from ONEFOUR_CRYPTO_*.
        return CryptoSettings()
    given = installation.stack.environments["dispatch"]
    return CryptoSettings(keys=json.loads(given["ONEFOUR_CRYPTO_KEYS"]), current=given["ONEFOUR_CRYPTO_CURRENT"])
