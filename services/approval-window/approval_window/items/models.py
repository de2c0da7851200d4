"""What is kept of an item, of each of its versions, of bundles, and of the powers that items need?"""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Integer,
    SmallInteger,
    Table,
    Text,
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
