"""The import as a whole: every stage by its name, one after the other.

Takes paths, gives an `Outcome`: findings with their lines, figures by object, and the plan of files
to write. All inputs of one call are one import: references between files resolve. Writes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path as FilePath

from catalog.language.findings import errors
from mapping.combine.across_spaces import across_spaces
from mapping.combine.definitions import combine
from mapping.combine.exports import read_exports
from mapping.combine.object_lists import report_undefined
from mapping.combine.preference import unfit
from mapping.diagnostics.collector import Diagnostics
from mapping.diagnostics.progress import (
    MAPPING,
    PLANNED,
    READING,
    WRITING,
    Progress,
    StageProgress,
    no_progress,
    no_stage_progress,
    part,
    stage,
)
from mapping.documents.inputs import Input, MissingInputError, inputs_of
from mapping.documents.unrelated import SKIPPED
from mapping.reconcile.incoming import bring_in
from mapping.reconcile.locate import locate
from mapping.reconcile.merge import ConflictPolicy
from mapping.reconcile.planner import decide_each
from mapping.reconcile.removals import decide_leftovers
from mapping.reconcile.write_order import in_write_order
from mapping.renames.choice import RenameChoice
from mapping.renames.follow import not_followed, write_followers
from mapping.renames.follow_columns import follow_columns
from mapping.renames.follow_objects import follow_objects
from mapping.report.outcome import Outcome, outcome_of
from mapping.rules.business_context import BusinessContext, no_context
from mapping.rules.failure_policy import refused
from mapping.rules.loader import unused_preferences, unused_rules
from mapping.rules.rules import Rules, no_rules
from mapping.semantics.carried import places_of
from mapping.specs.documents import Specs
from mapping.specs.left_out import nothing_left
from mapping.specs.options import SpecOptions
from mapping.specs.tables import specs_of
from mapping.store.import_record import Key
from mapping.store.names_in_use import StoredNames
from mapping.store.spec_store import SpecStore
from mapping.store.stored_tables import StoredTables
from mapping.store.writer import Plan

from .model import Fragment, Model

__all__ = ["Input", "MissingInputError", "Outcome", "inputs_of", "reconcile", "run_import"]


def run_import(
    inputs: Sequence[Input],
    folder: FilePath,
    *,
    conflicts: ConflictPolicy = ConflictPolicy.ASK,
    prune: bool = False,
    renames: RenameChoice | None = None,
    rules: Rules | None = None,
    context: BusinessContext | None = None,
    prefer: Sequence[str] = (),
    singly: bool = False,
    progress: Progress = no_progress,
) -> Outcome:
    """Reads, maps and plans. With an error in the data the plan is empty. Raises MissingInputError.

    `prefer` names the files to believe where two contradict each other, before those of the rules.
    With `singly` the outcome has every finding by itself, beside those that are reported once with a count.
    `progress` is called with how far it is; most of the stage of writing is left to who writes the plan.
    """
    rules, context, store = rules or no_rules(), context or no_context(), SpecStore(folder)
    options = SpecOptions(rules, context, StoredNames(store, prune=prune))
    diagnostics = Diagnostics(singly=singly)

    exports = read_exports(inputs, rules.languages, diagnostics, stage(progress, READING))
    model = combine(
        exports.fragments,
        diagnostics,
        has_place=places_of(rules.classification),
        prefer=[*prefer, *rules.prefer],
        lines=exports.lines,
        owned=lambda key: store.record.owned(Key(*key)),
    )
    model = _with_others(model, exports.fragments, StoredTables(store, prune=prune), diagnostics)
    report_no_table(model, exports.fragments, inputs, diagnostics)
    specs = specs_of(model, diagnostics, options, stage(progress, MAPPING))
    report_nothing_left(specs, inputs, diagnostics)
    specs = replace(specs, refused=refused(diagnostics, model))
    exports.fragments.clear()
    del model  # with the fragments it is the largest part of an import
    report_unused(rules, context, inputs, diagnostics)

    outcome = outcome_of(specs, exports, diagnostics)
    if not errors(outcome.findings):
        whole = all(each.code != SKIPPED for each in diagnostics.findings)  # one may be a broken download
        planning = part(stage(progress, WRITING), 0, PLANNED)
        plan = reconcile(
            specs, store, policy=conflicts, prune=prune and whole, renames=renames, progress=planning
        )
        outcome.add_plan(plan)
    return outcome


def reconcile(
    specs: Specs,
    store: SpecStore,
    *,
    policy: ConflictPolicy = ConflictPolicy.ASK,
    prune: bool = False,
    renames: RenameChoice | None = None,
    progress: StageProgress = no_stage_progress,
) -> Plan:
    """The files to write so that the folder of `store` holds `specs`, with what people did to them."""
    if store.unreadable:
        return Plan(findings=[*store.unreadable])
    choice = renames or RenameChoice()
    state = bring_in(specs, store, policy)
    wrong = not_followed(state, choice)
    followed = follow_objects(state, specs, choice, prune=prune)
    locate(state)
    followed |= follow_columns(state, choice)
    state.plan.findings += [each for old, each in wrong.items() if old not in followed]
    decide_each(state, progress)
    write_followers(state)
    decide_leftovers(state, specs, prune=prune)
    return in_write_order(state)


def _with_others(
    model: Model, fragments: Sequence[Fragment], stored: StoredTables, diagnostics: Diagnostics
) -> Model:
    """The model with what names of other spaces lead to, and a finding for what lists name in vain."""
    stored.import_of(model.spaces)
    report_undefined(model.entities, fragments, diagnostics)
    assets = [asset for fragment in fragments for asset in fragment.assets]
    return across_spaces(model, assets, stored.find, diagnostics)


def report_no_table(
    model: Model, fragments: Sequence[Fragment], inputs: Sequence[Input], diagnostics: Diagnostics
) -> None:
    """The finding that nothing of the files is a table."""
    if diagnostics.stopped or model.entities:
        return
    message = "no table or view in the export"
    if all(fragment.is_list or fragment.assets or fragment.listed for fragment in fragments):
        message = (
            "lists of the API and settings of spaces hold names and labels, no columns: nothing to write"
        )
    diagnostics.add("CSN012", message, file=str(inputs[0].path))


def report_nothing_left(specs: Specs, inputs: Sequence[Input], diagnostics: Diagnostics) -> None:
    """The finding that the files hold objects, and that none of them gives a spec."""
    if not diagnostics.stopped and specs.left_out and not specs.tables and not specs.failed:
        message, remedy = nothing_left(specs.left_out.values())
        diagnostics.add("CSN012", message, remedy, file=str(inputs[0].path))


def report_unused(
    rules: Rules, context: BusinessContext, inputs: Sequence[Input], diagnostics: Diagnostics
) -> None:
    """A finding for each pattern of the rules and of the context that fits nothing."""
    if not diagnostics.stopped:
        unfitting = unfit(rules.prefer, [str(each.path) for each in inputs])
        diagnostics.findings += unused_preferences(rules, unfitting)
        diagnostics.findings += [*unused_rules(rules), *context.unused()]
