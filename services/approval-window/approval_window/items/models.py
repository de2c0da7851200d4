"""What is kept of an item, of each of its versions, of bundles, forms, and of the powers that items need?"""

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
    SmallInteger,
    Table,
    Text,
    Uuid,
    false,
    literal_column,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, ExcludeConstraint
from sqlalchemy.schema import SchemaItem

from approval_window.metadata import metadata


def _said(*, is_key: bool = False) -> tuple[SchemaItem, ...]:
    """Return what an item and each of its versions say alike.

    Terms in working days (licence law art. 82). What is promised is never longer than what the law allows (art. 42).
    """
    return (
        Column("version", Integer, primary_key=is_key, nullable=False, autoincrement=False),
        Column("name", Text, nullable=False),
        Column("name_en", Text, nullable=False),
        Column("kind", Text, nullable=False),
        Column("legal_days", SmallInteger, nullable=False),
        Column("promised_days", SmallInteger, nullable=False),
        # The county's power that a township needs for it; none: it is the township's own.
        Column("power", Text),
        # What is asked for, in its order: code, name, form, whether it is required, and whether it may follow later.
        Column("materials", JSONB, nullable=False, server_default=text("'[]'::jsonb")),
        # The substance is verified on site (licence law art. 34); several agencies handle it as one (art. 26, 42); who
        # received an application may decide on it.
        Column("on_site", Boolean, nullable=False, server_default=false()),
        Column("joint", Boolean, nullable=False, server_default=false()),
        Column("one_hand", Boolean, nullable=False, server_default=false()),
        # Both days belong to it; without the last it holds until further notice. What was replaced or withdrawn before
        # it ever held ends on the day before it begins.
        Column("in_force_from", Date, nullable=False),
        Column("in_force_to", Date),
        CheckConstraint("kind IN ('licence', 'certificate', 'public-service')", name="kind"),
        CheckConstraint("promised_days >= 1 AND promised_days <= legal_days", name="promised_within_legal"),
        CheckConstraint("in_force_to >= in_force_from - 1", name="days"),
    )


# The newest version that was published, be it in force already or not.
items = Table("items", metadata, Column("code", Text, primary_key=True), *_said())

# Every version that ever was. `basis` is the document by which it is in the catalogue, unknown for what was there
# before versions were kept.
item_versions = Table(
    "item_versions",
    metadata,
    Column("code", Text, ForeignKey("items.code"), primary_key=True),
    *_said(is_key=True),
    # The law by which a licence's term is longer than that of the licence law (art. 42).
    Column("legal_basis_of_term", Text),
    # In fen; the law by which a licence is not free (art. 58, 59).
    Column("fee", Integer, nullable=False, server_default=text("0")),
    Column("fee_basis", Text),
    Column("steps", ARRAY(Text), nullable=False, server_default=text("'{}'::text[]")),
    Column("on_site_basis", Text),
    # So many days before its end a holder asks for an extension of his licence (art. 50), by which law where these are
    # others than the licence law's; for how many months it is then, without them for as long as it was.
    Column("renewal_days", SmallInteger, nullable=False, server_default=text("30")),
    Column("renewal_basis", Text),
    Column("renewal_months", SmallInteger),
    # So many licences there are in a township (art. 57), and by which law they are given out in another order than that
    # of the acceptances.
    Column("quota", Integer),
    Column("quota_order_basis", Text),
    # The law by which a hearing is announced and held before it is decided (art. 46); whether it always concerns
    # others, who are told that they may ask for one (art. 36, 47).
    Column("hearing_basis", Text),
    Column("concerns_others", Boolean, nullable=False, server_default=false()),
    # Which agencies are asked for their opinion (art. 26): level, kind of unit, working days, what silence means.
    Column("opinions", JSONB, nullable=False, server_default=text("'[]'::jsonb")),
    Column("basis", Text),
    Column("published_on", Date, nullable=False),
    Column("by", Text, nullable=False),
    # When, by whom and by which document it was said that the item ends with this version.
    Column("withdrawn_on", Date),
    Column("withdrawn_by", Text),
    Column("withdrawn_basis", Text),
    CheckConstraint("version >= 1", name="version_positive"),
    CheckConstraint("fee >= 0", name="fee_not_negative"),
    CheckConstraint("quota >= 1 AND (quota_order_basis IS NULL OR quota IS NOT NULL)", name="quota"),
    CheckConstraint("renewal_days >= 0 AND renewal_months >= 1", name="renewal"),
    CheckConstraint(
        "num_nonnulls(withdrawn_on, withdrawn_by, withdrawn_basis) IN (0, 3) "
        "AND (withdrawn_on IS NULL OR in_force_to IS NOT NULL)",
        name="withdrawn",
    ),
    # One version a day.
    ExcludeConstraint(
        (literal_column("code"), "="),
        (literal_column("daterange(in_force_from, in_force_to + 1)"), "&&"),
        name="ex_item_versions_one_a_day",
    ),
)

# Blank forms (空白表格) for materials of an item: the newest is handed out. Nothing in them is anybody's.
item_forms = Table(
    "item_forms",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("item", Text, ForeignKey("items.code"), nullable=False),
    Column("material", Text, nullable=False),
    Column("object", Text, nullable=False, unique=True),
    Column("bytes", Integer, nullable=False),
    Column("pages", Integer, nullable=False),
    Column("sha256", LargeBinary, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
)
Index("ix_item_forms_item", item_forms.c.item, item_forms.c.material, item_forms.c.id)

# Items that are handled as one thing (一件事一次办), in the order in which they are shown.
item_bundles = Table(
    "item_bundles",
    metadata,
    Column("code", Text, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("items", ARRAY(Text), nullable=False),
    Column("saved_on", Date, nullable=False),
    Column("by", Text, nullable=False),
    CheckConstraint("cardinality(items) >= 2", name="two_items"),
)

# Read copy of the powers of townships: `terms` are the ranges of days on which one is in force.
power_copies = Table(
    "power_copies",
    metadata,
    Column("region", Text, primary_key=True),
    Column("code", Text, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("mode", Text, nullable=False),
    Column("principal", Text, nullable=False),
    Column("field", Text),
    Column("terms", JSONB, nullable=False),
)
