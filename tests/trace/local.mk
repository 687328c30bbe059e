# SPDX-License-Identifier: MIT
# The tracer: what it shows, and that it leaves nothing behind.
check_PROGRAMS += tests/trace/start_stop
TESTS += tests/trace/start_stop
tests_trace_start_stop_SOURCES = tests/trace/start_stop.c
tests_trace_start_stop_CPPFLAGS = $(libnapi_shim_la_CPPFLAGS)
tests_trace_start_stop_LDADD = $(libnapi_shim_la_OBJECTS) \
	$(libnapi_shim_la_LIBADD)
if BUILD_NAPI_RUN
TESTS += tests/trace/run tests/trace/conformance
# They keep what they build, and what Node says, in one place.
tests/trace/conformance.log: tests/conformance/run.log
endif
