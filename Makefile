# make run     start the bot; without MEETBOT_TOKEN, with the local chat
# make install what running takes, into .venv; no tools, no databases of the tests
# make test    lint, types, import contracts and tests, from nothing
# make e2e     the browser tests; installs Chromium where it is missing
# make fuzz    throw made-up input at whatever reads what strangers send; SECONDS=60 each
# make clients calendar programs of others read what the bot sends
# make bench   speed and memory, as ratios to a bound of the same run
# make races   processes and threads after the same things, on both databases: one winner each
# make audit   known holes in the locked libraries; secrets in the tree and its history
# make chaos   the bot dies 200 times in a service day, on both databases: nothing is lost; SEED=, KILLS=
# make lint    only lint, types and import contracts;   make lock: resolve the libraries anew

PYTHON ?= python3
VENV   := .venv
PY     := $(VENV)/bin/python
UV     := $(VENV)/bin/uv
RUN    := $(VENV)/.run-lock-ok
STAMP  := $(VENV)/.lock-ok
E2E    := $(VENV)/.e2e-lock-ok
FUZZ   := $(VENV)/.fuzz-lock-ok
AUDIT  := $(VENV)/.audit-lock-ok

OTHERS := $(VENV)/clients
CLIENTS := $(OTHERS)/.lock-ok

.PHONY: run install test e2e clients fuzz bench races chaos audit lint lock
.DELETE_ON_ERROR:

run: $(RUN)
	@$(PY) bot.py

# Compiled beforehand: whoever runs the bot as a service may not write here, and would compile everything at every start.
install: $(RUN)
	@$(PY) -m compileall -q -j 0 $(VENV)/lib meetbot

test: lint
	$(PY) -m pytest -q -n auto

lint: $(STAMP)
	$(PY) -m ruff check -q
	$(PY) -m ruff format -q --check
	$(PY) -m mypy --no-error-summary
	$(VENV)/bin/lint-imports --no-logo > $(VENV)/import-contracts.log || { cat $(VENV)/import-contracts.log; exit 1; }

e2e: $(E2E)
	@sh .ci/chromium
	$(PY) -m pytest -q -o addopts="-p no:cacheprovider" tests/e2e

clients: $(CLIENTS)
	@sh .ci/libical
	$(PY) -m pytest -q -n 4 -o addopts="-p no:cacheprovider" tests/clients -k sqlite

bench: $(STAMP)
	$(PY) -m benchmarks

fuzz: $(FUZZ)
	$(PY) -m tests.fuzz $(SECONDS)

audit: $(AUDIT)
	$(PY) -m pytest -q -o addopts="-p no:cacheprovider" tests/audit
	$(PY) -m tests.audit

races: $(STAMP)
	$(PY) -m tests.races

chaos: $(STAMP)
	SEED=$(SEED) KILLS=$(KILLS) $(PY) -m tests.chaos

# Hashes, and no names of hosts: the registry is whatever pip and uv are set up to use.
lock: $(STAMP)
	$(UV) pip compile -q --universal --generate-hashes --no-header --no-annotate pyproject.toml --group dev -o requirements.lock
	$(UV) pip compile -q --universal --generate-hashes --no-header --no-annotate pyproject.toml --extra pg -c requirements.lock -o requirements-run.lock
	$(UV) pip compile -q --universal --generate-hashes --no-header --no-annotate --group e2e -c requirements.lock -o requirements-e2e.lock
	$(UV) pip compile -q --universal --generate-hashes --no-header --no-annotate --group fuzz -c requirements.lock -o requirements-fuzz.lock
	$(UV) pip compile -q --universal --generate-hashes --no-header --no-annotate --group audit -c requirements.lock -o requirements-audit.lock
	$(UV) pip compile -q --universal --generate-hashes --no-header --no-annotate --group clients -o requirements-clients.lock
	cd tests/clients && PATH="$(abspath $(OTHERS))/bin:$$PATH" npm install --package-lock-only --no-audit --no-fund

# An environment without pip takes a quarter of a second, one with pip six; the machine's own pip (22.3 or newer) puts
# uv into it, and uv the rest. Where that pip is missing or older, the slow way works too.
$(RUN): requirements-run.lock uv-bootstrap.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "meetbot needs Python 3.11 or newer; say which: make PYTHON=python3.11")'
	@echo "Installing the libraries into $(VENV) ..."
	@test -x $(PY) || $(PYTHON) -m venv --without-pip $(VENV)
	@$(PYTHON) -m pip --python $(PY) install -q --disable-pip-version-check --require-hashes --no-deps -r uv-bootstrap.lock 2>/dev/null \
		|| { $(PYTHON) -m venv $(VENV) && $(PY) -m pip install -q --disable-pip-version-check --require-hashes --no-deps -r uv-bootstrap.lock; }
	@$(UV) pip install -q --python $(PY) --require-hashes -r requirements-run.lock
	@touch $@

$(STAMP): $(RUN) requirements.lock
	@echo "Installing what tests and checks take ..."
	@$(UV) pip install -q --python $(PY) --require-hashes -r requirements.lock
	@touch $@

$(FUZZ): $(STAMP) requirements-fuzz.lock
	@$(UV) pip install -q --python $(PY) --require-hashes -r requirements-fuzz.lock
	@touch $@

$(AUDIT): $(STAMP) requirements-audit.lock
	@$(UV) pip install -q --python $(PY) --require-hashes -r requirements-audit.lock
	@touch $@

$(E2E): $(STAMP) requirements-e2e.lock
	@$(UV) pip install -q --python $(PY) --require-hashes -r requirements-e2e.lock
	@touch $@

# Their own environment, since they pin other libraries; Node comes from the same registry, its packages by their hashes.
$(CLIENTS): $(STAMP) requirements-clients.lock tests/clients/package.json tests/clients/package-lock.json
	@echo "Installing calendar programs into $(OTHERS) ..."
	@test -x $(OTHERS)/bin/python || $(PYTHON) -m venv --without-pip $(OTHERS)
	@$(UV) pip install -q --python $(OTHERS)/bin/python --require-hashes -r requirements-clients.lock
	@mkdir -p $(OTHERS)/node && cp tests/clients/package.json tests/clients/package-lock.json tests/clients/.npmrc $(OTHERS)/node
	@cd $(OTHERS)/node && PATH="$(abspath $(OTHERS))/bin:$$PATH" npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null
	@touch $@
