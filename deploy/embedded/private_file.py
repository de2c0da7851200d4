"""How is a file with secrets written, so that nobody else ever reads it and no half of it is ever seen?"""

import os
from pathlib import Path


def write_private(path: Path, text: str) -> None:
    """Replace `path` by `text` with mode 0600, in one step."""
    fresh = path.with_name(f"{path.name}.{os.getpid()}.new")
    fresh.unlink(missing_ok=True)
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        if os.geteuid() == 0:
            # What root writes into a user's folder stays that user's: he may start the next run.
            owner = path.parent.stat()
            os.fchown(file.fileno(), owner.st_uid, owner.st_gid)
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
