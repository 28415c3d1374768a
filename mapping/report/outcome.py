"""What an import gives: findings, specs, the plan of files to write, and how much was carried."""

from __future__ import annotations

from dataclasses import dataclass, field

from catalog.language.findings import Finding, errors
from mapping.combine.exports import Exports
from mapping.diagnostics.collector import Diagnostics
from mapping.documents.lines import with_lines
from mapping.specs.documents import Specs
from mapping.store.writer import Plan

from .coverage import Coverage, coverage


@dataclass(slots=True)
class Outcome:
    """What an import found and would write; `each`, if asked for: `findings` with one for each place."""

    findings: list[Finding]
    specs: Specs = field(default_factory=lambda: Specs({}, ()))
    plan: Plan = field(default_factory=Plan)
    coverage: Coverage = field(default_factory=Coverage)
    each: list[Finding] = field(default_factory=list)

    def add_plan(self, plan: Plan) -> None:
        """Takes a plan and its findings; with errors among them nothing is to be written."""
        self.plan = plan
        self.findings += plan.findings
        self.each += plan.findings if self.each else ()
        if errors(plan.findings):
            plan.changes = []


def outcome_of(specs: Specs, exports: Exports, diagnostics: Diagnostics) -> Outcome:
    """The outcome of what was read and mapped, before anything is planned; findings have their lines."""
    counted = diagnostics.all()
    singly = diagnostics.each() if diagnostics.singly else []
    findings = with_lines([*counted, *singly], exports.lines)
    places = diagnostics.places | {(f.code, f.file, f.path) for f in diagnostics.findings}
    return Outcome(
        findings[: len(counted)],
        specs,
        coverage=coverage(exports.declared, specs, places),
        each=findings[len(counted) :],
    )
