"""Which tables find reports whose reporter and place are sealed, and keep who looked for them?"""

from sqlalchemy import BigInteger, Column, DateTime, ForeignKey, Index, Integer, LargeBinary, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from dispatch.metadata import metadata

# One row a report, written at the door. `key` names the blind key of its marks, "" before there was one.
report_marks = Table(
    "report_marks",
    metadata,
    Column("report_id", Uuid, ForeignKey("reports.id", deferrable=True, initially="DEFERRED"), primary_key=True),
    Column("key", Text, nullable=False),
    Column("phone", LargeBinary),
    # The marks of the words of its place, in hex.
    Column("place", JSONB, nullable=False, server_default="[]"),
    Column("square", BigInteger),
)
Index("ix_report_marks_key", report_marks.c.key)
Index(
    "ix_report_marks_phone",
    report_marks.c.phone,
    report_marks.c.report_id,
    postgresql_where=report_marks.c.phone.is_not(None),
)
Index("ix_report_marks_place", report_marks.c.place, postgresql_using="gin", postgresql_ops={"place": "jsonb_path_ops"})
Index("ix_report_marks_square", report_marks.c.square, postgresql_where=report_marks.c.square.is_not(None))

# Who looked for whom: the mark of what was asked, never what was asked.
caller_looks = Table(
    "caller_looks",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("person_id", Text, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("mark", LargeBinary, nullable=False),
    Column("case_id", Uuid, ForeignKey("cases.id")),
    Column("found", Integer, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
)
Index("ix_caller_looks_person_id", caller_looks.c.person_id, caller_looks.c.id)
