"""Does the Dockerfile build each service, without root and from pinned packages?"""

import re
from pathlib import Path

# The services as deployed → the factory that uvicorn calls.
FACTORIES = {
    "approval-window": "approval_window.main:app",
    "enforcement": "enforcement.main:app",
    "grid": "grid.main:app",
    "dispatch-api": "dispatch.main:api",
    "dispatch-flow": "dispatch.main:flow",
    "dispatch-registers": "dispatch.main:registers",
}
STAGES = 2
INSTALLS = re.compile(r"(?:uv )?pip install [^&\n]*")


def problems(root: Path) -> list[str]:
    """Return what is wrong with `deploy/Dockerfile` of the project at `root`."""
    text = (root / "deploy/Dockerfile").read_text()
    found = [
        f"Dockerfile: SERVICE={service} does not start {factory}"
        for service, factory in FACTORIES.items()
        if not re.search(rf"^\s*{service}\)\s+app={re.escape(factory)} ;;", text, re.MULTILINE)
    ]
    if text.count("\nFROM ") != STAGES:
        found.append("Dockerfile: two stages are wanted, one to build and one to run")
    users = re.findall(r"^USER (\S+)", text, re.MULTILINE)
    if not users or users[-1].split(":")[0] in {"0", "root"}:
        found.append("Dockerfile: the service would run as root")
    found += [
        f"Dockerfile: packages without hashes: {install.strip()}"
        for install in INSTALLS.findall(text)
        if "--require-hashes" not in install and "--no-deps /dist/" not in install
    ]
    for copied in re.findall(r"^COPY (?!--from)(.+) \S+$", text, re.MULTILINE):
        found += [f"Dockerfile: {name} is not there" for name in copied.split() if not (root / name).exists()]
    return found
