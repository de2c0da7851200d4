"""Which tables keep templates, campaigns and their messages, receipts, who wants none, and jobs?"""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    Time,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSONB

from grid.metadata import metadata

_moment = DateTime(timezone=True)
_PREFIX = {"region": "text_pattern_ops"}

# What holds in a region; where none speaks, `domain.rules.Rules` does.
outreach_rules = Table(
    "outreach_rules",
    metadata,
    Column("region", Text, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("per_second", Integer, nullable=False),
    Column("quiet_from", Time),
    Column("quiet_to", Time),
    Column("least_with_care", Integer, nullable=False),
    Column("same_after_days", Integer, nullable=False, server_default="30"),
    CheckConstraint("same_after_days >= 0", name="same_after"),
)

# Every step of a rule, template, campaign, post and referral; `facts` are codes, numbers and days.
outreach_history = Table(
    "outreach_history",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("region", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", _moment, nullable=False),
    Column("facts", JSONB, nullable=False),
)

# A row is an edition of a text, and is never changed once it is decided.
outreach_templates = Table(
    "outreach_templates",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("region", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("edition", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("signature", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("written_by", Text, nullable=False),
    Column("written_at", _moment, nullable=False),
    Column("decided_by", Text),
    CheckConstraint("state IN ('draft', 'approved', 'refused', 'withdrawn')", name="state"),
    CheckConstraint("state NOT IN ('approved', 'withdrawn') OR decided_by <> written_by", name="four_eyes"),
)
_t = outreach_templates.c
Index("uq_outreach_templates_edition", _t.region, _t.code, _t.edition, unique=True)

outreach_campaigns = Table(
    "outreach_campaigns",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("region", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("template_id", Uuid, ForeignKey("outreach_templates.id"), nullable=False),
    Column("audience", JSONB, nullable=False),
    Column("link", Text, nullable=False),
    Column("posts_each", Integer, nullable=False),
    Column("urgent", Boolean, nullable=False),
    Column("per_second", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("counted", Integer),
    Column("counted_on", Date),
    Column("prepared_by", Text, nullable=False),
    Column("prepared_at", _moment, nullable=False),
    Column("approved_by", Text),
    Column("audience_size", Integer),
    # From when on the next message is within its pace.
    Column("free_at", _moment, nullable=False),
    Column("started_at", _moment),
    Column("ended_at", _moment),
    CheckConstraint(
        "state IN ('draft', 'counted', 'approved', 'running', 'paused', 'finished', 'cancelled')", name="state"
    ),
    CheckConstraint(
        "state NOT IN ('approved', 'running', 'paused', 'finished') OR approved_by <> prepared_by", name="four_eyes"
    ),
)
_c = outreach_campaigns.c
Index("ix_outreach_campaigns_region", _c.region, _c.id, postgresql_ops=_PREFIX)
Index("ix_outreach_campaigns_running", _c.free_at, postgresql_where=_c.state == "running")

# The pace of all campaigns together, by the way that messages leave.
outreach_ways = Table(
    "outreach_ways",
    metadata,
    Column("way", Text, primary_key=True),
    Column("free_at", _moment, nullable=False),
)

# Who is written to: never under which number, but its mark, by which the table itself keeps that nobody is twice.
outreach_messages = Table(
    "outreach_messages",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("campaign_id", Uuid, ForeignKey("outreach_campaigns.id"), nullable=False),
    Column("region", Text, nullable=False),
    Column("resident_id", Uuid, nullable=False),
    Column("phone_mark", LargeBinary, nullable=False),
    Column("person_mark", LargeBinary),
    Column("state", Text, nullable=False),
    Column("reason", Text),
    Column("attempts", Integer, nullable=False),
    Column("next_at", _moment, nullable=False),
    Column("claim_id", Uuid),
    Column("handed_at", _moment),
    Column("sent_at", _moment),
    Column("posts", JSONB, nullable=False),
    Column("delivery", Text),
    Column("delivery_at", _moment),
    Column("reply", Text),
    Column("replied_at", _moment),
    CheckConstraint(
        "state IN ('waiting', 'handing-over', 'sent', 'unknown', 'failed', 'dropped', 'cancelled')", name="state"
    ),
    CheckConstraint("delivery IN ('delivered', 'failed')", name="delivery"),
    CheckConstraint("reply IN ('opt-out', 'interested', 'other')", name="reply"),
    # Written at their start, and then changed in place a few times each.
    postgresql_with={"fillfactor": "70"},
)
_m = outreach_messages.c
Index("uq_outreach_messages_resident", _m.campaign_id, _m.resident_id, unique=True)
Index("uq_outreach_messages_phone", _m.campaign_id, _m.phone_mark, unique=True)
Index(
    "uq_outreach_messages_person",
    _m.campaign_id,
    _m.person_mark,
    unique=True,
    postgresql_where=_m.person_mark.is_not(None),
)
Index("ix_outreach_messages_waiting", _m.campaign_id, _m.next_at, _m.id, postgresql_where=_m.state == "waiting")
Index("ix_outreach_messages_handed", _m.handed_at, postgresql_where=_m.state == "handing-over")
Index("ix_outreach_messages_resident_id", _m.resident_id)
Index("ix_outreach_messages_phone_mark", _m.phone_mark)
Index("ix_outreach_messages_sent_at", _m.sent_at, postgresql_where=_m.sent_at.is_not(None))

outreach_receipts = Table(
    "outreach_receipts",
    metadata,
    Column("receipt_id", Text, primary_key=True),
    Column("message_id", Uuid, nullable=False),
    Column("region", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("told_at", _moment, nullable=False),
    Column("received_at", _moment, nullable=False),
    Column("outcome", Text, nullable=False),
)
Index("ix_outreach_receipts_message_id", outreach_receipts.c.message_id)

# Who wants no more messages: the mark of the number, the person and the record, so that no import brings him back.
outreach_opt_outs = Table(
    "outreach_opt_outs",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("region", Text, nullable=False),
    Column("resident_id", Uuid),
    Column("phone_mark", LargeBinary),
    Column("person_mark", LargeBinary),
    Column("way", Text, nullable=False),
    Column("message_id", Uuid),
    Column("by", Text, nullable=False),
    Column("out_on", Date, nullable=False),
    Column("at", _moment, nullable=False),
    CheckConstraint("resident_id IS NOT NULL OR phone_mark IS NOT NULL", name="somebody"),
)
_o = outreach_opt_outs.c
Index("ix_outreach_opt_outs_region", _o.region, _o.id, postgresql_ops=_PREFIX)
Index("ix_outreach_opt_outs_resident_id", _o.resident_id, postgresql_where=_o.resident_id.is_not(None))
Index("ix_outreach_opt_outs_phone_mark", _o.phone_mark, postgresql_where=_o.phone_mark.is_not(None))
Index("ix_outreach_opt_outs_person_mark", _o.person_mark, postgresql_where=_o.person_mark.is_not(None))

outreach_posts = Table(
    "outreach_posts",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("region", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("enterprise_id", Uuid),
    Column("employer", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("wanted", Integer, nullable=False),
    Column("placed", Integer, nullable=False),
    Column("skills", JSONB, nullable=False),
    Column("age_from", Integer),
    Column("age_to", Integer),
    Column("sex", Text),
    Column("ground", Text),
    Column("wage_from", Integer),
    Column("wage_to", Integer),
    Column("place", Text, nullable=False),
    Column("cell", Text),
    Column("valid_until", Date, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", _moment, nullable=False),
    CheckConstraint("state IN ('open', 'closed')", name="state"),
    CheckConstraint("placed >= 0 AND placed <= wanted", name="places"),
    CheckConstraint("ground IS NOT NULL OR (age_from IS NULL AND age_to IS NULL AND sex IS NULL)", name="ground"),
)
_p = outreach_posts.c
Index("ix_outreach_posts_region", _p.region, _p.id, postgresql_ops=_PREFIX)
Index("ix_outreach_posts_open", _p.region, postgresql_ops=_PREFIX, postgresql_where=_p.state == "open")

outreach_referrals = Table(
    "outreach_referrals",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("region", Text, nullable=False),
    Column("post_id", Uuid, ForeignKey("outreach_posts.id"), nullable=False),
    Column("resident_id", Uuid, nullable=False),
    Column("campaign_id", Uuid, ForeignKey("outreach_campaigns.id")),
    Column("state", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", _moment, nullable=False),
    Column("decided_by", Text),
    Column("decided_at", _moment),
    CheckConstraint("state IN ('referred', 'placed', 'declined', 'not-hired')", name="state"),
    CheckConstraint("(state = 'referred') = (decided_at IS NULL)", name="decided"),
)
_f = outreach_referrals.c
Index("uq_outreach_referrals_once", _f.post_id, _f.resident_id, unique=True)
Index("ix_outreach_referrals_region", _f.region, _f.id, postgresql_ops=_PREFIX)
Index("ix_outreach_referrals_campaign_id", _f.campaign_id, postgresql_where=_f.campaign_id.is_not(None))
