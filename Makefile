# Every habit of the project, each from a machine with python3 (3.11 or newer) and make alone.
PYTHON ?= python3
BIN := .venv/bin
BOX := run/box.db
ENGINE ?= ray
N ?= 10000
SEED ?= 1

.DEFAULT_GOAL := help
.PHONY: help install run test lint bench fuzz docs clean

help:  ## list the targets
	@sed -n 's/^\([a-z]*\):.*## /\1	/p' $(MAKEFILE_LIST)

install: .venv/installed  ## virtualenv in .venv with the locked packages, this package and the compiled kernels
	@$(BIN)/python -m compileall -q analysis discovery results search

.venv/installed: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "python 3.11 or newer is needed, this is %d.%d" % sys.version_info[:2])'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	$(BIN)/python -m search.screens.warm
	touch $@

run: install  ## search all 1,768,900 fractions of degree 2 with coefficients in -5..5, on ENGINE, then show what was found
	@mkdir -p run
	$(BIN)/discover search pcf --a-degree 2 --b-degree 2 --coefficients -5:5 --engine $(ENGINE) --db $(BOX)
	$(BIN)/discover query --db $(BOX) --constant pi --constant 'log(2)' --order-by -delta --limit 30

test: install  ## all tests and doctests
	$(BIN)/python -m pytest -n 2 --dist worksteal

lint: install  ## ruff, mypy, and docs/commands.md against the help texts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python docs/write_commands.py --check

bench: install  ## measure against the straightforward way, other packages and this project's aims
	@rm -f run/figures.jsonl
	@for script in benchmarks/bench_*.py; do \
		echo "== $$script"; $(BIN)/python -m "benchmarks.$$(basename $$script .py)" || exit 1; \
	done; $(BIN)/python -m benchmarks.aims

fuzz: install  ## N wrong and random inputs, and 3 fractions for every 100, against an independent oracle; SEED chooses
	$(BIN)/python -m benchmarks.fuzz --inputs $(N) --seed $(SEED)

docs: install  ## write docs/commands.md from the help texts
	$(BIN)/python docs/write_commands.py

clean:  ## remove the virtualenv, caches and what `make run` wrote
	rm -rf .venv run build dist .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
