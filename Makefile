# Needs Python 3.11 or newer and make; everything else goes into .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
UV := 0.13.9
PIP_AUDIT := 2.10.1
# All but those that train for an hour to write a table.
BENCHES = $(filter-out champion_ablation champion_plans champion_luck,$(notdir $(basename $(shell grep -l __main__ bench/*.py))))

# Some machines keep Python from storing what it compiled; every process would compile it all again.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup models browser dashboard canvas test test-walks test-slow check champion bench soak fetch requirements \
	audit translations licences sbom clean

help:  ## show this list
	@sed -n 's/^\([a-z-]*\):.*## /  make \1 # /p' Makefile | awk -F'#' '{printf "%-20s%s\n", $$1, $$2}'

$(READY): requirements.txt pyproject.toml
	@$(PYTHON) tools/prepare.py $(VENV)

setup: $(READY)  ## prepare .venv with the pinned packages

models: $(READY)  ## train the models of the first start, if they are not trained
	@$(BIN)/python -m core train

dashboard: models  ## start the dashboard on http://127.0.0.1:8501 (or PORT=)
	@$(BIN)/python tools/check_port.py $(or $(PORT),8501) dashboard
	@echo "The dashboard: http://127.0.0.1:$(or $(PORT),8501)   (Ctrl-C ends it)"
	@$(BIN)/streamlit run dashboard/Home.py --server.port $(or $(PORT),8501)

canvas: models  ## start the canvas app on http://127.0.0.1:7860 (or PORT=)
	@$(BIN)/python tools/check_port.py $(or $(PORT),7860) canvas
	@echo "The canvas: http://127.0.0.1:$(or $(PORT),7860)   (Ctrl-C ends it)"
	@GRADIO_SERVER_PORT=$(or $(PORT),7860) $(BIN)/python gradio_app.py

browser:
	@tools/chromium
	@tools/axe
	@tools/nginx

# Three at once on two cores: browsers and servers are waited for a third of the time.
test: models browser  ## run the ordinary tests, in a browser too (five minutes on two cores)
	$(BIN)/python -m pytest -m "not slow and not walk" -n 3 --dist loadfile

test-walks: models browser  ## run those that go a whole way, from a first start to a trained model
	$(BIN)/python -m pytest -m "walk and not slow" -n 3 --dist loadfile

test-slow: models browser  ## run the long tests
	$(BIN)/python -m pytest -m slow

check: $(READY)  ## format, lint, types, ordinary tests and walks
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	@$(MAKE) --no-print-directory test test-walks

champion: $(READY)  ## train the champion from nothing
	$(BIN)/python -m core train champion --force

bench: models browser  ## measure everything, one JSON object a line
	@for name in $(BENCHES); do $(BIN)/python -m bench.$$name || exit 1; done

soak: models browser  ## the long part of docs/reliability.md (hours, forty minutes of them for D5; or MINUTES= EXAMPLES=)
	$(BIN)/python -m pytest -m slow tests/soak
	$(BIN)/python -m bench.soak --minutes $(or $(MINUTES),10) --examples $(or $(EXAMPLES),2000); \
		found=$$?; $(BIN)/python -m bench.reliability --write; exit $$found

fetch: $(READY)  ## get MNIST from OpenML again
	$(BIN)/python -m core fetch

# uv works in an environment of its own, so that no other project's need moves a version. What is
# in requirements.txt stays at its version; delete the file first to take the newest of everything.
requirements:  ## write requirements.txt, pins and hashes, from pyproject.toml
	$(PYTHON) -m venv build/uv
	build/uv/bin/python -m pip install --quiet --disable-pip-version-check uv==$(UV)
	build/uv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
		--extra dev --no-emit-index-url --custom-compile-command "make requirements" \
		--output-file requirements.txt pyproject.toml

# In an environment of its own, as uv. A package that could not be looked up is an error, too.
audit:  ## ask the advisory database about every pinned package
	$(PYTHON) -m venv build/audit
	build/audit/bin/python -m pip install --quiet --disable-pip-version-check pip-audit==$(PIP_AUDIT)
	build/audit/bin/pip-audit --requirement requirements.txt --disable-pip --require-hashes --strict

translations: $(READY)  ## find sentences without a translation, and compile the others
	@$(BIN)/python -m tools.translations

licences: $(READY)  ## list the licence of every pinned package
	@$(BIN)/python -m tools.licences

sbom: $(READY)  ## write build/sbom.json, the software bill of materials (CycloneDX)
	@$(BIN)/python -m tools.sbom build/sbom.json

clean:  ## remove .venv and caches; trained models stay
	rm -rf $(VENV) $(VENV).lock build *.egg-info .pytest_cache .ruff_cache .mypy_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
