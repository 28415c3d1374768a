"""What was measured, for people: tables in Markdown, a plot, and the record beside the benchmark."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pygal
from pygal.style import CleanStyle

from .bars import Growth, Row
from .measure import Measured

HEAD = ("work", "ours", "boto3 alone", "ratio", "Terraform", "ratio", "writing calls", "peak MB", "bar", "")
FOLDER = Path(__file__).resolve().parent
RECORD, PLOT = FOLDER / "RESULTS.md", FOLDER / "results.svg"
PLOTTED_FROM = 0.02  # seconds: what is less has no length on the plot
PLOTTED = ("up from empty", "preview, no change", "preview with refresh", "up, one table changed", "destroy")


@dataclass(frozen=True, slots=True)
class Section:
    """Rows of one kind of object: `what` is `tables` or `partitions of one table`."""

    what: str
    rows: tuple[Row, ...]
    grown: tuple[Growth, ...] = ()


def machine() -> str:
    """Such as `Linux x86_64, 2 cores (a processor's name), 24 GB, Python 3.11.7`."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    cores = f"{os.cpu_count()} cores" + (f" ({_processor()})" if _processor() else "")
    system = f"{platform.system()} {platform.machine()}"
    return f"{system}, {cores}, {memory:.0f} GB, Python {platform.python_version()}"


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "")


def markdown(section: Section) -> Iterator[str]:
    """A heading and a table for each size, then how cost grows."""
    for size in dict.fromkeys(row.size for row in section.rows):
        yield f"### {size:,} {section.what}\n"
        yield from _table(HEAD, (_cells(row) for row in section.rows if row.size == size))
        yield ""
    if section.grown:
        yield f"### Growth with the number of {section.what}\n"
        head = ("work", "from", "to", "times the objects", "times the seconds", "")
        yield from _table(head, map(_growth, section.grown))
        yield ""


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield "|" + "---|" * len(head)
    yield from (f"| {' | '.join(cells)} |" for cells in rows)


def _cells(row: Row) -> Sequence[str]:
    bars, missed = " and ".join(map(str, row.bars)), list(row.missed())
    recorded = " (recorded)" if row.recorded else ""
    memory = str(row.ours.megabytes or "")
    if row.ours.provider:
        memory += f" ({row.ours.provider} the provider)"
    return (
        row.work,
        f"{row.ours.seconds:.1f} s",
        f"{row.boto3.seconds:.2f} s" if row.boto3 else "",
        _ratio(row.ours, row.boto3),
        f"{row.terraform.seconds:.1f} s{recorded}" if row.terraform else "",
        _ratio(row.ours, row.terraform),
        "" if row.calls is None else f"{row.calls:,}",
        memory,
        bars,
        "missed" if missed else "reached" if bars else "",
    )


def _ratio(ours: Measured, theirs: Measured | None) -> str:
    return f"{ours.seconds / theirs.seconds:.2g}x" if theirs and theirs.seconds >= 0.5 else ""


def _growth(growth: Growth) -> Sequence[str]:
    verdict = "reached" if growth.reached else "missed"
    return (
        growth.work,
        f"{growth.few:,}",
        f"{growth.many:,}",
        f"{growth.linear:g}x",
        f"{growth.factor:.1f}x",
        verdict,
    )


def plot(rows: Sequence[Row], title: str) -> bytes:
    """Bars of seconds, on a logarithmic scale, as SVG."""
    shown = [row for work in reversed(PLOTTED) for row in rows if row.work == work]
    style = CleanStyle(colors=("#2a6f97", "#a3b18a", "#b0a8b9"), value_font_size=12, label_font_size=13)
    chart = pygal.HorizontalBar(
        logarithmic=True, js=[], style=style, title=title, height=460, legend_at_bottom=True,
        legend_at_bottom_columns=3, print_values=True, value_formatter=_seconds, zero=0.01, margin_right=40,
    )  # fmt: skip
    chart.x_labels = [row.work for row in shown]
    chart.y_labels = [{"value": tick, "label": f"{tick:g} s"} for tick in (0.01, 0.1, 1, 10, 100, 1000)]
    recorded = " (recorded)" if any(row.recorded for row in shown) else ""
    beside: dict[str, list[Measured | None]] = {
        "this project": [row.ours for row in shown],
        "boto3 alone": [row.boto3 for row in shown],
        f"Terraform{recorded}": [row.terraform for row in shown],
    }
    for name, measured in beside.items():
        chart.add(name, [m.seconds if m and m.seconds > PLOTTED_FROM else None for m in measured])
    return bytes(chart.render())


def _seconds(seconds: float) -> str:
    return f"{seconds:.1f} s" if seconds >= 1 else f"{seconds:.2f} s"


def record(sections: Sequence[Section], command: str, beside: str, missed: Sequence[str]) -> str:
    """The whole of RESULTS.md."""
    lines = [
        "# What a run costs",
        "",
        f"{date.today()}: {machine()}; {beside or 'without Terraform'}.",
        "Runs and the local catalog share the machine.",
        f"Made with `{command}`. Figures are seconds of one run, previews the better of two.",
        "",
        f"![Seconds by tool]({PLOT.name})",
        "",
    ]
    for section in sections:
        lines += markdown(section)
    lines += ["### Missed", "", *([f"- {one}" for one in missed] or ["Nothing."]), ""]
    return "\n".join(lines)
