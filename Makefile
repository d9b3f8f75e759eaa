# `make run` and `make test` are all that a newcomer needs; `make help` lists the rest.

PYTHON ?= python3
BIN := .venv/bin
READY := .venv/ready-to-run
READY_TO_TEST := .venv/ready-to-test
PEER := tests/fedify/node_modules/.package-lock.json
export GOODTALK_DATA ?= ./data
# The tests start the server again and again: what Python has compiled once is kept, also where
# machines that are thrown away say otherwise.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help setup run test test-sqlite test-postgresql test-browser test-javascript check bench pictures lock clean

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 18

$(READY): requirements/run.lock pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/build.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

$(READY_TO_TEST): $(READY) requirements/dev.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.lock
	touch $@

$(PEER): tests/fedify/package-lock.json
	npm ci --prefix tests/fedify --omit=optional --no-audit --no-fund --loglevel=error
	touch $@

setup: $(READY) ## the environment alone, in .venv

run: $(READY) ## the server with a sample community; prints the address and a sign-in link
	@$(BIN)/goodtalk demo

test: $(READY_TO_TEST) ## installs what the tests need, browser included, and runs all of them
	sh tests/machine.sh
	$(MAKE) --no-print-directory $(PEER)
	$(MAKE) --no-print-directory test-javascript test-sqlite test-postgresql test-browser

test-sqlite: $(READY_TO_TEST)
	GOODTALK_DATA=build/test-data $(BIN)/python -m pytest -q -n 4 --dist worksteal -m "not browser" tests

# By themselves: Playwright keeps a loop running in its thread, and other tests run loops of their own.
test-browser: $(READY_TO_TEST)
	GOODTALK_DATA=build/test-data-browser $(BIN)/python -m pytest -q -n 4 --dist load --maxschedchunk 1 -m browser tests/browser

test-postgresql: $(READY_TO_TEST)
	GOODTALK_DATA=build/test-data-postgresql $(BIN)/python tests/postgresql.py -- \
		$(BIN)/python -m pytest -q -n 3 --dist worksteal -m "not browser" tests

test-javascript:
	node --test tests/javascript/*.test.js

check: $(READY_TO_TEST) ## ruff, strict types, import contract, template lint
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint src/goodtalk --lint --quiet
	GOODTALK_DATA=build/test-data $(BIN)/python -m django makemigrations --check --dry-run --settings goodtalk.site.settings

bench: $(READY_TO_TEST) ## the benchmarks, each beside its named reference
	$(BIN)/python -m benchmarks

pictures: $(READY_TO_TEST) ## screenshots of the sample community, into pictures/
	$(BIN)/python -m tests.browser.pictures

lock: $(READY_TO_TEST) ## write the lock files again, after a change of pyproject.toml
	$(BIN)/pip-compile --quiet --strip-extras --generate-hashes --no-emit-index-url --no-emit-find-links --no-header -o requirements/run.lock pyproject.toml
	$(BIN)/pip-compile --quiet --strip-extras --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --allow-unsafe -o requirements/build.lock requirements/build.in
	$(BIN)/pip-compile --quiet --strip-extras --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --allow-unsafe -o requirements/dev.lock requirements/dev.in

clean: ## everything that was made, but not the data
	rm -rf .venv build dist pictures
