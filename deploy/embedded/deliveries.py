"""Which replies have arrived, over all restarts of the receiver?"""

import sqlite3
from datetime import datetime
from pathlib import Path

SCHEMA = """
CREATE TABLE IF NOT EXISTS delivery (
    source TEXT NOT NULL,
    message_id TEXT NOT NULL,
    external_id TEXT NOT NULL,
    first_at TEXT NOT NULL,
    times INTEGER NOT NULL,
    PRIMARY KEY (source, message_id)
);
CREATE INDEX IF NOT EXISTS delivery_external_id ON delivery (source, external_id);
"""


class Deliveries:
    """A table of message ids; the reply's text is not kept."""

    def __init__(self, path: Path) -> None:
        # autocommit: what is answered with a 2xx is in the file, also when the process is killed the moment after.
        self._database = sqlite3.connect(path, isolation_level=None)
        self._database.execute("PRAGMA journal_mode = WAL")
        self._database.execute("PRAGMA synchronous = NORMAL")
        self._database.executescript(SCHEMA)

    def keep(self, source: str, message_id: str, external_id: str, *, at: datetime) -> bool:
        """Note one delivery; say whether its message id is new."""
        (times,) = self._database.execute(
            "INSERT INTO delivery VALUES (?, ?, ?, ?, 1) "
            "ON CONFLICT (source, message_id) DO UPDATE SET times = times + 1 RETURNING times",
            (source, message_id, external_id, at.isoformat()),
        ).fetchone()
        return bool(times == 1)

    def count(self, source: str) -> dict[str, int]:
        """Return deliveries received, distinct message ids, repeated deliveries, and distinct orders replied to."""
        received, distinct, orders = self._database.execute(
            "SELECT coalesce(sum(times), 0), count(*), count(DISTINCT external_id) FROM delivery WHERE source = ?",
            (source,),
        ).fetchone()
        return {"received": received, "distinct": distinct, "repeated": received - distinct, "external_ids": orders}

    def about(self, source: str, external_id: str) -> list[str]:
        """Return the ids of the messages about one order, oldest first."""
        rows = self._database.execute(
            "SELECT message_id FROM delivery WHERE source = ? AND external_id = ? ORDER BY first_at, message_id",
            (source, external_id),
        )
        return [message_id for (message_id,) in rows]
