"""Is every column of the grid that holds bytes known: sealed and brought under the current key, a mark, or neither?"""

from sqlalchemy import LargeBinary

from grid.main import PROCESS
from grid.metadata import metadata
from tests.support.sealed import SEALED

# What is found by and never opened; `docs/operations.md` says how they come under another key, or why they do not.
MARKS = {"record_looks.mark"}
# Bytes that are nobody's secret: digests of files, and what the detector knows of numbers.
PLAIN = {"task_photos.given_sha256", "task_uploads.sha256", "vacancy_blocks.state"}
# Sealed as text within a document, and sealed anew by a step of its own (`registry.service.keys`).
IN_DOCUMENTS = {"record_history.sealed"}


def test_every_column_of_bytes_is_sealed_and_listed_or_named_here() -> None:
    assert PROCESS.service == "grid"
    listed = {f"{one.table.name}.{one.column}" for one in SEALED}
    found = {
        f"{table.name}.{column.name}"
        for table in metadata.sorted_tables
        for column in table.columns
        if (isinstance(column.type, LargeBinary) or column.name.startswith("sealed"))
        and not column.name.endswith("_mark")
        and column.name != "sealed_under"
    }

    assert found - listed == MARKS | PLAIN | IN_DOCUMENTS
    assert listed - found == set()
