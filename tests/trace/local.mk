# SPDX-License-Identifier: MIT
# The tracer: what it shows, and that it leaves nothing behind.
check_PROGRAMS += tests/trace/start_stop
TESTS += tests/trace/start_stop
tests_trace_start_stop_SOURCES = tests/trace/start_stop.c
tests_trace_start_stop_CPPFLAGS = $(libnapi_shim_la_CPPFLAGS)
tests_trace_start_stop_LDADD = $(libnapi_shim_la_OBJECTS) \
	$(libnapi_shim_la_LIBADD)
if HAVE_CHECK
check_PROGRAMS += tests/trace/runtimes_test
TESTS += tests/trace/runtimes_test
tests_trace_runtimes_test_SOURCES = tests/trace/runtimes_test.c \
	tests/host/fixture.c tests/host/fixture.h
tests_trace_runtimes_test_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS) \
	-D_GNU_SOURCE
tests_trace_runtimes_test_LDADD = libnapi-shim.la $(CHECK_LIBS) $(UV_LIBS)
endif
if BUILD_NAPI_RUN
TESTS += tests/trace/run tests/trace/addons tests/trace/conformance
# They keep what they build, and what Node says, in one place. By another name:
# a rule for the log itself would take the place of the one that runs the test.
traced_comparison = tests/trace/conformance.log
$(traced_comparison): tests/conformance/run.log
endif
