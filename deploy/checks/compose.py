"""Is docker-compose.yml valid, hardened and free of default secrets?"""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator

from . import settings
from .dockerfile import FACTORIES

SCHEMAS = Path(__file__).parent / "schemas"
# `${NAME:?why}`; group 2 is what follows the name: `:?…`, `:-…` or nothing.
VARIABLE = re.compile(r"\$\{([A-Z_]+)([^}]*)\}")
SECRET = re.compile(r"PASSWORD|SECRET|CRYPTO_KEYS|BLIND_KEYS|STORE_OPTIONS")
PROFILES = {"development", "production"}


def load(root: Path, environment: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Return the compose file as data, its variables filled in from `environment` where one is given.

    Raises KeyError, naming the variable, when one is missing.
    """
    text = (root / "deploy/docker-compose.yml").read_text()
    document: dict[str, Any] = yaml.safe_load(text)
    return document if environment is None else _filled(document, environment)


def _filled(value: Any, environment: Mapping[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: _filled(inner, environment) for key, inner in value.items()}
    if isinstance(value, list):
        return [_filled(inner, environment) for inner in value]
    if isinstance(value, str):
        return VARIABLE.sub(lambda found: environment[found[1]], value)
    return value


def problems(root: Path) -> list[str]:
    """Return what is wrong with `deploy/docker-compose.yml` of the project at `root`."""
    document = load(root)
    found = [*_against_the_schema(document), *_of_variables(root)]
    services: dict[str, dict[str, Any]] = document.get("services", {})
    for name, service in services.items():
        found += [f"compose {name}: {what}" for what in _of_a_service(root, name, service)]
    for name in FACTORIES.keys() - services.keys():
        found.append(f"compose: the service {name} is missing")
    return found


def _against_the_schema(document: dict[str, Any]) -> Iterator[str]:
    raw = (SCHEMAS / "compose-spec.json").read_bytes()
    if hashlib.sha256(raw).hexdigest() not in (SCHEMAS / "SOURCE.md").read_text():
        yield "compose: schemas/compose-spec.json is not the file that SOURCE.md names"
    for error in Draft202012Validator(json.loads(raw)).iter_errors(document):
        yield f"compose: {'.'.join(map(str, error.absolute_path)) or 'file'}: {error.message[:200]}"


def _of_variables(root: Path) -> Iterator[str]:
    for name, follows in VARIABLE.findall((root / "deploy/docker-compose.yml").read_text()):
        if not follows.startswith(":?"):
            yield f"compose: ${{{name}{follows}}} has a default or may be empty; ${{{name}:?why}} is wanted"


def _of_a_service(root: Path, name: str, service: Mapping[str, Any]) -> Iterator[str]:
    yield from _of_hardening(service)
    if not set(service.get("profiles", [])) <= PROFILES or not service.get("profiles"):
        yield "its profiles are not development, production or both"
    if ":" not in service.get("image", "") and not service.get("image", "").startswith("onefour/"):
        yield "its image has no version"
    yield from _of_openings(root, service)
    yield from _of_environment(name, service)


def _of_openings(root: Path, service: Mapping[str, Any]) -> Iterator[str]:
    for port in service.get("ports", []):
        if not str(port).startswith("127.0.0.1:"):
            yield f"port {port} is open to the world; a proxy with TLS stands in front of it"
    for volume in service.get("volumes", []):
        source = str(volume).split(":", 1)[0]
        if source.startswith("./") and not (root / "deploy" / source).exists():
            yield f"{source} is mounted and not there"


def _of_environment(name: str, service: Mapping[str, Any]) -> Iterator[str]:
    environment: Mapping[str, Any] = service.get("environment", {})
    for variable, value in environment.items():
        if SECRET.search(variable) and value and not str(value).startswith("${"):
            yield f"{variable} has a value in the file"
    if service.get("image", "").startswith("onefour/"):
        yield from settings.problems("environment", environment)
        build = service.get("build")
        if name in FACTORIES and (not build or build["args"]["SERVICE"] != name):
            yield "its image is built as another service"


def _of_hardening(service: Mapping[str, Any]) -> Iterator[str]:
    if service.get("read_only") is not True:
        yield "its root file system is not read-only"
    if service.get("cap_drop") != ["ALL"]:
        yield "it keeps capabilities"
    if "no-new-privileges:true" not in service.get("security_opt", []):
        yield "it may gain privileges"
    if str(service.get("user", "0")).split(":")[0] in {"0", "root"}:
        yield "it runs as root"
    if not service.get("mem_limit") or not service.get("cpus"):
        yield "it has no limit for memory or CPU"
    if not service.get("healthcheck"):
        yield "it has no health check"
