"""What do the fault tests share? The figures that they found, shown at the end of the run."""

import pytest

FIGURE = "figure"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Show what tests recorded as `figure`: properties travel from the processes of pytest-xdist, output does not."""
    reports = [*terminalreporter.getreports("passed"), *terminalreporter.getreports("failed")]
    figures = [value for report in reports for name, value in report.user_properties if name == FIGURE]
    if figures:
        terminalreporter.section("faults 故障注入")
        for figure in figures:
            terminalreporter.write_line(str(figure))
