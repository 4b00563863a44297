# Two commands do all the set-up on a fresh machine: `make demo` and `make test`.

SHELL := /bin/bash
PORT ?= 8001
DB ?= demo.db
# `make bench` measures all that docs/benchmarks.md tells; for a quick look, BENCH="--articles 200000 --minutes 0"
BENCH ?=
# The same tests run on both lines of Datasette, each in an environment of its own.
STABLE := .venv
ALPHA := .venv-1.0

.PHONY: demo test lint test-stable test-alpha bench screenshots docs clean

demo: $(STABLE)/demo.done
	$(STABLE)/bin/datasette newswire demo $(DB)
	@echo "It is served now: open http://127.0.0.1:$(PORT)/$(basename $(notdir $(DB)))/-/newswire  (Ctrl-C stops it)"
	$(STABLE)/bin/datasette serve $(DB) --port $(PORT)

test: lint test-stable test-alpha

lint: $(STABLE)/test.done
	$(STABLE)/bin/ruff check .
	$(STABLE)/bin/ruff format --check .
	$(STABLE)/bin/mypy

test-stable: $(STABLE)/test.done
	$(STABLE)/bin/pytest -q -n 2

# The loader does not know Datasette: on the other line, what serves is tested again.
test-alpha: $(ALPHA)/test.done
	$(ALPHA)/bin/pytest -q -n 2 tests/test_plugin.py tests/search tests/pages tests/browser

bench: $(STABLE)/test.done
	$(STABLE)/bin/pip install -q -e '.[bench]'
	$(STABLE)/bin/python -m benchmarks $(BENCH)

# The pages that are made from the program itself.
docs: $(STABLE)/test.done
	$(STABLE)/bin/python docs/commands.py
	$(STABLE)/bin/python docs/formats.py

screenshots: $(STABLE)/test.done
	$(STABLE)/bin/python docs/screenshots.py

$(STABLE)/demo.done: setup.py tools/system-packages.sh
	tools/system-packages.sh
	[ -x $(STABLE)/bin/pip ] || python3 -m venv $(STABLE)
	$(STABLE)/bin/pip install -q --upgrade pip
	$(STABLE)/bin/pip install -q -e '.[load]'
	touch $@

$(STABLE)/test.done: $(STABLE)/demo.done
	tools/system-packages.sh browser
	$(STABLE)/bin/pip install -q -e '.[test]'
	touch $@

$(ALPHA)/test.done: setup.py tools/system-packages.sh
	tools/system-packages.sh browser
	[ -x $(ALPHA)/bin/pip ] || python3 -m venv $(ALPHA)
	$(ALPHA)/bin/pip install -q --upgrade pip
	$(ALPHA)/bin/pip install -q 'datasette>=1.0a41' -e '.[test]'
	touch $@

clean:
	rm -rf $(STABLE) $(ALPHA) $(DB) build *.egg-info
