"""Which tables hold what people said and showed in a case, and who looked at it?"""

from sqlalchemy import Column, DateTime, ForeignKey, Index, Integer, LargeBinary, Table, Text, Uuid
from sqlalchemy import UniqueConstraint as Unique

from dispatch.dossier.domain.comments import Audience, Seat
from dispatch.metadata import metadata, one_of
from shared.files import MediaType

_moment = DateTime(timezone=True)


# A row is one version of a comment and never changes; the comment has the id of its first.
case_comments = Table(
    "case_comments",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("comment_id", Uuid, nullable=False),
    Column("version", Integer, nullable=False),
    Column("case_id", Uuid, ForeignKey("cases.id"), nullable=False),
    Column("audience", Text, nullable=False),
    Column("seat", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", _moment, nullable=False),
    Column("sealed_text", LargeBinary, nullable=False),
    Unique("comment_id", "version"),
    one_of("audience", Audience),
    one_of("seat", Seat),
)
Index("ix_case_comments_case_id", case_comments.c.case_id, case_comments.c.comment_id)

# A photo or a sound: the object lies in the store under `object`, sealed, written before this row. `given_sha256` is of
# what was sent, before anything was taken out of it.
attachments = Table(
    "case_attachments",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("case_id", Uuid, ForeignKey("cases.id"), nullable=False),
    Column("object", Text, nullable=False, unique=True),
    Column("media_type", Text, nullable=False),
    Column("bytes", Integer, nullable=False),
    Column("given_sha256", LargeBinary, nullable=False),
    Column("audience", Text, nullable=False),
    Column("sealed_name", LargeBinary),
    Column("by", Text, nullable=False),
    Column("at", _moment, nullable=False),
    # The same file is in a case once.
    Unique("case_id", "given_sha256"),
    one_of("audience", Audience),
    one_of("media_type", MediaType),
)

# Who looked at what of a case's papers: its comments, or the attachment that is named.
dossier_looks = Table(
    "dossier_looks",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("case_id", Uuid, ForeignKey("cases.id"), nullable=False),
    Column("what", Text, nullable=False),
    Column("attachment_id", Uuid),
    Column("person_id", Text, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("at", _moment, nullable=False),
)
Index("ix_dossier_looks_case_id", dossier_looks.c.case_id, dossier_looks.c.id)
