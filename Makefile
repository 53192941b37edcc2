# Everything a newcomer needs: "make run" to use it, "make test" to check it, "make help" for the rest.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
WITNESS := .venv-witness
DATA ?= $(or $(TRO_LY_DATA),data)
export PYTHONUTF8 := 1
# Modules are compiled once, not in each of the many processes of the tests.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help run test check witness fuzz evaluate bench lock clean

help:  ## list the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 16

$(STAMP): requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Cần Python 3.11 trở lên (Debian: apt install python3 python3-venv)." >&2; exit 1; }
	@echo "Cài đặt vào $(VENV) (lần đầu mất một đến hai phút)…" >&2
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/pip install -qq --disable-pip-version-check --no-deps -r requirements.lock >&2
	@touch $@

$(DATA)/.starter: $(STAMP) config.yaml $(wildcard knowledge/corpus/*.md)
	@$(BIN)/python -m ingest --data $(DATA) knowledge/corpus >&2
	@touch $@

run: $(DATA)/.starter  ## install, index the starter corpus, then chat (Telegram when TELEGRAM_BOT_TOKEN is set)
	@if [ -f .env ]; then set -a; . ./.env; set +a; fi; \
	if [ -n "$$TELEGRAM_BOT_TOKEN" ]; then exec $(BIN)/python -m bot --data $(DATA); \
	else exec $(BIN)/python -m bot chat --data $(DATA); fi

test: check $(WITNESS)/.installed  ## the gate: lint, types, import contracts, all tests
	@$(BIN)/python -m pytest -m slow -n 2

check: $(STAMP)  ## the gate without the slow tests
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python -m pytest -m "not slow" -n 2

# Apart from ours: it needs older versions of what the vector store needs.
$(WITNESS)/.installed: tests/witness/requirements.lock
	@$(PYTHON) -m venv $(WITNESS)
	@$(WITNESS)/bin/pip install -qq --disable-pip-version-check --no-deps -r $< >&2
	@touch $@

witness: $(STAMP) $(WITNESS)/.installed  ## the bot beside a stand-in for Telegram written by others
	@$(BIN)/python -m pytest tests/test_telegram_witness.py

ROUNDS ?= 20

fuzz: $(STAMP)  ## the property tests on new random texts and figures, ROUNDS times (20)
	@for round in $$(seq $(ROUNDS)); do \
	  $(BIN)/python -m pytest -m hypothesis -n 2 --hypothesis-profile=fuzz || exit 1; done

evaluate: $(STAMP)  ## ask every set of questions, fail when a figure is worse than saved (tests/evals/figures)
	@$(BIN)/python -m benchmarks.evaluation

bench: $(STAMP)  ## measure: retrieval, answers, calculator, ingest, Telegram (half an hour)
	@$(BIN)/python -m benchmarks

lock: $(STAMP)  ## resolve pyproject.toml into requirements.lock (needs uv on the PATH)
	@uv pip compile --quiet --python-version 3.11 --no-header --no-annotate --group dev \
	  pyproject.toml -o requirements.lock
	@sed -i -E '/^(cuda-|nvidia-|triton==)/d' requirements.lock  # torch is meant as a CPU build
	@sed -i '1i # Exact versions of everything in pyproject.toml and of what it needs; written by: make lock' \
	  requirements.lock
	@uv pip compile --quiet --python-version 3.11 --no-header --no-annotate \
	  tests/witness/requirements.in -o tests/witness/requirements.lock

clean:  ## remove the environment, caches and the default data folder
	@rm -rf $(VENV) $(WITNESS) data .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
