# SPDX-License-Identifier: MIT
# The checker: each fault is found, and nothing else is told.
check_PROGRAMS += tests/check/start_stop
TESTS += tests/check/start_stop
tests_check_start_stop_SOURCES = tests/check/start_stop.c
tests_check_start_stop_CPPFLAGS = $(libnapi_shim_la_CPPFLAGS)
tests_check_start_stop_LDADD = $(libnapi_shim_la_OBJECTS) \
	$(libnapi_shim_la_LIBADD)
if BUILD_NAPI_RUN
TESTS += tests/check/run tests/check/npm
endif
