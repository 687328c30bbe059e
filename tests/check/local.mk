# SPDX-License-Identifier: MIT
# The checker: each fault is found, and nothing else is told.
check_PROGRAMS += tests/check/start_stop
TESTS += tests/check/start_stop
tests_check_start_stop_SOURCES = tests/check/start_stop.c
tests_check_start_stop_CPPFLAGS = $(libnapi_shim_la_CPPFLAGS)
tests_check_start_stop_LDADD = $(libnapi_shim_la_OBJECTS) \
	$(libnapi_shim_la_LIBADD)
check_PROGRAMS += tests/check/switch
TESTS += tests/check/switch
tests_check_switch_SOURCES = tests/check/switch.c
tests_check_switch_CPPFLAGS = $(AM_CPPFLAGS) \
	-DFAULTS='"$(abs_builddir)/tests/check/.libs/faults.so"'
tests_check_switch_LDADD = libnapi-shim.la $(UV_LIBS)
check_LTLIBRARIES += tests/check/faults.la
tests_check_faults_la_SOURCES = tests/check/faults.c
# NAPI_MODULE_INIT defines a function that it does not declare.
tests_check_faults_la_CFLAGS = $(AM_CFLAGS) -Wno-missing-prototypes
tests_check_faults_la_LDFLAGS = $(AM_LDFLAGS) -module -avoid-version \
	-rpath /nowhere
if BUILD_NAPI_RUN
TESTS += tests/check/run tests/check/npm
endif
