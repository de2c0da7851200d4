"""Which figures does a process give to Prometheus? All names stand here, and nowhere else.

No label ever names a case, a person or an address.
"""

from prometheus_client import Counter, Gauge, Histogram

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
BATCH = (1, 5, 20, 50, 100, 200, 500, 1000)

# HTTP
http_requests = Counter("onefour_http_requests", "HTTP requests answered", ["service", "method", "route", "status"])
http_seconds = Histogram("onefour_http_request_seconds", "Time to answer", ["service", "route"], buckets=SECONDS)

# Outbox and relay
outbox_unpublished = Gauge("onefour_outbox_unpublished", "Events written and not yet published", ["service"])
outbox_oldest_seconds = Gauge("onefour_outbox_oldest_seconds", "Age of the oldest unpublished event", ["service"])
relay_published = Counter("onefour_relay_published", "Events published", ["service", "topic"])
relay_failures = Counter("onefour_relay_failures", "Batches that could not be published", ["service"])
relay_log_changes = Counter("onefour_relay_log_changes", "Times the broker's log was found to be another", ["service"])

# Consumers
consumer_events = Counter(
    "onefour_consumer_events", "Messages dealt with, by outcome", ["consumer", "topic", "outcome"]
)
consumer_batch = Histogram("onefour_consumer_batch_events", "Messages in a batch", ["consumer"], buckets=BATCH)
consumer_seconds = Histogram("onefour_consumer_batch_seconds", "Time for a batch", ["consumer"], buckets=SECONDS)
consumer_lag = Gauge("onefour_consumer_lag", "Messages behind the end of the log", ["consumer"])
consumer_dead_letters = Counter(
    "onefour_consumer_dead_letters", "Messages sent to a dead-letter topic", ["consumer", "topic"]
)
consumer_stopped = Gauge(
    "onefour_consumer_stopped", "1 while a consumer stands still for too many bad messages", ["consumer"]
)
consumer_rejoins = Counter("onefour_consumer_rejoins", "Times it heard nothing and joined its group anew", ["consumer"])

# Timers
timer_runs = Counter("onefour_timer_runs", "Runs of a timer, by outcome", ["timer", "outcome"])

# The centre
feed_events = Counter("onefour_feed_events", "Feed events at the door", ["source", "door", "outcome"])
cases_opened = Counter("onefour_cases_opened", "Cases opened", ["origin"])
cases_transitions = Counter("onefour_cases_transitions", "Steps of cases", ["action"])
cases_open = Gauge("onefour_cases_open", "Cases that are not closed, by state", ["state"])
clocks_by_light = Gauge("onefour_clocks_by_light", "Running clocks, by light", ["light"])
ladder_steps = Counter("onefour_ladder_steps", "Steps of ladders that were taken", ["to"])
clocks_overdue = Gauge("onefour_clocks_overdue", "Running clocks past their due time", ["kind"])
duties_observed = Counter(
    "onefour_duties_observed", "Matters given to townships not held to a list, and on none of theirs", ["standing"]
)
duty_exits = Counter("onefour_duty_exits", "Cases that went to a township past its list, for danger")
triage_decisions = Counter("onefour_triage_decisions", "Automatic decisions", ["outcome"])
triage_unmapped = Counter("onefour_triage_unmapped", "Reports with a category that leads to no matter", ["scheme"])
replies_sent = Counter("onefour_replies", "Messages to a source, by outcome", ["source", "outcome"])
replies_waiting = Gauge("onefour_replies_waiting", "Messages not yet taken by their source", ["source"])
messages_stuck = Gauge("onefour_messages_stuck", "Messages to a source given up after 24 hours", ["source"])
notices_noted = Counter("onefour_notices_noted", "Notices that somebody is to be told", ["code"])
notices_told = Counter(
    "onefour_notices_told", "Notices that reached whom they were meant for, others, or nobody", ["outcome"]
)
notice_deliveries = Counter("onefour_notice_deliveries", "Messages handed to a channel", ["channel", "outcome"])
notices_waiting = Gauge("onefour_notices_waiting", "Messages that wait to be taken", ["channel"])
notices_failed = Gauge("onefour_notices_failed", "Messages that were given up, or reached nobody", ["channel"])
outreach_messages = Counter(
    "onefour_outreach_messages", "Messages of campaigns handed over, by what became", ["outcome"]
)
outreach_receipts = Counter("onefour_outreach_receipts", "Receipts of a gateway", ["outcome"])
notices_escalated = Counter("onefour_notices_escalated", "Notices that nobody answered in time")
figures_counted = Gauge("onefour_figures_counted", "Cases in each figure of the last full day", ["figure", "part"])
figures_waiting = Gauge("onefour_figures_waiting", "Cases whose facts wait to be told to the figures")
exchange_deliveries = Counter("onefour_exchange_deliveries", "Changed rows pushed to departments", ["outcome"])
exchange_waiting = Gauge("onefour_exchange_waiting", "Pushes that their department has not taken yet")
exchange_queries = Counter("onefour_exchange_queries", "Queries of departments by a grant", ["set"])

# The grid, the window and the team
tasks_arrivals = Counter("onefour_tasks_arrivals", "Arrivals of workers, borne out by a place or not", ["arrival"])
sync_gaps = Gauge("onefour_sync_gaps", "Things of phones that wait too long for one that never came before them")
sync_given_up = Counter("onefour_sync_given_up", "Times that numbers of phones were given up", ["reason"])
fields_resealed = Counter("onefour_fields_resealed", "Rows that came under the current key", ["what"])
registry_removed = Counter("onefour_registry_removed", "Rows that the registry has forgotten in time", ["what"])
registry_imported = Counter("onefour_registry_imported", "Lines of files, by what became of them", ["kind", "outcome"])
registry_imports = Counter(
    "onefour_registry_imports", "Files that ended, by how; failed: set aside", ["kind", "outcome"]
)
registry_mendings = Counter("onefour_registry_mendings", "Tasks to mend records, asked and taken back", ["outcome"])
tasks_transitions = Counter("onefour_tasks_transitions", "Steps of grid tasks", ["action"])
patrol_stops = Counter(
    "onefour_patrol_stops", "Places and people of the day's rounds, by what was found", ["kind", "state"]
)
patrol_left_over = Counter("onefour_patrol_left_over", "Places and people due that no round of the day had room for")
ratings_late = Counter("onefour_ratings_late", "Bad ratings not followed up in time, by what of it is late", ["late"])
progress_asked = Counter("onefour_progress_asked", "Citizens who asked how their paper stands, by outcome", ["outcome"])
paper_signs_lacking = Counter(
    "onefour_paper_signs_lacking", "Signs of printed papers that their font has not", ["kind"]
)
appeals_filed = Counter("onefour_appeals_filed", "Appeals taken at the counter")
clues_received = Counter("onefour_clues_received", "Clues that reached the team")
clerks_observed = Counter(
    "onefour_clerks_observed", "Applications received by clerks not qualified, in townships not bound yet", ["activity"]
)
powers_observed = Counter(
    "onefour_powers_observed",
    "Acts of a team in a matter for which its county gave powers to other townships, and none to its own",
    ["matter"],
)
officers_observed = Counter(
    "onefour_officers_observed", "Acts of officers not qualified for them, in townships not bound yet", ["activity"]
)
measures_overdue = Gauge(
    "onefour_measures_overdue", "Things sealed up or seized past their term, or not reported in time", ["what"]
)
records_differing = Counter(
    "onefour_records_differing", "Lines of the team's records of which another hash was told than before"
)

# Empty homes
vacancy_readings = Counter("onefour_vacancy_readings", "Readings of meters, by outcome", ["outcome"])
vacancy_findings = Counter("onefour_vacancy_findings", "Homes in which somebody lives again, as it seems")
