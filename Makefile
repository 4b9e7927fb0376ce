# Two commands matter: `make run` and `make test`. `make help` lists all of them.

PYTHON ?= python3
PORT   ?= $(or $(ZHIYIN_PORT),8000)
DEMO   ?= $(or $(ZHIYIN_DEMO),400)
BIN    := .venv/bin
NEED   := sh requirements/need.sh
WORDS  := $(patsubst %.po,%.mo,$(wildcard src/zhiyin/*/locale/*/LC_MESSAGES/*.po))

help: ## list these commands
	@sed -n 's/^\([a-z]*\):.*## /  make \1  /p' Makefile

run: .venv/.ok $(WORDS) ## the wallet, with DEMO=400 people (none, a number or full) on PORT=8000
	@ZHIYIN_PORT=$(PORT) ZHIYIN_DEMO=$(DEMO) exec $(BIN)/zhiyin run

stop: .venv/.ok ## stop it, PostgreSQL included
	@$(BIN)/zhiyin stop

psql: .venv/.ok ## a psql on its database
	@exec $(BIN)/zhiyin psql

backup: .venv/.ok ## the whole database into one file
	@$(BIN)/zhiyin backup

restore: .venv/.ok ## bring such a FILE=… back into an empty database
	@$(BIN)/zhiyin restore $(FILE)

test: lint .venv/.browser ## everything that must hold
	$(BIN)/pytest -n 2

chaos: .venv/.dev $(WORDS) ## kill -9 of app, worker and PostgreSQL under load, KILLS=200 times
	KILLS=$(or $(KILLS),200) SCALE=20 $(BIN)/pytest -s tests/site/chaos tests/ledger/test_crash.py tests/channels/test_killed.py tests/followups/test_killed.py tests/followups/test_workers.py tests/followups/test_a_year_lived.py

fuzz: .venv/.dev $(WORDS) ## INPUTS=110000 bad inputs over codes, interface, pages, webhooks and files
	INPUTS=$(or $(INPUTS),110000) $(BIN)/pytest -s tests/fuzz

lint: .venv/.dev $(WORDS) ## style, rooms and types
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/lint-imports
	$(BIN)/mypy

bench: .venv/.dev $(WORDS) ## the figures of the README; ONLY="name…" for some
	$(BIN)/python -m benchmarks $(ONLY)

lock: .venv/.dev ## pin every requirement again, with hashes
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-annotate --no-emit-index-url --no-emit-find-links \
	  --custom-compile-command "make lock" pyproject.toml requirements/build.in --extra demo -o requirements/run.txt
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-annotate --no-emit-index-url --no-emit-find-links \
	  --custom-compile-command "make lock" pyproject.toml requirements/build.in --extra demo --extra dev -o requirements/dev.txt

clean: ## remove what was installed and cached; DATA=yes removes the wallet's data too
	@if [ -x $(BIN)/zhiyin ]; then $(BIN)/zhiyin stop; fi
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .grimp_cache test-results $(WORDS)
	@if [ "$(DATA)" = yes ]; then rm -rf .zhiyin; elif [ -d .zhiyin ]; then echo "The wallet's data stays in .zhiyin; make clean DATA=yes removes it."; fi

.venv/.ok: requirements/run.txt pyproject.toml
	@$(NEED) python "$(PYTHON)"
	$(PYTHON) -m venv .venv
	$(BIN)/pip install -qq --disable-pip-version-check --require-hashes -r requirements/run.txt
	$(BIN)/pip install -qq --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.dev: .venv/.ok requirements/dev.txt
	$(BIN)/pip install -qq --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@

.venv/.browser: .venv/.ok
	@$(NEED) browser
	@touch $@

%.mo: %.po .venv/.ok
	@$(BIN)/pybabel --quiet compile --input-file=$< --output-file=$@

.PHONY: help run stop psql backup restore test chaos fuzz lint bench lock clean
.DEFAULT_GOAL := help
