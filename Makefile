# The two commands: `make run` serves the site with demo data, `make test` runs every check.

PYTHON ?= python3
PORT ?= 8000
export DATA_DIR ?= $(CURDIR)/var
export SITE_ADDRESS ?= http://localhost:$(PORT)
export PIP_DISABLE_PIP_VERSION_CHECK = 1

VENV := .venv
BIN := $(VENV)/bin
MANAGE := $(BIN)/python manage.py
COLLECTED = $(DATA_DIR)/static/staticfiles.json
INSTALL := $(BIN)/pip install --quiet --no-input --require-hashes

.PHONY: run test

run: $(VENV)/installed
	@mkdir -p "$(DATA_DIR)"
	@$(MANAGE) migrate --verbosity 0
	@$(MANAGE) purge_expired_imports
	@$(MANAGE) load_organisations
	@if [ ! -f "$(COLLECTED)" ] || [ -n "$$(find static $(VENV)/installed -newer "$(COLLECTED)")" ]; then \
	  $(MANAGE) collectstatic --noinput --verbosity 0; fi
	@$(MANAGE) demo
	@echo "Open http://localhost:$(PORT) (stop with Ctrl-C)"
	@trap 'kill $$web $$worker 2>/dev/null; wait' EXIT; trap 'exit 0' INT TERM; \
	  $(MANAGE) db_worker --verbosity 0 & worker=$$!; \
	  $(BIN)/gunicorn config.wsgi --bind 127.0.0.1:$(PORT) --workers 2 --no-control-socket --log-level warning & web=$$!; \
	  wait $$web

test: $(VENV)/installed-for-tests
	@$(BIN)/python -m tests.checks

# Each stamp is as old as the last installation that went through to its end.
$(VENV)/installed: requirements.txt $(BIN)/python
	@echo "Installing what the site needs"
	@$(INSTALL) -r requirements.txt
	@touch $@

$(VENV)/installed-for-tests: requirements-dev.txt $(VENV)/installed
	@echo "Installing what the checks need"
	@$(INSTALL) -r requirements.txt -r requirements-dev.txt
	@touch $@

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or later is needed" if sys.version_info < (3, 11) else 0)'
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); exit 1; }
