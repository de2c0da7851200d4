"""Which record is none?"""

from shared.errors import NotFound


class RecordUnknown(NotFound):
    """The team told of no such record, or of one of another region."""

    code = "records.unknown"
    said = "没有收到过这份全过程记录"
