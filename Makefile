# GNU make 3.81 or newer and a POSIX shell. `make` alone prints the targets.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.NOTPARALLEL:
unexport PYTHONPATH PYTHONDONTWRITEBYTECODE

# Which Python makes .venv. Empty: the first of python3, python3.13, python3.12, python3.11 that will do.
PYTHON ?=
# GPU=1 installs TensorFlow with CUDA (Linux, x86-64) from its own lock instead of the CPU build.
GPU ?=
# The folder that holds RAVDESS/, TESS/ and SAVEE/, or those of them there are.
DATA ?= $(SER_DATA)
# ALLOW_MISSING=1 goes on without clips that are missing or broken; every result then says so.
ALLOW_MISSING ?=
PROFILE ?=
ENGINE ?=
JOBS ?= $(shell getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)
TEST_JOBS ?= 2
PORT ?= 8000
UPGRADE ?=
OUT ?=

PY := .venv/bin/python
GPU_WANTED := $(filter-out 0 no false,$(GPU))
LOCK := $(if $(GPU_WANTED),requirements-gpu.txt,requirements.txt)
ALLOW := $(if $(filter-out 0 no false,$(ALLOW_MISSING)),--allow-missing)
RUN_PROFILE := $(or $(PROFILE),$(if $(DATA),full,demo))
BOOK_PROFILE := $(or $(PROFILE),full)
# A book plays recordings only where DATA stands in the command itself, never because the environment names some.
BOOK_DATA := $(if $(and $(filter command,$(origin DATA)),$(DATA)),--data "$$SER_DATA")
export SER_DATA := $(DATA)

.PHONY: help
help: ## print this list
	@awk 'BEGIN { FS = ":.*## " } /^[a-z][a-z-]*:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

# librosa's compiled functions are kept by numba, whose files two processes can spoil for each other when both
# are the first: one process makes them here.
# The stamp holds the lock's checksum and this folder's name and is written last, so that an environment
# that is half made, made from another lock or moved here from elsewhere is made again.
.PHONY: env
env: ## make .venv from the lock (PYTHON=python3.12 picks the Python, GPU=1 the build for NVIDIA GPUs)
	@set -eu; \
	fits() { "$$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null; }; \
	version() { "$$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null || echo none; }; \
	quiet=--quiet; if [ -t 1 ]; then quiet=; fi; \
	uv=; if command -v uv >/dev/null 2>&1; then uv=uv; fi; \
	python='$(PYTHON)'; \
	if [ -n "$$python" ] && ! fits "$$python"; then \
	  echo "env: $$python is Python $$(version "$$python"); 3.11, 3.12 or 3.13 is needed. Next: make env PYTHON=python3.12" >&2; exit 2; \
	fi; \
	made="$(LOCK) $$(cksum < $(LOCK)) $(CURDIR)"; \
	project="$$(cksum < pyproject.toml)"; \
	if [ "$$(cat .venv/made-from 2>/dev/null)" = "$$made" ] && fits $(PY); then \
	  if [ -z "$$python" ] || [ "$$(version "$$python")" = "$$(version $(PY))" ]; then \
	    if [ "$$(cat .venv/project 2>/dev/null)" = "$$project" ]; then exit 0; fi; \
	    made_already=yes; \
	  fi; \
	fi; \
	if [ -z "$${made_already:-}" ]; then \
	  if [ -z "$$python" ]; then \
	    for one in python3 python3.13 python3.12 python3.11; do \
	      if fits "$$one"; then python="$$one"; break; fi; \
	    done; \
	  fi; \
	  if [ -z "$$python" ] && [ -z "$$uv" ]; then \
	    echo "env: python3 is Python $$(version python3); 3.11, 3.12 or 3.13 is needed. Next: make env PYTHON=python3.12" >&2; exit 2; \
	  fi; \
	  echo "env: making .venv from $(LOCK) with $${uv:-pip} (once; a minute or a few)"; \
	  rm -rf .venv; \
	  if [ -n "$$uv" ]; then \
	    uv venv --quiet --python "$${python:->=3.11,<3.14}" .venv; \
	    uv pip install $$quiet --python $(PY) --require-hashes --only-binary :all: -r $(LOCK); \
	  else \
	    "$$python" -m venv .venv || { \
	      echo "env: $$python -m venv failed. Next: install python3-venv (Debian, Ubuntu) or uv, then make env" >&2; exit 2; }; \
	    $(PY) -m pip install $$quiet --disable-pip-version-check --no-compile \
	      --require-hashes --only-binary :all: -r $(LOCK); \
	  fi; \
	fi; \
	if [ -n "$$uv" ]; then \
	  uv pip install --quiet --python $(PY) --no-deps --no-build-isolation --editable .; \
	else \
	  $(PY) -m pip --version >/dev/null 2>&1 || $(PY) -m ensurepip >/dev/null; \
	  $(PY) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .; \
	fi; \
	if [ -z "$${made_already:-}" ]; then \
	  $(PY) -c 'from ser.features.kinds import load_librosa; load_librosa()'; \
	fi; \
	printf '%s\n' "$$project" > .venv/project; \
	printf '%s\n' "$$made" > .venv/made-from; \
	echo "env: .venv is ready (Python $$(version $(PY)))"

.PHONY: reproduce
reproduce: env ## experiments, pages and book (DATA=folder, PROFILE=demo|quick|full, ALLOW_MISSING=1, JOBS=n)
	@$(PY) -m ser reproduce --profile $(RUN_PROFILE) $(if $(DATA),--data "$$SER_DATA") $(ALLOW) --jobs $(JOBS)

.PHONY: test
test: env ## run the tests on the demo corpus (and on real clips where SER_SAMPLE names some)
	@$(PY) -m pytest -n $(TEST_JOBS) --dist loadfile --no-loadscope-reorder

.PHONY: test-road
test-road: env ## go the whole road on the demo corpus: every run, every page, the book
	@$(PY) -m pytest -m road tests/test_whole_road.py

# The book is built first, with its progress shown; without a Chromium the tests that need one are skipped.
.PHONY: test-book
test-book: env ## build the book and look at every page in a real browser (SER_CHROMIUM=path of a Chromium)
	@$(PY) -m ser book --profile full
	@$(PY) -m pytest -n $(TEST_JOBS) --dist worksteal -m browser tests/book

.PHONY: test-faults
test-faults: env ## kill, cut and fill up on purpose, and go on (FAULTS=10 takes ten times as many moments)
	@$(PY) -m pytest -n $(TEST_JOBS) --dist loadfile -m faults tests/faults

.PHONY: tables
tables: env ## compute every table anew from the stored predictions (PROFILE=demo|quick|full, full unless given)
	@$(PY) -m ser tables --profile $(BOOK_PROFILE)

.PHONY: demo
demo: env ## make the demo corpus in build/demo-corpus
	@$(PY) -m ser data demo

.PHONY: notebooks
notebooks: env ## execute the pages that changed (PROFILE=demo|quick|full, full unless given)
	@$(PY) -m ser book --profile $(BOOK_PROFILE) $(if $(ENGINE),--engine $(ENGINE)) $(BOOK_DATA) --execute-only

.PHONY: book
book: env ## build the book from the results there are (PROFILE=demo|quick|full, full unless given; ENGINE=; DATA=folder plays its clips)
	@$(PY) -m ser book --profile $(BOOK_PROFILE) $(if $(ENGINE),--engine $(ENGINE)) $(BOOK_DATA)

.PHONY: exercises
exercises: env ## write the exercises as notebooks to fill in (OUT=folder, build/exercises unless given)
	@$(PY) -m ser exercises $(if $(OUT),--out "$(OUT)")

.PHONY: offline
offline: env ## put the whole book into one zip file that opens without a network (PROFILE=)
	@$(PY) -m ser offline --profile $(BOOK_PROFILE)

.PHONY: pdf
pdf: env ## print the whole book into one PDF file (PROFILE=; needs a Chromium, SER_CHROMIUM=path)
	@$(PY) -m ser pdf --profile $(BOOK_PROFILE)

.PHONY: dist
dist: env ## build the package, as a wheel and as its sources, into dist/
	@rm -rf dist
	@$(PY) -m hatchling build

.PHONY: address
address: env ## write the public address that book/address.toml holds into CITATION.cff
	@$(PY) -m ser address

.PHONY: serve
serve: ## show the built book at http://127.0.0.1:8000 (PROFILE=, PORT=)
	@test -f build/book/$(BOOK_PROFILE)/html/index.html || { \
	  echo "serve: no book in build/book/$(BOOK_PROFILE)/html. Next: make book PROFILE=$(BOOK_PROFILE)" >&2; exit 2; }
	@$(PY) -m http.server --bind 127.0.0.1 --directory build/book/$(BOOK_PROFILE)/html $(PORT)

.PHONY: lint
lint: env ## look for mistakes, wrong types and unformatted code, change nothing
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(PY) -m mypy

# Another than the one of .venv, which pip-audit has no business in. --strict: what could not be looked up is an error.
PIP_AUDIT := 2.10.1
.PHONY: audit
audit: ## ask whether a package of the locks has a known hole (fetches pip-audit, needs the network)
	@set -eu; \
	if command -v uvx >/dev/null 2>&1; then run="uvx pip-audit@$(PIP_AUDIT)"; \
	elif command -v pipx >/dev/null 2>&1; then run="pipx run --spec pip-audit==$(PIP_AUDIT) pip-audit"; \
	else echo "make audit: neither uvx nor pipx is on the PATH. Next: install uv" >&2; exit 2; fi; \
	for lock in requirements.txt requirements-gpu.txt; do \
	  echo "$$lock"; \
	  $$run --strict --disable-pip --require-hashes --progress-spinner off --requirement "$$lock"; \
	done

.PHONY: format
format: env ## format the code and sort its imports
	@$(PY) -m ruff check --quiet --select I --fix .
	@$(PY) -m ruff format .

# The GPU lock starts from the CPU lock, so that what both hold has one version.
COMPILE = UV_CUSTOM_COMPILE_COMMAND="make lock" uv pip compile --quiet --universal --python-version 3.11 \
  --generate-hashes --no-emit-index-url --no-annotate --extra book --extra cluster --extra dev --extra export --extra parquet

.PHONY: lock
lock: ## compile both locks from pyproject.toml with uv (UPGRADE=1 moves every version up)
	@command -v uv >/dev/null 2>&1 || { echo "lock: uv is not on the PATH. Next: pip install uv" >&2; exit 2; }
	@$(COMPILE) $(if $(UPGRADE),--upgrade) pyproject.toml -o requirements.txt
	@cp requirements.txt requirements-gpu.txt
	@$(COMPILE) --extra gpu --no-emit-package tensorflow-cpu pyproject.toml -o requirements-gpu.txt
	@echo "lock: requirements.txt and requirements-gpu.txt are compiled. Next: make env"

.PHONY: bench
bench: env ## time what people wait for, into benchmarks/results.json (DATA=folder, else the demo corpus)
	@$(PY) -m ser book --profile full
	@$(PY) benchmarks/run.py $(if $(DATA),--data "$$SER_DATA")

.PHONY: clean
clean: ## remove build/ and the tools' caches
	@rm -rf build dist .pytest_cache .ruff_cache .mypy_cache .hypothesis
	@find ser tests notebooks -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true

.PHONY: distclean
distclean: clean ## remove .venv too
	@rm -rf .venv *.egg-info
