"""Party organisations, members, resolutions and major cases."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "party"
down_revision = "power_backing"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "party_history",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("thing", sa.Text(), nullable=False),
        sa.Column("thing_id", sa.Text(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("facts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_party_history")),
    )
    op.create_index("ix_party_history_thing", "party_history", ["thing", "thing_id", "id"], unique=False)
    op.create_table(
        "party_looks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("seen", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_party_looks")),
    )
    op.create_index(op.f("ix_party_looks_at"), "party_looks", ["at"], unique=False)
    op.create_table(
        "party_organisations",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("next_from", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_party_organisations")),
    )
    op.create_index(
        "ix_party_organisations_next_from",
        "party_organisations",
        ["next_from"],
        unique=False,
        postgresql_where=sa.text("next_from IS NOT NULL"),
    )
    op.create_table(
        "party_shares",
        sa.Column("subject_kind", sa.Text(), nullable=False),
        sa.Column("of", sa.SmallInteger(), nullable=False),
        sa.Column("among", sa.SmallInteger(), nullable=False),
        sa.CheckConstraint("of > 0 AND among > of", name=op.f("ck_party_shares_share")),
        sa.PrimaryKeyConstraint("subject_kind", name=op.f("pk_party_shares")),
    )
    op.create_table(
        "party_members",
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column(
            "valid",
            postgresql.DATERANGE(),
            sa.Computed("daterange(valid_from, valid_to, '[]')", persisted=True),
            nullable=False,
        ),
        sa.Column("branch_id", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("secretary", sa.Boolean(), nullable=False),
        sa.CheckConstraint("valid_to >= valid_from", name=op.f("ck_party_members_order")),
        sa.ForeignKeyConstraint(
            ["branch_id"], ["party_organisations.id"], name=op.f("fk_party_members_branch_id_party_organisations")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_party_members_person_id_persons")),
    )
    op.create_index(op.f("ix_party_members_branch_id"), "party_members", ["branch_id"], unique=False)
    op.create_table(
        "party_resolutions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("committee_id", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("subject_kind", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("seats", sa.SmallInteger(), nullable=False),
        sa.Column("present", sa.SmallInteger(), nullable=False),
        sa.Column("in_favour", sa.SmallInteger(), nullable=False),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("minutes", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("drawn_up_by", sa.Text(), nullable=False),
        sa.Column("drawn_up_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("signed_by", sa.Text(), nullable=True),
        sa.CheckConstraint("decision IN ('approve', 'refuse')", name=op.f("ck_party_resolutions_decision")),
        sa.CheckConstraint(
            "state IN ('drawn-up', 'signed', 'withdrawn', 'used')", name=op.f("ck_party_resolutions_state")
        ),
        sa.CheckConstraint(
            "subject_kind IN ('admission', 'major-case')", name=op.f("ck_party_resolutions_subject_kind")
        ),
        sa.CheckConstraint("in_favour <= present AND present <= seats", name=op.f("ck_party_resolutions_votes")),
        sa.CheckConstraint("signed_by <> drawn_up_by", name=op.f("ck_party_resolutions_four_eyes")),
        sa.ForeignKeyConstraint(
            ["committee_id"],
            ["party_organisations.id"],
            name=op.f("fk_party_resolutions_committee_id_party_organisations"),
        ),
        sa.ForeignKeyConstraint(["region"], ["regions.code"], name=op.f("fk_party_resolutions_region_regions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_party_resolutions")),
        sa.UniqueConstraint("committee_id", "number", name=op.f("uq_party_resolutions_committee_id")),
    )
    op.create_index("ix_party_resolutions_region", "party_resolutions", ["region", "id"], unique=False)
    op.create_index(
        "ix_party_resolutions_signed",
        "party_resolutions",
        ["subject_id"],
        unique=False,
        postgresql_where=sa.text("state = 'signed'"),
    )
    op.create_table(
        "party_seats",
        sa.Column("cell", sa.Text(), nullable=False),
        sa.Column("seat", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column(
            "valid",
            postgresql.DATERANGE(),
            sa.Computed("daterange(valid_from, valid_to, '[]')", persisted=True),
            nullable=False,
        ),
        sa.Column("organisation_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["party_organisations.id"],
            name=op.f("fk_party_seats_organisation_id_party_organisations"),
        ),
    )
    op.create_index(op.f("ix_party_seats_organisation_id"), "party_seats", ["organisation_id"], unique=False)
    op.create_table(
        "party_signups",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("cell", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column(
            "valid",
            postgresql.DATERANGE(),
            sa.Computed("daterange(valid_from, valid_to, '[]')", persisted=True),
            nullable=False,
        ),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("branch_id", sa.Text(), nullable=False),
        sa.Column("duty", sa.Text(), nullable=False),
        sa.Column("from_elsewhere", sa.Boolean(), nullable=False),
        sa.CheckConstraint("valid_to >= valid_from", name=op.f("ck_party_signups_order")),
        sa.ForeignKeyConstraint(
            ["branch_id"], ["party_organisations.id"], name=op.f("fk_party_signups_branch_id_party_organisations")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_party_signups_person_id_persons")),
        sa.UniqueConstraint("id", name=op.f("uq_party_signups_id")),
    )
    op.create_index(op.f("ix_party_signups_cell"), "party_signups", ["cell"], unique=False)
    op.create_index(
        "ix_party_signups_region",
        "party_signups",
        ["region"],
        unique=False,
        postgresql_ops={"region": "text_pattern_ops"},
    )
    op.create_table(
        "party_terms",
        sa.Column("organisation_id", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column(
            "valid",
            postgresql.DATERANGE(),
            sa.Computed("daterange(valid_from, valid_to, '[]')", persisted=True),
            nullable=False,
        ),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("parent", sa.Text(), nullable=True),
        sa.Column("seats", sa.SmallInteger(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('county-committee', 'township-committee', 'general-branch', 'branch')",
            name=op.f("ck_party_terms_kind"),
        ),
        sa.CheckConstraint("valid_to >= valid_from", name=op.f("ck_party_terms_order")),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["party_organisations.id"],
            name=op.f("fk_party_terms_organisation_id_party_organisations"),
        ),
        sa.ForeignKeyConstraint(
            ["parent"], ["party_organisations.id"], name=op.f("fk_party_terms_parent_party_organisations")
        ),
        sa.ForeignKeyConstraint(["region"], ["regions.code"], name=op.f("fk_party_terms_region_regions")),
    )
    op.create_index(op.f("ix_party_terms_parent"), "party_terms", ["parent"], unique=False)
    op.create_index(
        "ix_party_terms_region", "party_terms", ["region"], unique=False, postgresql_ops={"region": "text_pattern_ops"}
    )
    op.create_table(
        "party_major_cases",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("marked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("resolution_id", sa.Uuid(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_party_major_cases_case_id_cases")),
        sa.ForeignKeyConstraint(
            ["resolution_id"],
            ["party_resolutions.id"],
            name=op.f("fk_party_major_cases_resolution_id_party_resolutions"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_party_major_cases")),
    )
    op.create_index(
        "uq_party_major_cases_open",
        "party_major_cases",
        ["case_id"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_index(
        "ix_case_clocks_overdue",
        "case_clocks",
        ["case_id", "due_at"],
        unique=False,
        postgresql_where=sa.text("stopped_at IS NULL AND overdue_at IS NOT NULL"),
    )
    # What SQLAlchemy cannot say: temporal keys.
    op.execute(
        "ALTER TABLE party_terms ADD CONSTRAINT pk_party_terms PRIMARY KEY (organisation_id, valid WITHOUT OVERLAPS)"
    )
    op.execute("ALTER TABLE party_seats ADD CONSTRAINT pk_party_seats PRIMARY KEY (cell, seat, valid WITHOUT OVERLAPS)")
    op.execute(
        "ALTER TABLE party_members ADD CONSTRAINT pk_party_members PRIMARY KEY (person_id, valid WITHOUT OVERLAPS)"
    )
    op.execute(
        "ALTER TABLE party_signups ADD CONSTRAINT pk_party_signups PRIMARY KEY (person_id, cell, valid WITHOUT OVERLAPS)"
    )


def downgrade() -> None:
    op.drop_index(
        "ix_case_clocks_overdue",
        table_name="case_clocks",
        postgresql_where=sa.text("stopped_at IS NULL AND overdue_at IS NOT NULL"),
    )
    op.drop_index(
        "uq_party_major_cases_open", table_name="party_major_cases", postgresql_where=sa.text("ended_at IS NULL")
    )
    op.drop_table("party_major_cases")
    op.drop_index("ix_party_terms_region", table_name="party_terms", postgresql_ops={"region": "text_pattern_ops"})
    op.drop_index(op.f("ix_party_terms_parent"), table_name="party_terms")
    op.drop_table("party_terms")
    op.drop_index("ix_party_signups_region", table_name="party_signups", postgresql_ops={"region": "text_pattern_ops"})
    op.drop_index(op.f("ix_party_signups_cell"), table_name="party_signups")
    op.drop_table("party_signups")
    op.drop_index(op.f("ix_party_seats_organisation_id"), table_name="party_seats")
    op.drop_table("party_seats")
    op.drop_index(
        "ix_party_resolutions_signed", table_name="party_resolutions", postgresql_where=sa.text("state = 'signed'")
    )
    op.drop_index("ix_party_resolutions_region", table_name="party_resolutions")
    op.drop_table("party_resolutions")
    op.drop_index(op.f("ix_party_members_branch_id"), table_name="party_members")
    op.drop_table("party_members")
    op.drop_table("party_shares")
    op.drop_index(
        "ix_party_organisations_next_from",
        table_name="party_organisations",
        postgresql_where=sa.text("next_from IS NOT NULL"),
    )
    op.drop_table("party_organisations")
    op.drop_index(op.f("ix_party_looks_at"), table_name="party_looks")
    op.drop_table("party_looks")
    op.drop_index("ix_party_history_thing", table_name="party_history")
    op.drop_table("party_history")
