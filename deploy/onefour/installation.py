"""Which installation does a command talk to: what the environment names, else the stack that runs in this folder?"""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from embedded.errors import NoStack
from embedded.stack import Stack, load
from embedded.tokens import issue_token
from onefour.gateway import Actor, Gateway, TokenOf
from onefour.refusals import NoSuchActor, NotConfigured
from shared.runtime.settings import StoreSettings

# Service → its import name, which is also the name of its database.
PACKAGES: Final = {
    "approval-window": "approval_window",
    "enforcement": "enforcement",
    "grid": "grid",
    "dispatch": "dispatch",
}


@dataclass(frozen=True, slots=True)
class Installation:
    """The environment (variables) and the stack in `root`, where one runs. What the environment names goes first."""

    environment: Mapping[str, str]
    stack: Stack | None

    @classmethod
    def here(cls) -> "Installation":
        try:
            return cls(os.environ, load(Path.cwd()))
        except NoStack:
            return cls(os.environ, None)

    def require_stack(self) -> Stack:
        """Return the embedded stack. Raises NotConfigured where none runs here."""
        if self.stack is None:
            raise NotConfigured("未启动 no embedded stack runs in this folder: start one with `make run`")
        return self.stack

    def service_url(self, service: str) -> str:
        """Return where a service answers (`ONEFOUR_PEERS_<SERVICE>`). Raises NotConfigured."""
        name = f"ONEFOUR_PEERS_{PACKAGES[service].upper()}"
        if self.environment.get(name):
            return self.environment[name]
        if self.stack:
            return self.stack.services[service]
        raise NotConfigured(
            f"未配置 nothing says where {service} answers: set {name}, or start a stack with `make run`"
        )

    def feed_secret(self, source: str) -> str:
        """Return the secret with which `source` signs (`ONEFOUR_FEEDS_SECRETS`). Raises NotConfigured."""
        given = self.environment.get("ONEFOUR_FEEDS_SECRETS")
        secrets: Mapping[str, list[str]] = json.loads(given) if given else self.stack.feed_secrets if self.stack else {}
        if not secrets.get(source):
            known = ", ".join(sorted(secrets)) or "none"
            raise NotConfigured(f"没有密钥 no secret of source {source!r} is known here; there are: {known}")
        return secrets[source][0]

    def database_urls(self, prefix: str) -> dict[str, str]:
        """Return each service's database by `<prefix><SERVICE>`, else by the stack. Raises NotConfigured."""
        urls = {}
        for service, package in PACKAGES.items():
            url = self.environment.get(f"{prefix}{package.upper()}")
            url = url or (self.stack.databases.get(package) if self.stack else None)
            if url is None:
                raise NotConfigured(
                    f"未配置 nothing says where the database of {service} is: set {prefix}{package.upper()}, "
                    "or run this where a stack runs"
                )
            urls[service] = url
        return urls

    def team_store(self) -> StoreSettings:
        """Return where the team's photos lie: by `ONEFOUR_AUDIT_STORE_URL` and `…_OPTIONS`, else by the stack."""
        url = self.environment.get("ONEFOUR_AUDIT_STORE_URL")
        own = self.stack.environments["enforcement"].get("ONEFOUR_STORE_URL", "") if self.stack else ""
        options = json.loads(self.environment.get("ONEFOUR_AUDIT_STORE_OPTIONS") or "{}")
        return StoreSettings(url=url or own, options=options if url else {})

    def urls(self) -> dict[str, str]:
        """Return where each service answers, and the registers' own process where it is ours. Raises NotConfigured."""
        urls = {service: self.service_url(service) for service in PACKAGES}
        # Another installation, which the environment names, has one address, behind which the paths part.
        if self.stack and urls["dispatch"] == self.stack.services["dispatch"]:
            urls["dispatch-registers"] = self.stack.services["dispatch-registers"]
        return urls

    def gateway(self, *, connections: int = 32) -> Gateway:
        """Return the way to the services with tokens of the stack's own issuer. Raises NotConfigured."""
        stack = self.require_stack()
        return Gateway(self.urls(), tokens_of(stack), connections)


def tokens_of(stack: Stack) -> TokenOf:
    """Return what makes tokens of a stack; it raises NoSuchActor."""

    def issue(actor: Actor) -> str:
        try:
            return issue_token(stack, role=actor.role, scope=actor.scope, person_id=actor.person_id, unit=actor.unit)
        except ValueError as error:
            raise NoSuchActor(f"没有这个角色或地区 no such role or scope: {error}") from error

    return issue
