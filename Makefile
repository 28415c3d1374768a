# Every target does the set-up it needs. PYTHON= and PULUMI= name a Python or an engine that is not on PATH.
SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help setup demo demo-stop test soak lint format docs bench bench-import lock clean

BIN := .venv/bin
UV ?= uv
export PYTHON PULUMI

# Any Python that runs will do: tools/setup.py looks for the right one. (A name on PATH may be a shim that leads nowhere.)
ANY_PYTHON = $$(for p in $(BIN)/python "$$PYTHON" python3 python3.13 python3.12 python3.11; do \
	if [ -n "$$p" ] && "$$p" -c pass >/dev/null 2>&1; then echo "$$p"; break; fi; done)

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1|/p' Makefile | awk -F'|' '{printf "  make %-12s %s\n", $$1, $$2}'

setup: ## .venv and the Pulumi engine; nothing to do: a fraction of a second
	@python=$(ANY_PYTHON); if [ -z "$$python" ]; then \
	echo "setup: no Python found; install Python 3.11, 3.12 or 3.13: https://www.python.org/downloads/" >&2; exit 2; fi; \
	exec "$$python" -m tools.setup

demo: setup ## from exports to a catalog on this machine, step by step, on a copy in .catalog/demo
	@$(BIN)/python -m catalog.cli.commands.demo

demo-stop: setup ## end the demo and remove what it made
	@$(BIN)/python -m catalog.cli.commands.demo --stop

test: lint ## all checks: lint, types, unit tests, end-to-end tests
	$(BIN)/python -m pytest -n 2 -m "not e2e"
	$(BIN)/python -m pytest -n 2 --dist loadgroup -m e2e

soak: setup ## kills, races, thousands of tables, many examples: an hour; SOAK="--rounds 3 --tables 500 --factor 2"
	$(BIN)/python -m bench.soak $(SOAK)

lint: setup ## ruff and mypy
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: setup ## rewrite the sources as ruff has them
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

docs: setup ## write docs/mapping.md anew from the code's tables
	$(BIN)/python -m mapping.docs

bench: setup ## measure beside boto3 alone and Terraform, half an hour; BENCH="--tables 1000 --record"
	$(BIN)/python -m bench $(BENCH)

bench-import: setup ## import of 5,000 entities beside json.load and PyYAML alone
	$(BIN)/python -m bench.importing

lock: ## pin requirements.in anew (needs uv; LOCK=--upgrade for newer versions)
	@command -v $(UV) >/dev/null || { echo "lock: needs uv: https://docs.astral.sh/uv/ (UV=/path/to/uv)" >&2; exit 2; }
	$(UV) pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
		--no-annotate $(LOCK) -o requirements.lock requirements.in

clean: ## remove what set-up and runs made (the engine stays in the user's cache)
	@[ ! -x $(BIN)/catalog ] || { $(BIN)/python -m catalog.cli.commands.demo --stop; $(BIN)/catalog local stop; } || true
	rm -rf .venv .tools .catalog build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
