"""Which tables hold orders, what was said to their platforms, applications, reply documents and approved wordings?"""

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
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from dispatch.metadata import metadata, one_of
from dispatch.orders.domain.applications import OPEN, ApplicationKind, ApplicationState
from dispatch.orders.domain.documents import DocumentState
from dispatch.orders.domain.messages import MessageKind, MessageState
from dispatch.orders.domain.orders import Contact, OrderAction, OrderState
from dispatch.orders.domain.wordings import WordingState
from shared.schemas.vocabulary import Result

_moment = DateTime(timezone=True)


# One row a report whose platform decides over it.
orders = Table(
    "orders",
    metadata,
    Column("report_id", Uuid, ForeignKey("reports.id"), primary_key=True),
    Column("source", Text, nullable=False),
    Column("external_id", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("came_at", _moment, nullable=False),
    Column("due_at", _moment),
    Column("signed_at", _moment),
    Column("signed_by", Text),
    Column("tries", Integer, nullable=False),
    Column("contact", Text),
    Column("designated", Boolean, nullable=False),
    Column("urged", Integer, nullable=False),
    Column("reworked", Integer, nullable=False),
    Column("satisfied", Boolean),
    Column("called_back_at", _moment),
    Column("replied_at", _moment),
    Column("ended_at", _moment),
    # The case that it was in, where it has left that and others have not.
    Column("left_case", Uuid, ForeignKey("cases.id")),
    one_of("state", OrderState),
    one_of("contact", Contact),
)
Index("ix_orders_state", orders.c.state, orders.c.report_id)
Index("ix_orders_left_case", orders.c.left_case, postgresql_where=orders.c.left_case.is_not(None))

order_history = Table(
    "order_history",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("report_id", Uuid, ForeignKey("orders.report_id"), nullable=False),
    Column("action", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", _moment, nullable=False),
    Column("facts", JSONB, nullable=False),
    one_of("action", OrderAction),
)
Index("ix_order_history_report_id", order_history.c.report_id, order_history.c.id)
Index("ix_order_history_unexpected", order_history.c.id, postgresql_where=order_history.c.action == "unexpected")

# One try to reach a caller; his number is read elsewhere, and each look at it is logged there.
order_contacts = Table(
    "order_contacts",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("report_id", Uuid, ForeignKey("orders.report_id"), nullable=False),
    Column("at", _moment, nullable=False),
    Column("by", Text, nullable=False),
    Column("reached", Boolean, nullable=False),
    Column("result", Text, nullable=False),
    Column("noted_at", _moment, nullable=False),
)
Index("ix_order_contacts_report_id", order_contacts.c.report_id, order_contacts.c.id)

order_applications = Table(
    "order_applications",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("report_id", Uuid, ForeignKey("orders.report_id"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("sealed_text", LargeBinary, nullable=False),
    # Ids of what was attached to the case.
    Column("evidence", JSONB, nullable=False),
    # Until when more time is asked for, and until when it was granted.
    Column("until", _moment),
    Column("granted_until", _moment),
    Column("drafted_by", Text, nullable=False),
    Column("drafted_at", _moment, nullable=False),
    Column("decided_by", Text),
    Column("decided_at", _moment),
    Column("turned_down_because", Text),
    Column("sent_at", _moment),
    Column("answered_at", _moment),
    one_of("kind", ApplicationKind),
    one_of("state", ApplicationState),
    CheckConstraint("decided_by <> drafted_by", name="two_persons"),
    CheckConstraint("kind <> 'extension' OR until IS NOT NULL", name="until"),
)
Index("ix_order_applications_report_id", order_applications.c.report_id, order_applications.c.id)
# Never twice at once.
Index(
    "uq_order_applications_open",
    order_applications.c.report_id,
    order_applications.c.kind,
    unique=True,
    postgresql_where=order_applications.c.state.in_([str(state) for state in sorted(OPEN)]),
)

# Versions of the answer to one order; the newest one counts.
order_documents = Table(
    "order_documents",
    metadata,
    Column("report_id", Uuid, ForeignKey("orders.report_id"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("state", Text, nullable=False),
    # Whose people check it; NULL where no unit handles the case.
    Column("unit", Text),
    Column("wording_id", Uuid, ForeignKey("wordings.id")),
    Column("sealed_text", LargeBinary, nullable=False),
    Column("drafted_by", Text, nullable=False),
    Column("drafted_at", _moment, nullable=False),
    Column("checked_by", Text),
    Column("checked_at", _moment),
    Column("approved_by", Text),
    Column("approved_at", _moment),
    Column("sent_back_by", Text),
    Column("sent_back_at", _moment),
    Column("sent_back_because", Text),
    Column("sent_at", _moment),
    one_of("state", DocumentState),
    CheckConstraint("checked_by <> drafted_by", name="checked_by_another"),
    CheckConstraint(
        "approved_by IS NULL OR (approved_by <> drafted_by AND approved_by IS DISTINCT FROM checked_by)",
        name="approved_by_a_third",
    ),
)

wordings = Table(
    "wordings",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("region", Text, nullable=False),
    Column("matter", Text),
    Column("outcome", Text, nullable=False),
    Column("result", Text),
    Column("text", Text, nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("state", Text, nullable=False),
    Column("proposed_by", Text, nullable=False),
    Column("proposed_at", _moment, nullable=False),
    Column("decided_by", Text),
    Column("decided_at", _moment),
    Column("withdrawn_by", Text),
    Column("withdrawn_at", _moment),
    one_of("state", WordingState),
    one_of("result", Result),
    CheckConstraint("decided_by <> proposed_by", name="two_persons"),
)
Index("ix_wordings_state", wordings.c.state, wordings.c.id)

# Everything that is said to a platform, in order within an order.
order_messages = Table(
    "order_messages",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("report_id", Uuid, ForeignKey("reports.id"), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    # What makes two messages the same, however often they are written.
    Column("occasion", Text, nullable=False),
    Column("case_id", Uuid, ForeignKey("cases.id"), nullable=False),
    Column("application_id", Uuid, ForeignKey("order_applications.id")),
    Column("source", Text, nullable=False),
    Column("external_id", Text, nullable=False),
    Column("body", JSONB, nullable=False),
    Column("sealed_text", LargeBinary),
    Column("state", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("first_at", _moment, nullable=False),
    Column("next_at", _moment, nullable=False),
    Column("last_error", Text),
    Column("delivered_at", _moment),
    one_of("kind", MessageKind),
    one_of("state", MessageState),
    UniqueConstraint("report_id", "seq"),
    UniqueConstraint("report_id", "kind", "occasion", name="uq_order_messages_occasion"),
)
Index("ix_order_messages_next_at", order_messages.c.next_at, postgresql_where=order_messages.c.state == "waiting")
Index("ix_order_messages_state", order_messages.c.state, order_messages.c.kind, order_messages.c.id)
# What holds up the later ones of its order.
Index(
    "ix_order_messages_undelivered",
    order_messages.c.report_id,
    order_messages.c.seq,
    postgresql_where=order_messages.c.state != text("'delivered'"),
)
