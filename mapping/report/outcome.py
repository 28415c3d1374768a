"""What an import gives: findings, specs, the plan of files to write, and how much was carried."""

from __future__ import annotations

from dataclasses import dataclass, field

from catalog.language.findings import Finding
from mapping.specs.documents import Specs
from mapping.store.writer import Plan

from .coverage import Coverage


@dataclass(slots=True)
class Outcome:
    """What an import found and would write; `each`, if asked for: `findings` with one for each place."""

    findings: list[Finding]
    specs: Specs = field(default_factory=lambda: Specs({}, ()))
    plan: Plan = field(default_factory=Plan)
    coverage: Coverage = field(default_factory=Coverage)
    each: list[Finding] = field(default_factory=list)
