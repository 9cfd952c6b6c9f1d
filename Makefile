# `make demo` and `make test` are the only two set-up commands anybody needs.
PY ?= python3
BIN := .venv/bin
export RECOUP_HOME ?= $(CURDIR)/var
SERVE ?= 1

WORDS := $(wildcard src/recoup/web/locale/*/LC_MESSAGES/django.po)

.PHONY: demo test chromium test-sqlite test-postgres lint prove bench lock docs build css messages pictures clean

.venv/.ready: requirements.lock pyproject.toml
	$(PY) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check "$$(sed -n 's/^\(uv==[^ ;]*\).*/\1/p' requirements.lock)"
	$(BIN)/uv pip sync --quiet --python $(BIN)/python --require-hashes requirements.lock
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
	touch $@ .venv/.words

.venv/.words: .venv/.ready $(WORDS)
	$(BIN)/python tools/messages.py --compile
	touch $@

demo: .venv/.words
	SERVE=0 $(BIN)/recoup demo
	@if [ "$(SERVE)" != 0 ]; then exec $(BIN)/recoup serve; fi

test: chromium test-sqlite test-postgres

# the browser of the distribution; without it the tests that need one are skipped by name
chromium:
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || \
	{ [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get install -y -qq chromium >/dev/null 2>&1; } || \
	echo "No Chromium: tests in a browser are skipped. To have them: sudo apt-get install chromium"

test-sqlite: .venv/.words
	RECOUP_TEST_DATABASE=sqlite $(BIN)/python -m pytest -n 2 -m "not prove" $(ARGS)

test-postgres: .venv/.words
	RECOUP_TEST_DATABASE=postgres $(BIN)/python -m pytest -n 2 -m "not prove and not anydb and not browser" $(ARGS)

lint: .venv/.ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/recoup makemigrations --check --dry-run
	$(BIN)/python tools/docs.py --check
	$(BIN)/python tools/messages.py --check

build: .venv/.ready
	$(BIN)/python tools/build.py

css: .venv/.ready
	$(BIN)/python tools/build_css.py

messages: .venv/.ready
	$(BIN)/python tools/messages.py

pictures: .venv/.words
	RECOUP_PICTURES=1 $(BIN)/python -m pytest -m prove tests/web/test_pictures.py

docs: .venv/.ready
	$(BIN)/python tools/docs.py

prove: .venv/.ready
	RECOUP_TEST_DATABASE=sqlite $(BIN)/python -m pytest -m prove $(ARGS)
	RECOUP_TEST_DATABASE=postgres $(BIN)/python -m pytest -m "prove or (browser and not anydb)" $(ARGS)
	$(MAKE) bench

bench: .venv/.ready
	$(BIN)/python tools/bench.py $(ARGS)

lock: .venv/.ready
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-emit-find-links --extra dev -o requirements.lock pyproject.toml

clean:
	rm -rf .venv var
