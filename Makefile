# Two commands matter: `make run` and `make test`. Both install what they need into .venv.
# PYTHON=/path/to/python picks the interpreter; UPGRADE=1 lets `make lock` take newer versions.

SHELL := /bin/sh
.DEFAULT_GOAL := help
BIN := .venv/bin
export PYTHON

COMPILE := uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-annotate --quiet \
	--custom-compile-command "make lock" $(if $(UPGRADE),--upgrade)

.PHONY: help setup setup-dev run demo test check format lock rehearse-image clean

help: ## say what there is
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' Makefile | awk -F'|' '{printf "%-22s %s\n", $$1, $$2}'

setup: ## make .venv with what telemon needs to run
	@sh scripts/setup.sh runtime

setup-dev: ## make .venv with what its tests need, too
	@sh scripts/setup.sh dev

run: setup ## start telemon; a new home gets the starter feeds first
	@PATH="$(CURDIR)/$(BIN):$$PATH" sh scripts/start.sh run

demo: setup ## run everything once on a small invented newsroom, without a network
	@$(BIN)/telemon demo

test: setup-dev ## lint, types, imports and all tests
	@sh scripts/test.sh

check: setup-dev ## lint, types and imports only
	@sh scripts/test.sh check

format: setup-dev ## let ruff mend what it can
	@$(BIN)/ruff check --fix . ; $(BIN)/ruff format .

lock: ## write requirements/*.txt anew from pyproject.toml (needs uv)
	@uv --version >/dev/null 2>&1 || { echo "make lock needs uv" >&2; exit 1; }
	$(COMPILE) --group build --extra fleet --output-file requirements/runtime.txt
	$(COMPILE) --extra apprise --constraint requirements/runtime.txt --output-file requirements/apprise.txt
	$(COMPILE) --group dev --all-extras --constraint requirements/runtime.txt --output-file requirements/dev.txt

rehearse-image: ## replay the Dockerfile's steps by hand in a clean folder
	@sh scripts/rehearse-image.sh

clean: ## remove .venv and the tools' caches; homes stay
	rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
