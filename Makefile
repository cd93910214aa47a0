# `make run` and `make test` do all the set-up themselves. `make help` lists the rest.
PYTHON ?= python3
BIN := .venv/bin
SITE := build/site/index.html

.PHONY: run test compiled trust trust-stops trust-input fuzz check index site serve screenshots lint relevance benchmarks lock clean help

## run        set up, check, index, search once, generate the site, and say where to click
run: .venv/run.stamp compiled
	$(BIN)/whatworks check
	$(BIN)/whatworks index
	$(BIN)/whatworks search "too many teenagers in residential care" --limit 5
	$(BIN)/whatworks site
	@echo
	@echo "Open the library by double click or in a browser:"
	@echo "  $(CURDIR)/$(SITE)"

## test       set up with the tools for development and run every test
test: .venv/dev.stamp node_modules/.stamp compiled
	$(BIN)/ruff check .
	$(BIN)/mypy
	@if test -x node_modules/.bin/tsc; then node_modules/.bin/tsc -p .; else echo "tsc is not installed; the types of the scripts are not checked"; fi
	$(BIN)/python -m pytest -n auto --dist loadfile

# Compiled once, so that no search waits for it, even where Python may not keep what it compiles.
compiled:
	@$(BIN)/python -m compileall -q frontdoor indexer search site_template whatworks.py

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

## screenshots  take every kind of page at three widths, light and dark, into build/screenshots
screenshots: .venv/dev.stamp site
	$(BIN)/python benchmarks/screenshots.py build/site build/screenshots

## trust      kill, fill, spoil and attack it in full (about 20 minutes), and print the figures
trust: .venv/dev.stamp node_modules/.stamp
	$(MAKE) --jobs=2 --output-sync=target --no-print-directory trust-stops trust-input

trust-stops:
	TRUST=full $(BIN)/python -m pytest -q --durations=8 tests/trust/test_kills.py tests/trust/test_people.py tests/trust/test_writers.py

trust-input:
	TRUST=full $(BIN)/python -m pytest -q --durations=8 tests/trust/test_hostile.py tests/trust/test_fuzz.py tests/trust/test_queries.py tests/trust/test_patterns.py tests/trust/test_supply.py

## fuzz       try FUZZ made-up inputs of every kind (20,000 by default), and print how many
fuzz: .venv/dev.stamp
	FUZZ=$${FUZZ:-20000} $(BIN)/python -m pytest -q tests/trust/test_fuzz.py

## relevance  measure the ranking on the library's own judged queries
relevance: .venv/dev.stamp
	$(BIN)/whatworks index
	$(BIN)/python -m search.evaluate tests/relevance

## benchmarks  measure speed and size against other programs; ARGS="--quick" tries it out, --help lists the rest
benchmarks: .venv/dev.stamp
	$(BIN)/python benchmarks/run.py $(ARGS)

## lock       renew the locked dependencies (needs uv)
lock:
	uv pip compile --universal --generate-hashes --no-annotate --no-header --python-version 3.11 --extra build pyproject.toml -o requirements.txt
	uv pip compile --universal --generate-hashes --no-annotate --no-header --python-version 3.11 --extra build --extra dev pyproject.toml -o requirements-dev.txt

## clean      remove what was built, never what was written
clean:
	rm -rf build .venv node_modules

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

# The accessibility checker comes from npm. Without npm, or away from a network, its test is skipped and says so.
node_modules/.stamp: package.json package-lock.json
	@if npm ci --ignore-scripts --silent; then touch $@; else echo "axe-core could not be installed; its test is skipped"; fi

## whoosh2    run the index tests on whoosh 2.7.4, in an environment of its own
whoosh2:
	$(PYTHON) -m venv build/whoosh2
	build/whoosh2/bin/python -m pip install --quiet --disable-pip-version-check whoosh==2.7.4 beautifulsoup4 click jinja2 PyYAML PyStemmer markdown-it-py nh3 rich pytest hypothesis
	build/whoosh2/bin/python -m pytest -q tests/test_index.py tests/test_search.py
