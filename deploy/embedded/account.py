"""As which user does PostgreSQL run, and which folders can that user reach?"""

import os
import pwd
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from embedded.child import death_prefix
from embedded.errors import StackError

# Where root keeps what PostgreSQL's user must reach when the project lies under a folder of its own.
PUBLIC_FOLDER = Path("/var/lib/onefour")


@dataclass(frozen=True, slots=True)
class Account:
    """The user of PostgreSQL; `drops` when that is another one than ours (PostgreSQL refuses to run as root)."""

    uid: int
    gid: int
    drops: bool

    def prefix(self, death_signal: str = "INT") -> list[str]:
        """Return the command in front of a PostgreSQL program.

        One setpriv does both: a change of user clears the death signal, so that must be set after it.
        """
        drop = [f"--reuid={self.uid}", f"--regid={self.gid}", "--clear-groups"] if self.drops else []
        return [*death_prefix(death_signal), *drop]

    def can_reach(self, path: Path) -> bool:
        """Say whether this user may enter the folder, or run the program, at `path`."""
        if not self.drops:
            return os.access(path, os.X_OK)
        argv = [*self.prefix(), "--", shutil.which("test") or "test", "-x", str(path)]
        return subprocess.run(argv, check=False, cwd="/").returncode == 0  # noqa: S603 - our own table

    def own(self, path: Path) -> None:
        if self.drops:
            os.chown(path, self.uid, self.gid)


def account_for(data_dir: Path) -> Account:
    """Return who runs PostgreSQL: ourselves; for root the owner of the data, at first `nobody`.

    No user is added to the system. Raises StackError when the data is another's.
    """
    if os.geteuid() != 0:
        if data_dir.exists() and data_dir.stat().st_uid != os.geteuid():
            raise StackError(f"{data_dir} 属于其他用户 belongs to another user: run as that user or as root")
        return Account(os.geteuid(), os.getegid(), drops=False)
    owner = data_dir.stat().st_uid if data_dir.exists() else 0
    entry = pwd.getpwuid(owner) if owner else pwd.getpwnam("nobody")
    return Account(entry.pw_uid, entry.pw_gid, drops=True)


def settle(folder: Path, account: Account) -> Path:
    """Make `folder` and return where it truly lies.

    That is here, or, when its user cannot get here (a project in root's home), a public folder with a link to it.
    """
    place = folder.resolve()
    place.mkdir(parents=True, exist_ok=True)
    place.chmod(0o755)
    if account.can_reach(place):
        return place
    if any(place.iterdir()):
        raise StackError(
            f"{place} 无法访问 cannot be entered by PostgreSQL's user (uid {account.uid}): open its parents"
        )
    PUBLIC_FOLDER.mkdir(parents=True, exist_ok=True)
    PUBLIC_FOLDER.chmod(0o755)
    # A name of its own each time: data of a `.onefour` that was removed or set aside have another password.
    public = Path(tempfile.mkdtemp(prefix="postgres-data-", dir=PUBLIC_FOLDER))
    public.chmod(0o755)
    place.rmdir()
    folder.symlink_to(public)
    return public
