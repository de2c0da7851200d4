"""Is a file that was kept in a folder still there when the machine loses its power?"""

import os
import stat
from pathlib import Path

from shared.runtime.settings import StoreSettings
from shared.runtime.store import Store


async def test_a_file_and_its_name_are_on_the_disk_before_anybody_is_told(tmp_path: Path) -> None:
    synced: list[tuple[int, bool]] = []

    def note(descriptor: int) -> None:
        found = os.fstat(descriptor)
        synced.append((found.st_ino, stat.S_ISDIR(found.st_mode)))

    store = Store(StoreSettings(url=f"file://{tmp_path}"), fsync=note)
    await store.put("attachments/one", b"whole")

    path = tmp_path / "attachments" / "one"
    assert path.read_bytes() == b"whole"
    assert synced == [(path.stat().st_ino, False), (path.parent.stat().st_ino, True)]
