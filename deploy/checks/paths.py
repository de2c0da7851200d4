"""Does one address for dispatch lead each path to the process that answers it?"""

import re
from pathlib import Path

import yaml

from onefour.gateway import REGISTERS

INGRESS, PROXY = "deploy/k8s/dispatch-ingress.yaml", "deploy/compose/dispatch.conf"
REGISTERS_PROCESS, API_PROCESS = "dispatch-registers", "dispatch-api"
LOCATION = re.compile(r"location ~ \^/\(([a-z|-]+)\)\(/\|\$\) \{\s+set \$registers http://dispatch-registers:8000;")


def problems(root: Path) -> list[str]:
    """Return where the ingress and the proxy of compose part the paths otherwise than the command line does."""
    return [*_of_the_ingress(root), *_of_the_proxy(root)]


def _of_the_ingress(root: Path) -> list[str]:
    document = yaml.safe_load((root / INGRESS).read_text())
    paths = [path for rule in document["spec"]["rules"] for path in rule["http"]["paths"]]
    to = {path["path"]: path["backend"]["service"]["name"] for path in paths}
    wanted = {f"/{name}": REGISTERS_PROCESS for name in REGISTERS} | {"/": API_PROCESS}
    return [
        f"{INGRESS}: {path} goes to {to.get(path)}, {wanted.get(path)} is wanted"
        for path in sorted(to.keys() | wanted.keys())
        if to.get(path) != wanted.get(path)
    ]


def _of_the_proxy(root: Path) -> list[str]:
    found = LOCATION.search((root / PROXY).read_text())
    names = set(found[1].split("|")) if found else set()
    return [f"{PROXY}: /{name} goes to the wrong process" for name in sorted(names ^ REGISTERS)]
