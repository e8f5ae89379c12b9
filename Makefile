# One line per habit. `make demo` and `make test` are all a newcomer needs; both set up what is missing.
MAVEN  := mvn -B -q
PYTHON := $(shell python3 tools/interpreters.py python any 2>/dev/null)
VENV   := python-agent/.venv

.PHONY: help demo test test-matrix soak build dist check conformance conformance-mutations record-rules bench fuzz clean
.DELETE_ON_ERROR:

help: ## what there is
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 32

demo: build ## a shop in Java, in Python and in both, profiled, on one page; FOR=90 judges it and ends
	@tools/jep any || true
	@$(VENV)/bin/python examples/demo/demo.py --python $(VENV)/bin/python $(if $(FOR),--for $(FOR))

test: ## every test on JDK 17 and Python 3.11, and a smoke test on every other version found
	@tools/test

test-matrix: ## the rest of the matrix (JDK 11, 17, 21, 25; Python 3.11, 3.12, 3.13) and the demo
	@tools/test-matrix

soak: build build/dev.stamp ## storms of classes, threads and frames for MINUTES=30, then every scenario
	@tools/soak $(or $(MINUTES),30)

build: build/jars.stamp $(VENV)/agent.stamp ## the jars and the Python environment

dist: build/jars.stamp ## all that a user installs, in dist/; `tools/dist --check` builds it twice and compares
	@tools/dist

check: build/dev.stamp ## format, lint, types, schema, versions
	@tools/check

conformance: build build/dev.stamp ## proves what leaves a process: every tier of the suite, and its report
	@tools/conformance

conformance-mutations: build build/dev.stamp ## breaks the agents on purpose; the suite must notice each fault
	@tools/mutations

record-rules: build build/dev.stamp ## runs the rules' programs under the agents and keeps their profiles
	@tools/record-rules

bench: build build/dev.stamp ## prints every figure beside what it is compared with
	@tools/bench

fuzz: build build/dev.stamp ## random profiles and broken bytes, until MINUTES=10 are over
	@tools/fuzz $(or $(MINUTES),10)

clean: ## removes what was built
	rm -rf build dist target */target examples/*/target conformance-tests/build conformance-tests/testees/*/target rule-programs/java/target collector/ui/dist collector/ui/build collector/ui/node_modules \
	  proto/node_modules $(VENV) python-agent/build python-agent/dist

JAVA_SOURCES := $(shell find pom.xml .mvn */pom.xml */src/main examples/shop-*/pom.xml examples/shop-*/src/main \
  python-agent/src/tandem_profiler/*.py \
  conformance-tests/testees/java/pom.xml conformance-tests/testees/java/src/main \
  collector/ui/src collector/ui/*.html collector/ui/*.json collector/ui/*.ts -type f 2>/dev/null)

build/jars.stamp: $(JAVA_SOURCES)
	@mkdir -p build
	@echo "building the jars (first time: some minutes)"
	@$(MAVEN) package -DskipTests
	@touch $@

$(VENV)/agent.stamp: python-agent/pyproject.toml python-agent/setup.py $(wildcard python-agent/src/native/*)
	@test -n "$(PYTHON)" || { echo "no CPython 3.11, 3.12 or 3.13 on this machine: install one (Debian: apt-get install python3 python3-venv)" >&2; exit 1; }
	@echo "installing the Python agent into $(VENV)"
	@$(PYTHON) -m venv $(VENV)
	@$(VENV)/bin/python -m pip install -q --disable-pip-version-check -e python-agent
	@touch $@

build/dev.stamp: python-agent/requirements-dev.txt proto/package-lock.json collector/ui/package-lock.json $(VENV)/agent.stamp
	@mkdir -p build
	@$(VENV)/bin/python -m pip install -q --disable-pip-version-check -r python-agent/requirements-dev.txt
	@npm ci --silent --prefix proto
	@test -d collector/ui/node_modules || npm ci --silent --prefix collector/ui
	@touch $@
