# Every target does the set-up it needs. PYTHON= and PULUMI= name a Python or an engine that is not on PATH.
# No Python here finds modules in this folder by their names alone (-P, -I): a clone may hold a yaml.py.
SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help setup setup-dev demo demo-stop test soak lint format docs bench bench-import lab lock audit sbom clean

BIN := .venv/bin
RUN := $(BIN)/python -P -m
UV ?= uv
export PYTHON PULUMI
SET_UP = python=$$($(SHELL) ./tools/any_python.sh) || exit 2; exec "$$python" -IS catalog/setup/__main__.py .

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1|/p' Makefile | awk -F'|' '{printf "  make %-12s %s\n", $$1, $$2}'

setup: ## .venv and the Pulumi engine; nothing to do: a fraction of a second
	@$(SET_UP)

setup-dev: ## the same, and what tests and checks need
	@$(SET_UP) --dev

demo: setup ## from exports to a catalog on this machine, step by step, on a copy in .catalog/demo
	@$(RUN) catalog.cli.commands.demo

demo-stop: setup ## end the demo and remove what it made
	@$(RUN) catalog.cli.commands.demo --stop

test: lint ## all checks: lint, types, unit tests, end-to-end tests
	$(RUN) pytest -n 2 -m "not e2e"
	$(RUN) pytest -n 3 --dist loadgroup -m e2e

soak: setup-dev ## kills, races, thousands of tables, many examples: an hour; SOAK="--rounds 3 --tables 500 --factor 2"
	$(RUN) bench.soak $(SOAK)

lint: setup-dev ## ruff and mypy
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: setup-dev ## rewrite the sources as ruff has them
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

docs: setup-dev ## write the generated pages of docs/ anew and build the site into build/site
	$(RUN) mapping.docs
	$(RUN) catalog.provider.ownership_page
	$(RUN) lab.page
	$(RUN) tools.pages
	NO_MKDOCS_2_WARNING=1 $(RUN) mkdocs build --strict --quiet
	@echo "look at it: $(BIN)/python -m http.server --bind 127.0.0.1 --directory build/site"

bench: setup-dev ## measure beside boto3 alone and Terraform, half an hour; BENCH="--tables 1000 --record"
	$(RUN) bench $(BENCH)

bench-import: setup-dev ## import of 5,000 entities beside json.load and PyYAML alone
	$(RUN) bench.importing

lab: setup ## read old files under changed schemas with DuckDB, pyarrow and Spark (Java 17); LAB="--record"
	@$(RUN) lab $(LAB)

audit: setup-dev ## look up known vulnerabilities of what is locked (needs the network)
	@$(RUN) tools.audit

sbom: setup ## write sbom.cdx.json: what a release is made of, as CycloneDX has it
	@$(RUN) tools.sbom

LOCK_OPTIONS := --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate
lock: ## pin requirements*.in anew (needs uv; LOCK=--upgrade for newer versions)
	@command -v $(UV) >/dev/null || { echo "lock: needs uv: https://docs.astral.sh/uv/ (UV=/path/to/uv)" >&2; exit 2; }
	$(UV) pip compile $(LOCK_OPTIONS) $(LOCK) -o requirements.lock requirements.in requirements-local.in
	$(UV) pip compile $(LOCK_OPTIONS) $(LOCK) -c requirements.lock -o requirements-dev.lock requirements-dev.in
	for name in requirements-lab lab/build lab/spark-3.5 lab/spark-4.0; do \
	$(UV) pip compile $(LOCK_OPTIONS) $(LOCK) -o $$name.lock $$name.in || exit 1; done

clean: ## remove what set-up and runs made (the engine stays in the user's cache)
	@. ./catalog/checkout/own_venv.sh; own_path; if [ -x $(BIN)/catalog ] && own_venv "$$(pwd -P)"; then \
	$(RUN) catalog.cli.commands.demo --stop; $(BIN)/catalog local stop; fi || true
	rm -rf .venv .tools .catalog build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
