# Nianbao: `make help` says what there is. Needs Python 3.11 or later, make and a package registry.
# pip reads your own configuration (pip.conf, PIP_INDEX_URL, …); no registry is named here.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo test soak bench env office lock divisions clean

# The first that really runs (version-manager shims may not), is 3.11 or later, and can make an environment.
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do \
	"$$p" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && { echo "$$p"; break; }; done)
VENV ?= .venv
STORE ?= data/store
PYTEST_ARGS ?=
BENCH_ARGS ?=
LOCK_ARGS ?=
DOCUMENTS ?= 100
SEED ?= 1

BIN := $(VENV)/bin

# Chinese prints under any locale; bytecode is kept, without it every start takes seconds longer.
export PYTHONUTF8 := 1
unexport PYTHONDONTWRITEBYTECODE

help:  ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  make %-9s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))
	@echo 'Variables: PYTHON=python3.12  VENV=.venv  STORE=data/store  PYTEST_ARGS="-k name"  LOCK_ARGS=--upgrade'

demo: env  ## the bundled reports → validated facts → the 行政处罚 trend
	"$(BIN)/nianbao" refresh --samples --store "$(STORE)"
	"$(BIN)/nianbao" trend 行政处罚 --store "$(STORE)"
	@release=$$(cd "$(STORE)/releases/latest" && pwd -P) && printf '\nThe release lies at %s\n' "$$release"

test: env office  ## ruff and the whole test suite
	"$(BIN)/ruff" check .
	"$(BIN)/pytest" $(PYTEST_ARGS)

# ONLY=docx.2021.100000.17 is one document again, with SHRINK=1 the smallest that fails; REAL=1 the real reports instead.
soak: env office  ## random reports in every format, read back and counted: FORMATS="docx doc" DOCUMENTS=500 SEED=1
	@"$(BIN)/python" -m tests.soak $(if $(FORMATS),--formats "$(FORMATS)") --documents $(DOCUMENTS) --seed $(SEED) \
		$(if $(ONLY),--only "$(ONLY)") $(if $(SHRINK),--shrink) $(if $(REAL),--real)

bench: $(VENV)-bench/.installed  ## reading beside the bare parsers and beside what a user would pick instead
	"$(VENV)-bench/bin/python" -m benchmarks.reading $(BENCH_ARGS)

$(VENV)-bench/.installed: requirements.lock benchmarks/requirements.lock
	rm -rf "$(VENV)-bench"
	"$(PYTHON)" -m venv "$(VENV)-bench"
	"$(VENV)-bench/bin/python" -m pip install -qq --no-compile --require-hashes -r requirements.lock
	"$(VENV)-bench/bin/python" -m pip install -qq --no-compile --require-hashes -r benchmarks/requirements.lock
	@touch "$@"

# Debian packages: LibreOffice reads .doc and .rtf, and a Chinese font draws the pages of the scan tests.
OFFICE := libreoffice-writer-nogui libreoffice-calc-nogui fonts-wqy-zenhei
FONT := /usr/share/fonts/truetype/wqy/wqy-zenhei.ttc

office:  ## LibreOffice and a Chinese font, where they are missing (Debian; asks sudo if need be)
	@{ command -v soffice >/dev/null && test -e $(FONT); } || { \
		run=$$(test "$$(id -u)" = 0 || echo sudo); echo 'installing $(OFFICE)'; \
		$$run apt-get update -qq && DEBIAN_FRONTEND=noninteractive $$run apt-get install -y -qq --no-install-recommends $(OFFICE) >/dev/null; }

env: $(VENV)/.project-installed  ## the environment: requirements.lock and this checkout installed in it

# A stamp is the last thing its step writes, so a step that was broken off starts again from nothing.
$(VENV)/.lock-installed: requirements.lock
	@test -n "$(PYTHON)" || { echo 'No Python 3.11 or later with venv and ensurepip was found; name one: make PYTHON=/path/to/python3' >&2; exit 1; }
	@echo 'Setting up $(VENV); about a minute'
	rm -rf "$(VENV)"
	"$(PYTHON)" -m venv "$(VENV)"
	"$(BIN)/python" -m pip install -qq --no-compile --require-hashes -r requirements.lock
	-@"$(BIN)/python" -m compileall -qq -j 0 -x '/tests?/' "$(VENV)/lib"
	@touch "$@"

$(VENV)/.project-installed: $(VENV)/.lock-installed pyproject.toml
	"$(BIN)/python" -m pip install -qq --no-deps --no-build-isolation --editable .
	@touch "$@"

# Pins that still fit are kept; LOCK_ARGS=--upgrade renews them all. The lock may not name an address.
lock:  ## both requirements.lock, for every platform and Python ≥ 3.11, with hashes
	@uv=$$(command -v uv) || { uv="$(VENV)-lock/bin/uv"; \
		test -x "$$uv" || { "$(PYTHON)" -m venv "$(VENV)-lock" && "$(VENV)-lock/bin/python" -m pip install -qq uv; }; } && \
	"$$uv" pip compile pyproject.toml --extra test --group build --universal --python-version 3.11 --generate-hashes \
		--custom-compile-command 'make lock' --annotation-style line --quiet --output-file requirements.lock $(LOCK_ARGS) && \
	"$$uv" pip compile benchmarks/requirements.in --constraint requirements.lock --universal --python-version 3.11 --generate-hashes \
		--custom-compile-command 'make lock' --annotation-style line --quiet --output-file benchmarks/requirements.lock $(LOCK_ARGS)
	@! grep -n '://' requirements.lock benchmarks/requirements.lock

# docs/divisions.md says how a list is added. The packages (250 MB) go to a temporary folder.
divisions: env  ## data/divisions/ anew from the lists that its vintages.csv names (needs npm)
	@folder=$$(mktemp -d) && trap 'rm -rf "$$folder"' EXIT && \
	for package in $$("$(BIN)/python" -m tools.divisions --packages); do \
		file=$$(cd "$$folder" && npm pack --silent "$$package") && mkdir "$$folder/$${file%.tgz}" && \
		tar -xzf "$$folder/$$file" -C "$$folder/$${file%.tgz}" --strip-components=1 || exit 1; \
	done && "$(BIN)/python" -m tools.divisions "$$folder"

clean:  ## remove the environment and caches; the store stays
	rm -rf "$(VENV)" "$(VENV)-lock" "$(VENV)-bench" .pytest_cache .ruff_cache .hypothesis build dist
	find . -name __pycache__ -type d -not -path './.git/*' -prune -exec rm -rf {} +
