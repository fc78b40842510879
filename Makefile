# Needs make and Python 3.11 or newer, nothing else. Each command sets up its own environment from the locked,
# hashed requirements: .venv runs Jixiao, .venv-dev checks it.

PYTHON ?= $(firstword $(foreach name,python3 python3.14 python3.13 python3.12 python3.11,\
	$(shell $(name) -c 'import sys; sys.version_info >= (3, 11) and print("$(name)")' 2>/dev/null)) python3)
ARGS ?=

RUN := .venv/bin
DEV := .venv-dev/bin
INSTALL := -m pip install --quiet --disable-pip-version-check --no-compile
PACKAGES := domain application adapters web tests

.DEFAULT_GOAL := help
.PHONY: help demo serve test lint types architecture containers unit soak bench chat-quality docs format lock clean

help:  ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-13s %s\n", $$1, $$2 }' Makefile

demo: .venv/ready  ## one shop's month from facts to payroll, on a new SQLite ledger
	@$(RUN)/jixiao demo $(ARGS)

serve: .venv/ready  ## the API and its documentation at port 8000 of this machine
	@$(RUN)/jixiao serve $(ARGS)

test: lint types architecture containers unit  ## every check, in the order of their cost

lint: .venv-dev/ready  ## style and formatting
	$(DEV)/ruff check .
	$(DEV)/ruff format --check .

types: .venv-dev/ready  ## mypy, strict
	$(DEV)/mypy

architecture: .venv-dev/ready  ## who may import whom
	$(DEV)/lint-imports --no-logo

containers: .venv-dev/ready  ## Dockerfile and compose file
	$(DEV)/hadolint docker/Dockerfile
	$(DEV)/check-jsonschema --builtin-schema vendor.compose-spec docker/compose.yaml

unit: .venv-dev/ready  ## the tests alone; ARGS="-k payroll" chooses
	$(DEV)/pytest -n logical --dist worksteal $(ARGS)

soak: .venv-dev/ready  ## hundreds of crashes under load; ARGS="--kills 1000 --seed 7"
	@$(DEV)/python -m tests.endurance.soak $(ARGS)

bench: .venv-dev/ready  ## measures what docs/guarantees.md claims
	@for claim in benchmarks/[a-z]*.py; do echo "== $$claim"; $(DEV)/python "$$claim" || exit 1; done

chat-quality: .venv-dev/ready  ## how often what is found in chats is right, on lines that no rule was tuned on
	@$(DEV)/python -m tests.chat_lines.quality

docs: .venv-dev/ready  ## the pages of docs/ that are made from the code
	$(DEV)/python -m tests.docs.pages
	$(DEV)/python -m tests.chat_lines.quality --write
	$(DEV)/python -m web.api.catalogue > docs/errors.md
	$(DEV)/jixiao schemes page > docs/schemes.md

format: .venv-dev/ready  ## repairs style and formatting where that can be done safely
	$(DEV)/ruff check --fix-only .
	$(DEV)/ruff format .

.venv/ready: requirements/runtime.txt requirements/build.txt pyproject.toml
	$(call environment,.venv,$(filter %.txt,$^))

.venv-dev/ready: requirements/dev.txt requirements/build.txt pyproject.toml
	$(call environment,.venv-dev,$(filter %.txt,$^))

# $(call environment,FOLDER,REQUIREMENTS): made anew, so that it holds what is locked and nothing else.
define environment
@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	echo "Jixiao needs Python 3.11 or newer; name one that you have: make PYTHON=/path/to/python3" >&2; exit 1; }
@echo "Setting up $(1) (once)" >&2
@$(PYTHON) -m venv --clear $(1)
@$(1)/bin/python $(INSTALL) --only-binary :all: --require-hashes $(foreach file,$(2),-r $(file))
@$(1)/bin/python $(INSTALL) --no-deps --no-build-isolation --editable .
@touch $@
endef

COMPILE = .venv-lock/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-header $(if $(UPGRADE),--upgrade)

lock: .venv-lock/ready  ## requirements/*.txt from pyproject.toml; UPGRADE=1 takes newer versions
	$(COMPILE) --extra dev pyproject.toml -o requirements/dev.txt
	$(COMPILE) -c requirements/dev.txt pyproject.toml -o requirements/runtime.txt
	$(COMPILE) -c requirements/dev.txt requirements/build.in -o requirements/build.txt
	$(COMPILE) requirements/lock.in -o requirements/lock.txt

.venv-lock/ready: requirements/lock.txt
	@$(PYTHON) -m venv --clear .venv-lock
	@.venv-lock/bin/python $(INSTALL) --only-binary :all: --require-hashes -r $<
	@touch $@

clean:  ## removes the environments and caches, no data
	rm -rf .venv .venv-dev .venv-lock build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find $(PACKAGES) -name __pycache__ -type d -prune -exec rm -rf {} +
