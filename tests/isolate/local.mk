# SPDX-License-Identifier: MIT
# Swaps of the global under loaded addons, through napi-run's test runner; and
# the same with a library whose swap leaves envs behind.
if BUILD_NAPI_RUN
TESTS += tests/isolate/run tests/isolate/regression tests/isolate/swaps
check_LTLIBRARIES += tests/isolate/fault/libnapi-shim.la

# As configure --enable-fault=stale-realm makes it, from one file more.
tests_isolate_fault_libnapi_shim_la_SOURCES = env/swap.c
tests_isolate_fault_libnapi_shim_la_CPPFLAGS = $(libnapi_shim_la_CPPFLAGS) \
	-DFAULT_STALE_REALM=1
tests_isolate_fault_libnapi_shim_la_LDFLAGS = $(AM_LDFLAGS) \
	-version-info $(LIBRARY_VERSION) -Wl,--version-script=symbols.map \
	-rpath $(abs_builddir)/tests/isolate/fault
tests_isolate_fault_libnapi_shim_la_LIBADD = $(fault_objects) \
	$(libnapi_shim_la_LIBADD)
fault_objects = \
	$(filter-out env/libnapi_shim_la-swap.lo, $(libnapi_shim_la_OBJECTS))
endif
