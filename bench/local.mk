# SPDX-License-Identifier: MIT
# make bench: beside real Node, Bun and Deno; writes docs/BENCHMARKS.md.
# Bun and Deno come from npm, about 200 MB, on the first run; BUN=PROGRAM and
# DENO=PROGRAM are used instead where they are set (empty: left out).
# BENCH_FLAGS: see bench/run --help.

EXTRA_DIST += bench/addon.c bench/addon.h bench/async.c bench/bench.js \
	bench/bounds-javascriptcore.md bench/build.js bench/fetch-peers \
	bench/instructions bench/launch.c bench/limits.md \
	bench/memory.c bench/objects.c bench/package.json \
	bench/package-lock.json bench/report.js bench/run bench/start.js \
	bench/values.c
BENCH_FLAGS =
bench: all
	$(srcdir)/bench/fetch-peers bench || \
	  echo 'bench: going on with the peers that are here' >&2
	$(AM_TESTS_ENVIRONMENT) "$$NODE" $(srcdir)/bench/run \
	  --peers="$(abs_builddir)/bench" $(BENCH_FLAGS)
.PHONY: bench

# What tracing costs, in instructions
EXTRA_DIST += bench/trace-cost
EXTRA_PROGRAMS = bench/trace_cost
CLEANFILES += bench/trace_cost
bench_trace_cost_SOURCES = bench/trace_cost.c
bench_trace_cost_CPPFLAGS = $(libnapi_shim_la_CPPFLAGS)
bench_trace_cost_LDADD = $(libnapi_shim_la_OBJECTS) $(libnapi_shim_la_LIBADD)
bench: bench-trace-cost
bench-trace-cost: bench/trace_cost
	$(LIBTOOL) --mode=execute $(srcdir)/bench/trace-cost bench/trace_cost
.PHONY: bench-trace-cost
