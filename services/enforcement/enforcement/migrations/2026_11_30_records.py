"""The record of a case: lines that nobody changes."""

import sqlalchemy as sa
from alembic import op

revision = "records"
down_revision = "hidden_findings"
branch_labels = None
depends_on = None

_REFUSE = """
CREATE FUNCTION refuse_changed_record() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a line of a record is never changed or deleted' USING ERRCODE = 'insufficient_privilege';
END $$
"""


def upgrade() -> None:
    op.create_table(
        "records",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("head", sa.LargeBinary(), nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint("length >= 0", name=op.f("ck_records_length")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_records")),
    )
    op.create_index("ix_records_region", "records", ["region"], postgresql_ops={"region": "text_pattern_ops"})
    op.create_table(
        "record_lines",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("previous", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("seq >= 1", name=op.f("ck_record_lines_seq")),
        sa.ForeignKeyConstraint(["case_id"], ["records.case_id"], name=op.f("fk_record_lines_case_id_records")),
        sa.PrimaryKeyConstraint("case_id", "seq", name=op.f("pk_record_lines")),
    )
    # Whoever runs the service may read and add; a trigger refuses the owner, who could give himself more.
    op.execute("REVOKE UPDATE, DELETE, TRUNCATE ON record_lines FROM CURRENT_USER")
    op.execute(_REFUSE)
    op.execute(
        "CREATE TRIGGER record_lines_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON record_lines "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_changed_record()"
    )


def downgrade() -> None:
    op.drop_table("record_lines")
    op.execute("DROP FUNCTION refuse_changed_record()")
    op.drop_table("records")
