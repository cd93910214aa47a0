# `make run` and `make test` do all the set-up themselves. `make help` lists the rest.
PYTHON ?= python3
BIN := .venv/bin
SITE := build/site/index.html

.PHONY: run test check index site serve lint relevance lock clean help

## run        set up, check, index, search once, generate the site, and say where to click
run: .venv/run.stamp
	$(BIN)/whatworks check
	$(BIN)/whatworks index
	$(BIN)/whatworks search "too many teenagers in residential care" --limit 5
	$(BIN)/whatworks site
	@echo
	@echo "Open the library by double click or in a browser:"
	@echo "  $(CURDIR)/$(SITE)"

## test       set up with the tools for development and run every test
test: .venv/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m pytest

## check      check every case file and hold the library to its floors
check: .venv/run.stamp
	$(BIN)/whatworks check --library

## index      bring the index up to date
index: .venv/run.stamp
	$(BIN)/whatworks index

## site       generate the site in build/site
site: index
	$(BIN)/whatworks site

## serve      show the site on http://127.0.0.1:8000/
serve: site
	$(BIN)/whatworks serve

## relevance  measure the ranking on the library's own judged queries
relevance: .venv/dev.stamp
	$(BIN)/whatworks index
	$(BIN)/python -m search.evaluate tests/relevance

## lock       renew the locked dependencies (needs uv)
lock:
	uv pip compile --universal --generate-hashes --no-annotate --no-header --python-version 3.11 --extra build pyproject.toml -o requirements.txt
	uv pip compile --universal --generate-hashes --no-annotate --no-header --python-version 3.11 --extra build --extra dev pyproject.toml -o requirements-dev.txt

## clean      remove what was built, never what was written
clean:
	rm -rf build .venv

## help       list these
help:
	@grep -h '^## ' $(MAKEFILE_LIST) | cut -c4-

.venv/bin/python:
	$(PYTHON) -m venv .venv

.venv/run.stamp: requirements.txt pyproject.toml | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

.venv/dev.stamp: requirements-dev.txt pyproject.toml | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@ .venv/run.stamp
