"""Licences are extended: which application would, for which days each licence was, and when an item says it is asked."""

import sqlalchemy as sa
from alembic import op

revision = "renewals"
down_revision = "item_forms"
branch_labels = None
depends_on = None

_OPEN = "state IN ('received', 'correcting', 'accepted', 'paused')"
_DECIDED = "state NOT IN ('accepted', 'granted', 'refused', 'delivered') OR accepted_at IS NOT NULL"
_SILENT = " OR (renews IS NOT NULL AND state IN ('granted', 'delivered'))"
_TERMS = {
    "order": "last_day >= first_day",
    "how": "how IN ('granted', 'renewed', 'renewed-by-silence')",
    "granted_first": "(seq = 1) = (how = 'granted')",
}


def upgrade() -> None:
    op.add_column("item_versions", sa.Column("renewal_days", sa.SmallInteger(), nullable=False, server_default="30"))
    op.add_column("item_versions", sa.Column("renewal_basis", sa.Text(), nullable=True))
    op.add_column("item_versions", sa.Column("renewal_months", sa.SmallInteger(), nullable=True))
    op.create_check_constraint(
        op.f("ck_item_versions_renewal"), "item_versions", "renewal_days >= 0 AND renewal_months >= 1"
    )
    op.add_column("applications", sa.Column("renews", sa.Uuid(), nullable=True))
    op.add_column("applications", sa.Column("renewal_due_at", sa.DateTime(timezone=True), nullable=True))
    op.create_foreign_key(op.f("fk_applications_renews_licences"), "applications", "licences", ["renews"], ["id"])
    op.create_check_constraint(
        op.f("ck_applications_renewal"), "applications", "(renews IS NULL) = (renewal_due_at IS NULL)"
    )
    op.drop_constraint(op.f("ck_applications_decided_after_acceptance"), "applications", type_="check")
    op.create_check_constraint(op.f("ck_applications_decided_after_acceptance"), "applications", _DECIDED + _SILENT)
    op.create_index(
        "uq_applications_renews_open", "applications", ["renews"], unique=True, postgresql_where=sa.text(_OPEN)
    )
    op.create_index(
        "ix_applications_renewal_due",
        "applications",
        ["renewal_due_at"],
        postgresql_where=sa.text(f"{_OPEN} AND handed_to IS NULL"),
    )
    op.create_table(
        "licence_terms",
        sa.Column("licence_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.SmallInteger(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("how", sa.Text(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        *(sa.CheckConstraint(rule, name=op.f(f"ck_licence_terms_{name}")) for name, rule in _TERMS.items()),
        sa.ForeignKeyConstraint(["licence_id"], ["licences.id"], name=op.f("fk_licence_terms_licence_id_licences")),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name=op.f("fk_licence_terms_application_id_applications")
        ),
        sa.PrimaryKeyConstraint("licence_id", "seq", name=op.f("pk_licence_terms")),
    )
    # What was granted until now was granted for these days.
    op.execute(
        "INSERT INTO licence_terms (licence_id, seq, first_day, last_day, how, application_id, by, at) "
        "SELECT id, 1, granted_on, valid_to, 'granted', application_id, by, at FROM licences"
    )


def downgrade() -> None:
    op.drop_table("licence_terms")
    op.drop_index("ix_applications_renewal_due", "applications")
    op.drop_index("uq_applications_renews_open", "applications")
    op.drop_constraint(op.f("ck_applications_decided_after_acceptance"), "applications", type_="check")
    op.create_check_constraint(op.f("ck_applications_decided_after_acceptance"), "applications", _DECIDED)
    op.drop_constraint(op.f("ck_applications_renewal"), "applications", type_="check")
    op.drop_constraint(op.f("fk_applications_renews_licences"), "applications", type_="foreignkey")
    op.drop_column("applications", "renewal_due_at")
    op.drop_column("applications", "renews")
    op.drop_constraint(op.f("ck_item_versions_renewal"), "item_versions", type_="check")
    for name in ("renewal_months", "renewal_basis", "renewal_days"):
        op.drop_column("item_versions", name)
