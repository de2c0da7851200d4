"""Every version of an item, from which day on it holds, and which items are handled as one thing."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "item_versions"
down_revision = "licence_procedure"
branch_labels = None
depends_on = None

# Of what is here, nothing but the power ever changed, and of that only the newest is known. So each version that an
# application may name says what the newest says; only the newest has days.
KEPT = """
    INSERT INTO item_versions (
        code, version, name, name_en, kind, legal_days, promised_days, power, materials, on_site, joint, one_hand,
        in_force_from, in_force_to, published_on, by
    )
    SELECT code, number, name, name_en, kind, legal_days, promised_days, power, materials, on_site, joint, one_hand,
        in_force_from, CASE WHEN number < version THEN in_force_from - 1 END, (now() AT TIME ZONE 'Asia/Shanghai')::date,
        'system:migration'
    FROM items CROSS JOIN LATERAL generate_series(1, version) AS number
"""


def upgrade() -> None:
    # What was in the catalogue so far held on whatever day was asked about: since the founding of the state.
    op.add_column("items", sa.Column("in_force_from", sa.Date(), nullable=True))
    op.add_column("items", sa.Column("in_force_to", sa.Date(), nullable=True))
    op.execute("UPDATE items SET in_force_from = DATE '1949-10-01'")
    op.alter_column("items", "in_force_from", nullable=False)
    op.create_check_constraint(op.f("ck_items_days"), "items", "in_force_to >= in_force_from - 1")
    _create_versions()
    op.execute(KEPT)
    op.create_table(
        "item_bundles",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("items", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("saved_on", sa.Date(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.CheckConstraint("cardinality(items) >= 2", name=op.f("ck_item_bundles_two_items")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_item_bundles")),
    )


def _create_versions() -> None:
    op.create_table(
        "item_versions",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("legal_days", sa.SmallInteger(), nullable=False),
        sa.Column("promised_days", sa.SmallInteger(), nullable=False),
        sa.Column("power", sa.Text(), nullable=True),
        sa.Column("materials", postgresql.JSONB(), server_default=sa.text("'[]'::jsonb"), nullable=False),
        sa.Column("on_site", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("joint", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("one_hand", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("in_force_from", sa.Date(), nullable=False),
        sa.Column("in_force_to", sa.Date(), nullable=True),
        sa.Column("legal_basis_of_term", sa.Text(), nullable=True),
        sa.Column("fee", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("fee_basis", sa.Text(), nullable=True),
        sa.Column("steps", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'::text[]"), nullable=False),
        sa.Column("on_site_basis", sa.Text(), nullable=True),
        sa.Column("basis", sa.Text(), nullable=True),
        sa.Column("published_on", sa.Date(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_by", sa.Text(), nullable=True),
        sa.Column("withdrawn_basis", sa.Text(), nullable=True),
        sa.CheckConstraint("kind IN ('licence', 'certificate', 'public-service')", name=op.f("ck_item_versions_kind")),
        sa.CheckConstraint(
            "promised_days >= 1 AND promised_days <= legal_days", name=op.f("ck_item_versions_promised_within_legal")
        ),
        sa.CheckConstraint("in_force_to >= in_force_from - 1", name=op.f("ck_item_versions_days")),
        sa.CheckConstraint("version >= 1", name=op.f("ck_item_versions_version_positive")),
        sa.CheckConstraint("fee >= 0", name=op.f("ck_item_versions_fee_not_negative")),
        sa.CheckConstraint(
            "num_nonnulls(withdrawn_on, withdrawn_by, withdrawn_basis) IN (0, 3) "
            "AND (withdrawn_on IS NULL OR in_force_to IS NOT NULL)",
            name=op.f("ck_item_versions_withdrawn"),
        ),
        sa.ForeignKeyConstraint(["code"], ["items.code"], name=op.f("fk_item_versions_code_items")),
        sa.PrimaryKeyConstraint("code", "version", name=op.f("pk_item_versions")),
        postgresql.ExcludeConstraint(
            (sa.literal_column("code"), "="),
            (sa.literal_column("daterange(in_force_from, in_force_to + 1)"), "&&"),
            name="ex_item_versions_one_a_day",
        ),
    )


def downgrade() -> None:
    op.drop_table("item_bundles")
    op.drop_table("item_versions")
    op.drop_constraint(op.f("ck_items_days"), "items", type_="check")
    op.drop_column("items", "in_force_to")
    op.drop_column("items", "in_force_from")
