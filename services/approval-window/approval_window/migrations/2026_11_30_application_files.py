"""Files for the materials of applications."""

import sqlalchemy as sa
from alembic import op

revision = "application_files"
down_revision = "hearings"
branch_labels = None
depends_on = None

_CHECKS = {
    "round_positive": "round >= 1",
    "media_type": "media_type IN ('application/pdf', 'image/jpeg', 'image/png', 'image/webp')",
    "pages": "(media_type = 'application/pdf') = (pages IS NOT NULL)",
}


def upgrade() -> None:
    op.create_table(
        "application_files",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("material", sa.Text(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("object", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("bytes", sa.Integer(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=True),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("given_sha256", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_name", sa.LargeBinary(), nullable=True),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        *(sa.CheckConstraint(rule, name=op.f(f"ck_application_files_{name}")) for name, rule in _CHECKS.items()),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name=op.f("fk_application_files_application_id_applications")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application_files")),
        sa.UniqueConstraint(
            "application_id", "material", "round", "given_sha256", name=op.f("uq_application_files_application_id")
        ),
    )
    op.create_index(op.f("ix_application_files_object"), "application_files", ["object"])


def downgrade() -> None:
    op.drop_table("application_files")
