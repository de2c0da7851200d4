"""Do the dashboard and the alerts ask for figures that the services really give?"""

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import promql_parser
import yaml
from prometheus_client import Histogram
from prometheus_client.metrics import MetricWrapperBase

import shared.runtime.metrics as declared

# Written by Prometheus itself at every scrape, with the labels of the target.
OF_THE_SCRAPE = {"up": {"job", "instance"}}
TARGET_LABELS = {"job", "instance"}
# What Grafana fills in before it asks; the parser does not know it.
GRAFANA_VARIABLES = {"$__rate_interval": "5m", "$__interval": "1m", "$__range": "1h"}
CHINESE = re.compile(r"[\u4e00-\u9fff]")
ENGLISH = re.compile(r"[A-Za-z]{2}")


@cache
def known() -> dict[str, set[str]]:
    """Return each series name that a scrape of our services can hold, and its labels."""
    names = dict(OF_THE_SCRAPE)
    for metric in vars(declared).values():
        if not isinstance(metric, MetricWrapperBase):
            continue
        labels = {*metric._labelnames, *TARGET_LABELS}  # noqa: SLF001 - prometheus-client has no public way to ask
        family = next(iter(metric.describe()))
        if isinstance(metric, Histogram):
            names |= {
                f"{family.name}_bucket": labels | {"le"},
                f"{family.name}_sum": labels,
                f"{family.name}_count": labels,
            }
        else:
            names[f"{family.name}_total" if family.type == "counter" else family.name] = labels
    return names


def problems(root: Path) -> list[str]:
    """Return what is wrong with the queries under `deploy/` of the project at `root`."""
    found: list[str] = []
    for path in sorted((root / "deploy/grafana/dashboards").glob("*.json")):
        dashboard = json.loads(path.read_text())
        found += [f"{path.name}: {what}" for what in _of_a_dashboard(dashboard)]
    rules = yaml.safe_load((root / "deploy/prometheus/alerts.yml").read_text())
    for rule in (rule for group in rules["groups"] for rule in group["rules"]):
        found += [f"alert {rule.get('alert')}: {what}" for what in of_a_query(rule["expr"])]
        if f"### {rule.get('alert')}" not in (root / "docs/operations.md").read_text():
            found.append(f"alert {rule.get('alert')}: docs/operations.md does not say what to do")
    return found


def _of_a_dashboard(dashboard: dict[str, Any]) -> Iterator[str]:
    panels = [panel for panel in dashboard["panels"] if panel["type"] != "row"]
    if not panels:
        yield "it has no panel"
    ids = [panel["id"] for panel in dashboard["panels"]]
    if len(ids) != len(set(ids)):
        yield "two panels have the same id"
    for panel in dashboard["panels"]:
        title = panel.get("title", "")
        if not CHINESE.search(title) or not ENGLISH.search(title):
            yield f"the title {title!r} is not Chinese and English"
    for panel in panels:
        if not panel.get("targets"):
            yield f"{panel['title']}: it asks nothing"
        for target in panel.get("targets", []):
            yield from (f"{panel['title']}: {what}" for what in of_a_query(target["expr"]))


def of_a_query(query: str) -> list[str]:
    """Return what is wrong with one PromQL query: not parsed, unknown series, unknown labels in its matchers."""
    for variable, value in GRAFANA_VARIABLES.items():
        query = query.replace(variable, value)
    try:
        expression = promql_parser.parse(query)
    except ValueError as error:
        return [f"not PromQL: {query}: {error}"]
    selectors: list[promql_parser.VectorSelector] = []
    grouping: set[str] = set()

    def visit(node: promql_parser.Expr) -> bool:
        if isinstance(node, promql_parser.VectorSelector):
            selectors.append(node)
        if isinstance(node, promql_parser.AggregateExpr) and node.modifier:
            grouping.update(node.modifier.labels)
        return True

    promql_parser.walk(expression, visit)
    return [*_of_selectors(selectors), *_of_grouping(selectors, grouping)] or (
        [] if selectors else ["it reads no series"]
    )


def _of_selectors(selectors: list[promql_parser.VectorSelector]) -> Iterator[str]:
    for selector in selectors:
        if selector.name not in known():
            yield f"no service gives {selector.name}"
            continue
        for matcher in selector.matchers.matchers:
            if matcher.name not in known()[selector.name]:
                yield f"{selector.name} has no label {matcher.name}"


def _of_grouping(selectors: list[promql_parser.VectorSelector], grouping: set[str]) -> Iterator[str]:
    there = set().union(*(known().get(str(selector.name), set()) for selector in selectors)) if selectors else set()
    yield from (f"no series of the query has the label {label} it groups by" for label in sorted(grouping - there))
