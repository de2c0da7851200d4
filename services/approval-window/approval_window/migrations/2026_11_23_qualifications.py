"""Read copies of who is qualified, what licences require, and in which field a power lies."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "qualifications"
down_revision = "licences"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "qualification_copies",
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("certificates", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_qualification_copies")),
    )
    op.create_table(
        "requirement_copies",
        sa.Column("activity", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("terms", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("matters", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("activity", name=op.f("pk_requirement_copies")),
    )
    op.create_index(
        "ix_requirement_copies_matters",
        "requirement_copies",
        ["matters"],
        unique=False,
        postgresql_using="gin",
        postgresql_ops={"matters": "jsonb_path_ops"},
    )
    op.create_table(
        "training_binding_copies",
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("bound_from", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("region", name=op.f("pk_training_binding_copies")),
    )
    op.add_column("power_copies", sa.Column("field", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("power_copies", "field")
    op.drop_table("training_binding_copies")
    op.drop_index(
        "ix_requirement_copies_matters",
        table_name="requirement_copies",
        postgresql_using="gin",
        postgresql_ops={"matters": "jsonb_path_ops"},
    )
    op.drop_table("requirement_copies")
    op.drop_table("qualification_copies")
