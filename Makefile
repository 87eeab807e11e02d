# Everything a newcomer needs; `make` alone lists it. Only Python 3.11+, pip, venv and make must be present.
PYTHON ?= python3
VENV := .venv
PEERS := .venv-peers
BIN := $(VENV)/bin
PIP := $(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt
Q ?= Why can inference end up costing more than training?
export Q
# A worker for each core, up to eight: each takes about 2 GB. The tests of a file share its fixtures.
WORKERS := --numprocesses logical --maxprocesses 8 --dist loadfile --no-loadscope-reorder

.DEFAULT_GOAL := help
.PHONY: help ask serve build test stress check format bench bench-peers clean

help:  ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

$(VENV)/.installed: pyproject.toml constraints.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing Phasebook into $(VENV) (a few minutes the first time)"
	@$(PIP) --editable .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	@$(PIP) --editable '.[dev]'
	@touch $@

$(PEERS)/.installed: pyproject.toml benchmarks/peers.txt benchmarks/peers-constraints.txt
	@test -x $(PEERS)/bin/python || $(PYTHON) -m venv $(PEERS)
	@echo "Installing the peers into $(PEERS) (a few minutes the first time)"
	@$(PEERS)/bin/pip install --quiet --disable-pip-version-check --constraint benchmarks/peers-constraints.txt \
		--editable . --requirement benchmarks/peers.txt
	@touch $@

ask: $(VENV)/.installed  ## answer a question: make ask Q="..."
	@$(BIN)/phasebook ask "$$Q"

serve: $(VENV)/.installed  ## serve HTTP on 127.0.0.1:8000
	@$(BIN)/phasebook serve

build: $(VENV)/.installed  ## index the packaged documents anew
	@$(BIN)/phasebook build

test: $(VENV)/.installed-dev  ## run the tests
	@OMP_NUM_THREADS=1 $(BIN)/pytest $(WORKERS) --randomly-seed 1

stress: $(VENV)/.installed-dev  ## run the long tests: kills, power cuts, made-up requests, a soak (an hour)
	@$(BIN)/pytest -m stress tests/stress
	@OMP_NUM_THREADS=1 $(BIN)/pytest -m hypothesis --hypothesis-profile exploring $(WORKERS)

check: $(VENV)/.installed-dev  ## ruff, mypy --strict and import-linter
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

format: $(VENV)/.installed-dev  ## let ruff rewrite what it can
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

bench: $(VENV)/.installed-dev  ## measure speed, evidence and recall beside peers (~10 minutes)
	@$(BIN)/python -m benchmarks

bench-peers: $(PEERS)/.installed  ## measure other programs at the same work (~15 minutes)
	@$(PEERS)/bin/python -m benchmarks --only peers --only triples

clean:  ## remove the virtual environment and all caches
	rm -rf $(VENV) $(PEERS) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
