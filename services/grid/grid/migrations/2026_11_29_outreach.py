"""Who is told of jobs and news by text message, and what comes of it: templates, campaigns, messages, opt-outs, jobs."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "outreach"
down_revision = "patrols"
branch_labels = None
depends_on = None


_moment = sa.DateTime(timezone=True)

TABLES = (
    "outreach_history",
    "outreach_opt_outs",
    "outreach_posts",
    "outreach_receipts",
    "outreach_rules",
    "outreach_templates",
    "outreach_ways",
    "outreach_campaigns",
    "outreach_messages",
    "outreach_referrals",
)


def upgrade() -> None:
    _make_history()
    _make_opt_outs()
    _make_posts()
    _make_receipts()
    _make_rules()
    _make_templates()
    _make_ways()
    _make_campaigns()
    _make_messages()
    _make_referrals()
    _make_residents_reached()


def downgrade() -> None:
    op.drop_index(
        "ix_residents_reached",
        table_name="residents",
        postgresql_ops={"region": "text_pattern_ops"},
        postgresql_include=["phone_mark", "id_number_mark", "employment", "consent_on"],
        postgresql_where=sa.text("state = 'current' AND message_consent AND has_mobile"),
    )
    op.drop_column("residents", "has_mobile")
    for table in reversed(TABLES):
        op.drop_table(table)


def _make_history() -> None:
    op.create_table(
        "outreach_history",
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", _moment, nullable=False),
        sa.Column("facts", postgresql.JSONB(), nullable=False),
        sa.PrimaryKeyConstraint("subject", "version", name="pk_outreach_history"),
    )


def _make_opt_outs() -> None:
    op.create_table(
        "outreach_opt_outs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("resident_id", sa.Uuid()),
        sa.Column("phone_mark", sa.LargeBinary()),
        sa.Column("person_mark", sa.LargeBinary()),
        sa.Column("way", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Uuid()),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("out_on", sa.Date(), nullable=False),
        sa.Column("at", _moment, nullable=False),
        sa.CheckConstraint("resident_id IS NOT NULL OR phone_mark IS NOT NULL", name="ck_outreach_opt_outs_somebody"),
        sa.PrimaryKeyConstraint("id", name="pk_outreach_opt_outs"),
    )
    op.create_index(
        "ix_outreach_opt_outs_person_mark",
        "outreach_opt_outs",
        ["person_mark"],
        postgresql_where=sa.text("person_mark IS NOT NULL"),
    )
    op.create_index(
        "ix_outreach_opt_outs_phone_mark",
        "outreach_opt_outs",
        ["phone_mark"],
        postgresql_where=sa.text("phone_mark IS NOT NULL"),
    )
    op.create_index(
        "ix_outreach_opt_outs_region",
        "outreach_opt_outs",
        ["region", "id"],
        postgresql_ops={"region": "text_pattern_ops"},
    )
    op.create_index(
        "ix_outreach_opt_outs_resident_id",
        "outreach_opt_outs",
        ["resident_id"],
        postgresql_where=sa.text("resident_id IS NOT NULL"),
    )


def _make_posts() -> None:
    op.create_table(
        "outreach_posts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("enterprise_id", sa.Uuid()),
        sa.Column("employer", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("wanted", sa.Integer(), nullable=False),
        sa.Column("placed", sa.Integer(), nullable=False),
        sa.Column("skills", postgresql.JSONB(), nullable=False),
        sa.Column("age_from", sa.Integer()),
        sa.Column("age_to", sa.Integer()),
        sa.Column("sex", sa.Text()),
        sa.Column("ground", sa.Text()),
        sa.Column("wage_from", sa.Integer()),
        sa.Column("wage_to", sa.Integer()),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("cell", sa.Text()),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", _moment, nullable=False),
        sa.CheckConstraint("state IN ('open', 'closed')", name="ck_outreach_posts_state"),
        sa.CheckConstraint(
            "ground IS NOT NULL OR (age_from IS NULL AND age_to IS NULL AND sex IS NULL)",
            name="ck_outreach_posts_ground",
        ),
        sa.CheckConstraint("placed >= 0 AND placed <= wanted", name="ck_outreach_posts_places"),
        sa.PrimaryKeyConstraint("id", name="pk_outreach_posts"),
    )
    op.create_index(
        "ix_outreach_posts_open",
        "outreach_posts",
        ["region"],
        postgresql_ops={"region": "text_pattern_ops"},
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_index(
        "ix_outreach_posts_region",
        "outreach_posts",
        ["region", "id"],
        postgresql_ops={"region": "text_pattern_ops"},
    )


def _make_receipts() -> None:
    op.create_table(
        "outreach_receipts",
        sa.Column("receipt_id", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("told_at", _moment, nullable=False),
        sa.Column("received_at", _moment, nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("receipt_id", name="pk_outreach_receipts"),
    )
    op.create_index("ix_outreach_receipts_message_id", "outreach_receipts", ["message_id"])


def _make_rules() -> None:
    op.create_table(
        "outreach_rules",
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("per_second", sa.Integer(), nullable=False),
        sa.Column("quiet_from", sa.Time()),
        sa.Column("quiet_to", sa.Time()),
        sa.Column("least_with_care", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("region", name="pk_outreach_rules"),
    )


def _make_templates() -> None:
    op.create_table(
        "outreach_templates",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("signature", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("written_by", sa.Text(), nullable=False),
        sa.Column("written_at", _moment, nullable=False),
        sa.Column("decided_by", sa.Text()),
        sa.CheckConstraint(
            "state IN ('draft', 'approved', 'refused', 'withdrawn')", name="ck_outreach_templates_state"
        ),
        sa.CheckConstraint(
            "state NOT IN ('approved', 'withdrawn') OR decided_by <> written_by",
            name="ck_outreach_templates_four_eyes",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_outreach_templates"),
    )
    op.create_index("uq_outreach_templates_edition", "outreach_templates", ["region", "code", "edition"], unique=True)


def _make_ways() -> None:
    op.create_table(
        "outreach_ways",
        sa.Column("way", sa.Text(), nullable=False),
        sa.Column("free_at", _moment, nullable=False),
        sa.PrimaryKeyConstraint("way", name="pk_outreach_ways"),
    )


def _make_campaigns() -> None:
    op.create_table(
        "outreach_campaigns",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("template_id", sa.Uuid(), nullable=False),
        sa.Column("audience", postgresql.JSONB(), nullable=False),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("posts_each", sa.Integer(), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("per_second", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("counted", sa.Integer()),
        sa.Column("counted_on", sa.Date()),
        sa.Column("prepared_by", sa.Text(), nullable=False),
        sa.Column("prepared_at", _moment, nullable=False),
        sa.Column("approved_by", sa.Text()),
        sa.Column("audience_size", sa.Integer()),
        sa.Column("free_at", _moment, nullable=False),
        sa.Column("started_at", _moment),
        sa.Column("ended_at", _moment),
        sa.CheckConstraint(
            "state IN ('draft', 'counted', 'approved', 'running', 'paused', 'finished', 'cancelled')",
            name="ck_outreach_campaigns_state",
        ),
        sa.CheckConstraint(
            "state NOT IN ('approved', 'running', 'paused', 'finished') OR approved_by <> prepared_by",
            name="ck_outreach_campaigns_four_eyes",
        ),
        sa.ForeignKeyConstraint(
            ["template_id"],
            ["outreach_templates.id"],
            name="fk_outreach_campaigns_template_id_outreach_templates",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_outreach_campaigns"),
    )
    op.create_index(
        "ix_outreach_campaigns_region",
        "outreach_campaigns",
        ["region", "id"],
        postgresql_ops={"region": "text_pattern_ops"},
    )
    op.create_index(
        "ix_outreach_campaigns_running",
        "outreach_campaigns",
        ["free_at"],
        postgresql_where=sa.text("state = 'running'"),
    )


def _make_messages() -> None:
    op.create_table(
        "outreach_messages",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("resident_id", sa.Uuid(), nullable=False),
        sa.Column("phone_mark", sa.LargeBinary(), nullable=False),
        sa.Column("person_mark", sa.LargeBinary()),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text()),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", _moment, nullable=False),
        sa.Column("claim_id", sa.Uuid()),
        sa.Column("handed_at", _moment),
        sa.Column("sent_at", _moment),
        sa.Column("posts", postgresql.JSONB(), nullable=False),
        sa.Column("delivery", sa.Text()),
        sa.Column("delivery_at", _moment),
        sa.Column("reply", sa.Text()),
        sa.Column("replied_at", _moment),
        sa.CheckConstraint("delivery IN ('delivered', 'failed')", name="ck_outreach_messages_delivery"),
        sa.CheckConstraint("reply IN ('opt-out', 'interested', 'other')", name="ck_outreach_messages_reply"),
        sa.CheckConstraint(
            "state IN ('waiting', 'handing-over', 'sent', 'unknown', 'failed', 'dropped', 'cancelled')",
            name="ck_outreach_messages_state",
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["outreach_campaigns.id"], name="fk_outreach_messages_campaign_id_outreach_campaigns"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_outreach_messages"),
        postgresql_with={"fillfactor": "70"},
    )
    op.create_index(
        "ix_outreach_messages_handed",
        "outreach_messages",
        ["handed_at"],
        postgresql_where=sa.text("state = 'handing-over'"),
    )
    op.create_index("ix_outreach_messages_phone_mark", "outreach_messages", ["phone_mark"])
    op.create_index("ix_outreach_messages_resident_id", "outreach_messages", ["resident_id"])
    op.create_index(
        "ix_outreach_messages_sent_at",
        "outreach_messages",
        ["sent_at"],
        postgresql_where=sa.text("sent_at IS NOT NULL"),
    )
    op.create_index(
        "ix_outreach_messages_waiting",
        "outreach_messages",
        ["campaign_id", "next_at", "id"],
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_index(
        "uq_outreach_messages_person",
        "outreach_messages",
        ["campaign_id", "person_mark"],
        unique=True,
        postgresql_where=sa.text("person_mark IS NOT NULL"),
    )
    op.create_index("uq_outreach_messages_phone", "outreach_messages", ["campaign_id", "phone_mark"], unique=True)
    op.create_index("uq_outreach_messages_resident", "outreach_messages", ["campaign_id", "resident_id"], unique=True)


def _make_referrals() -> None:
    op.create_table(
        "outreach_referrals",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("post_id", sa.Uuid(), nullable=False),
        sa.Column("resident_id", sa.Uuid(), nullable=False),
        sa.Column("campaign_id", sa.Uuid()),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", _moment, nullable=False),
        sa.Column("decided_by", sa.Text()),
        sa.Column("decided_at", _moment),
        sa.CheckConstraint("(state = 'referred') = (decided_at IS NULL)", name="ck_outreach_referrals_decided"),
        sa.CheckConstraint(
            "state IN ('referred', 'placed', 'declined', 'not-hired')", name="ck_outreach_referrals_state"
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id"],
            ["outreach_campaigns.id"],
            name="fk_outreach_referrals_campaign_id_outreach_campaigns",
        ),
        sa.ForeignKeyConstraint(
            ["post_id"], ["outreach_posts.id"], name="fk_outreach_referrals_post_id_outreach_posts"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_outreach_referrals"),
    )
    op.create_index(
        "ix_outreach_referrals_campaign_id",
        "outreach_referrals",
        ["campaign_id"],
        postgresql_where=sa.text("campaign_id IS NOT NULL"),
    )
    op.create_index(
        "ix_outreach_referrals_region",
        "outreach_referrals",
        ["region", "id"],
        postgresql_ops={"region": "text_pattern_ops"},
    )
    op.create_index("uq_outreach_referrals_once", "outreach_referrals", ["post_id", "resident_id"], unique=True)


def _make_residents_reached() -> None:
    op.add_column("residents", sa.Column("has_mobile", sa.Boolean(), server_default="false", nullable=False))
    op.create_index(
        "ix_residents_reached",
        "residents",
        ["region", "born_on"],
        postgresql_ops={"region": "text_pattern_ops"},
        postgresql_include=["phone_mark", "id_number_mark", "employment", "consent_on"],
        postgresql_where=sa.text("state = 'current' AND message_consent AND has_mobile"),
    )
