# What can be done here? `make help` tells. Everything sets itself up: a Python of 3.11 or newer and make are enough.

PYTHON ?= python3
FEED ?=
N ?= 20
TESTS ?= tests
JOURNEYS ?= tests/e2e
KAFKA_KILLS ?= 6
EXAMPLES ?= 100
ARGS ?=
WORKERS ?= 2

VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/ready
LOCK := --generate-hashes --universal --python-version 3.11 --no-header --no-annotate --no-emit-index-url --quiet
CODE := shared services deploy tests bench

# What the command line starts must be what is installed here, whatever else the caller has activated.
# Compiled modules are kept, whatever the caller's shell says: without them every process that starts takes three times
# as long, and there are many.
unexport VIRTUAL_ENV PYTHONPATH PYTHONHOME PYTHONDONTWRITEBYTECODE
# The machine's own list of authorities: many a public network has one of its own, and pip goes by it already.
export UV_SYSTEM_CERTS := 1

.DEFAULT_GOAL := help
.PHONY: help setup run stop test pages check test-kafka bench province faults properties oracle docs lock clean

help: ## what can be done here 帮助
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' Makefile

setup: $(READY) ## make the virtual environment (run and test do it by themselves) 安装

# A second time nothing is done and no network is needed; changed locks are installed again.
$(READY): requirements/uv.txt requirements/dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "OneFour needs Python 3.11 or newer; '$(PYTHON)' is not: make PYTHON=python3.12 …  需要 Python 3.11 以上" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' || { \
	  echo "'$(PYTHON)' comes without venv; on Debian: apt-get install python3-venv  缺少 venv 模块" >&2; exit 1; }
	@test -x $(BIN)/python || { echo "setup: virtual environment in $(VENV)"; $(PYTHON) -m venv $(VENV); }
	@echo "setup: packages (a minute or two the first time)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.txt
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements/dev.txt
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
	@touch $(READY)

run: $(READY) ## start everything and play a feed; FEED=file.csv plays that one 运行
	@$(BIN)/onefour run $(if $(FEED),--feed "$(FEED)")

stop: $(READY) ## stop what `make run` started in another terminal 停止
	@$(BIN)/onefour stop

# Whoever kills processes wants the machine for himself: his tests run first and one by one, the others side by side.
KILLING := $(patsubst %,tests/faults/test_%.py,kills servers_lost embedded_stack embedded_users embedded_broker)

test: $(READY) ## all tests, on a real PostgreSQL and broker; TESTS=tests/unit runs those alone 测试
ifeq ($(TESTS),tests)
	@$(BIN)/pytest -q -m "not kafka and not browser" --timeout 0 $(KILLING) $(ARGS)
endif
	@$(BIN)/pytest -q -n $(WORKERS) --dist loadfile -m "not kafka and not browser$(if $(filter tests,$(TESTS)), and not thorough)" $(if $(filter tests,$(TESTS)),$(KILLING:%=--ignore=%)) $(TESTS) $(ARGS)

pages: $(READY) ## use the pages as people do, in Chromium (apt-get install chromium) 页面测试
	@$(BIN)/pytest -q tests/pages $(ARGS)

check: $(READY) ## style, types, imports, deploy files, generated documents 检查
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy $(wildcard $(CODE))
	$(BIN)/lint-imports
	$(BIN)/python -m checks
	$(BIN)/python -m docs_tool --check

test-kafka: $(READY) ## the same against Apache Kafka 4; needs Java 17 and Maven 对真实 Kafka 测试
	@sh deploy/kafka/fetch.sh
	@ONEFOUR_TEST_BROKER=apache $(BIN)/pytest -q -m kafka $$(grep -rl "mark[.]kafka" --include='test_*.py' tests) $(ARGS)
	@ONEFOUR_TEST_BROKER=apache ONEFOUR_FAULTS_KILLS=$(KAFKA_KILLS) $(BIN)/pytest -q -m "not kafka" --timeout 0 \
	  $(JOURNEYS) tests/faults/test_kills.py $(ARGS)

bench: $(READY) ## how fast it is on this machine; PART=cases CASES=1000000 measures lists of a million cases 性能
	@$(BIN)/python -m bench $(ARGS)

province: $(READY) ## load a province of the reform's own scale and time every register's page; leaves the stack running 建省
	@$(BIN)/onefour province build $(ARGS)
	@$(BIN)/python -m bench.pages

faults: $(READY) ## kill processes N times (N=20) and look for lost or doubled cases 故障注入
	@ONEFOUR_FAULTS_KILLS=$(N) $(BIN)/pytest -q -m "not kafka" --timeout 0 tests/faults $(ARGS)

properties: $(READY) ## many more random histories of registers, cases, licences and penalties than CI tries; EXAMPLES=200 随机检验
	@ONEFOUR_EXAMPLES=$(EXAMPLES) $(BIN)/pytest -q --timeout 0 tests/unit/dispatch/test_case_machine.py \
	  tests/integration/dispatch/test_register_properties.py \
	  tests/integration/approval_window/test_licence_machine.py \
	  tests/integration/enforcement/test_penalty_machine.py $(ARGS)

oracle: $(READY) ## 100,000 random terms of cases, applications and penalties against oracles that count minutes and days; CASES=1000000 时限核对
	@ONEFOUR_ORACLE=$(or $(CASES),100000) $(BIN)/pytest -q --timeout 0 \
	  tests/unit/dispatch/test_clock_oracle.py tests/unit/approval_window/test_terms_oracle.py \
	  tests/unit/enforcement/test_penalty_terms_oracle.py tests/unit/enforcement/test_measure_terms_oracle.py $(ARGS)

docs: $(READY) ## write the generated documents; ARGS=--break accepts broken readers 文档
	@$(BIN)/python -m docs_tool $(ARGS)

lock: $(READY) ## pin all packages anew, with hashes; UPGRADE=1 takes newer ones 锁定依赖
	@$(BIN)/uv pip compile $(LOCK) $(if $(UPGRADE),--upgrade) pyproject.toml -o requirements/run.txt
	@$(BIN)/uv pip compile $(LOCK) $(if $(UPGRADE),--upgrade) pyproject.toml --all-extras -o requirements/dev.txt
	@$(BIN)/uv pip compile $(LOCK) $(if $(UPGRADE),--upgrade) requirements/uv.in -o requirements/uv.txt

clean: ## stop, and remove all that was made here: environment, data, caches 清理
	@test ! -x $(BIN)/onefour || test ! -e .onefour || $(BIN)/onefour stop || true
	@test ! -e .onefour || find .onefour -maxdepth 3 -type l -lname '/var/lib/onefour/postgres-data-*' -exec sh -c 'rm -rf "$$(readlink -f "$$1")"' _ {} \;
	rm -rf $(VENV) .onefour .kafka bench/out .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find shared services deploy tests bench -name __pycache__ -type d -prune -exec rm -rf {} +
