"""Does Prometheus itself accept its configuration and alerts, and do the alerts fire when they should?"""

import shutil
import subprocess
from pathlib import Path

MISSING = (
    "!!! promtool is not installed (Debian package: prometheus): "
    "the configuration of Prometheus and the alerts were NOT checked"
)


def promtool() -> str | None:
    return shutil.which("promtool")


def problems(root: Path) -> list[str]:
    """Return what promtool says against `deploy/prometheus/` of the project at `root`. promtool must be there."""
    folder = root / "deploy/prometheus"
    commands = (
        ["check", "config", "prometheus.yml"],
        ["check", "rules", "alerts.yml"],
        ["test", "rules", "alerts_test.yml"],
    )
    return [problem for command in commands for problem in _said_against(folder, command)]


def _said_against(folder: Path, command: list[str]) -> list[str]:
    tool = promtool()
    assert tool is not None
    # The words of the command stand in this file.
    done = subprocess.run(  # noqa: S603
        [tool, *command], cwd=folder, capture_output=True, text=True, timeout=60, check=False
    )
    if done.returncode == 0:
        return []
    said = " ".join((done.stdout + done.stderr).split())
    return [f"promtool {' '.join(command)}: {said[-600:]}"]
