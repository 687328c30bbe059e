# SPDX-License-Identifier: MIT
# make bench: beside real Node and what else is here; writes docs/BENCHMARKS.md.
# BENCH_FLAGS: see bench/run --help.

EXTRA_DIST += bench
BENCH_FLAGS =
bench: all
	$(AM_TESTS_ENVIRONMENT) "$$NODE" $(srcdir)/bench/run $(BENCH_FLAGS)
.PHONY: bench
