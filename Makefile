# `make demo` and `make test` are the two commands a newcomer needs; each installs what it lacks.

PORT ?= 8000
SERVE ?= 1
JOBS ?= 2
VENV := .venv/bin
PYTEST := $(VENV)/python -m pytest

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help demo serve test lint unit unit-postgres journeys pictures format messages lock run-venv test-venv test-packages

help:
	@echo "make demo           install, load a demonstration city and serve it on 127.0.0.1:$(PORT) (SERVE=0 stops before serving)"
	@echo "make serve          serve what is there"
	@echo "make test           everything: lint, both databases, browser journeys"
	@echo "make lint           style, types, layers, template format, missing migrations"
	@echo "make unit           tests without a browser on SQLite; unit-postgres: the same on PostgreSQL"
	@echo "make journeys       tests in a browser"
	@echo "make pictures       take the pictures of the documents anew, from the demonstration and the journeys"
	@echo "make format         put code and templates into the common format"
	@echo "make messages       bring the English catalogue to what code and templates say, and compile it"
	@echo "make lock           compile locks/ from pyproject.toml (UPGRADE=1 takes newer versions)"

demo: run-venv
	$(VENV)/zhengyou demo --port $(PORT) $(if $(filter 0,$(SERVE)),--no-serve,--serve)

serve: run-venv
	$(VENV)/zhengyou serve --port $(PORT)

test: test-packages lint unit unit-postgres journeys

lint: test-venv
	$(VENV)/ruff check
	$(VENV)/ruff format --check
	$(VENV)/mypy
	$(VENV)/lint-imports --no-logo
	$(PYTEST) -q tests/guards/test_templates_format.py tests/guards/test_migrations.py

unit: test-venv
	$(PYTEST) -n $(JOBS) --dist worksteal -m "not journey"

unit-postgres: test-venv
	scripts/with-postgres.sh $(PYTEST) -n $(JOBS) --dist worksteal -m "not journey"

journeys: test-venv
	$(PYTEST) -n $(JOBS) --dist loadfile tests/journeys

pictures: test-packages test-venv
	ZHENGYOU_DATA=$(CURDIR)/build/demo $(VENV)/zhengyou demo --no-serve
	ZHENGYOU_PICTURES=1 $(PYTEST) -n $(JOBS) --dist loadfile tests/journeys/demo_pictures.py \
		tests/journeys/test_import.py tests/journeys/test_accounts.py tests/journeys/test_audit.py

format: test-venv
	$(VENV)/ruff check --fix
	$(VENV)/ruff format
	git ls-files -z '*/templates/*.html' | xargs -0 -r $(VENV)/djade --target-version 5.2

messages: test-packages test-venv
	scripts/messages.sh

lock: test-venv
	scripts/lock.sh $(if $(UPGRADE),--upgrade)

run-venv:
	@scripts/venv.sh run

test-venv:
	@scripts/venv.sh test

test-packages:
	@scripts/test-packages.sh
