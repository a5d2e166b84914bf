# Every target makes what it needs first and repeats at no cost: environments are marked with the
# hash of what was installed. VENV=folder puts the environment elsewhere, PYTHON=python3.12 picks one.
VENV ?= .venv
RESEARCH_VENV ?= .venv-research
PYTEST_ARGS ?=
SHELL := /bin/bash

core := requirements/core.txt
dev := $(core) requirements/dev.txt requirements/scale.txt
research := $(dev) requirements/research.txt
hash = $(shell { cat $(1) pyproject.toml requirements/install; pwd; } | sha256sum | cut -c 1-12)
core_stamp := $(VENV)/.core-$(call hash,$(core))
dev_stamp := $(VENV)/.dev-$(call hash,$(dev))
research_stamp := $(RESEARCH_VENV)/.research-$(call hash,$(research))

$(foreach line,$(shell cat interview/offline.env),$(eval export $(subst =,?=,$(line))))

help: ## this list
	@sed -nE 's/^([a-z-]+):[^#]*## (.*)/make \1\t\2/p' Makefile | expand -t 20

demo: $(core_stamp) ## the demo interview through the whole pipeline: script, pairs, profile, verdict
	$(VENV)/bin/workbench demo

up: $(core_stamp) ## everything for live interviews: capture, Dagster, MLflow; Ctrl-C stops it
	$(VENV)/bin/workbench up

test: $(dev_stamp) ## the tests of the default install
	$(VENV)/bin/python -m pytest -m "not research" $(PYTEST_ARGS)

test-research: $(research_stamp) ## the tests of the research extras (whisperx, py-feat, torch, transformers)
	$(RESEARCH_VENV)/bin/python -m pytest -m research $(PYTEST_ARGS)

check: $(dev_stamp) ## ruff, mypy, import contracts
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports

clean: ## removes environments and caches, keeps data/ and mlruns/
	rm -rf $(VENV) $(RESEARCH_VENV) .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(core_stamp):
	requirements/install $(VENV) $(core)
	@rm -f $(VENV)/.core-* && touch $@

$(dev_stamp):
	requirements/install $(VENV) $(dev)
	@rm -f $(VENV)/.core-* $(VENV)/.dev-* && touch $(core_stamp) $@

$(research_stamp):
	requirements/install $(RESEARCH_VENV) $(research)
	@rm -f $(RESEARCH_VENV)/.research-* && touch $@

.PHONY: help demo up test test-research check clean
