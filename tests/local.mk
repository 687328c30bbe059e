# Tests. Each program and script says in its name and its output what it holds.

# Check programs over the host interface: each runs once per engine.
if HAVE_CHECK
host_tests = tests/host/handles_test tests/host/realm_test
check_PROGRAMS += $(host_tests)
TESTS += $(host_tests)
host_cppflags = $(AM_CPPFLAGS) $(CHECK_CFLAGS) -D_GNU_SOURCE
host_ldadd = libnapi-shim.la $(CHECK_LIBS) $(UV_LIBS)
host_fixture = tests/host/fixture.c tests/host/fixture.h
tests_host_handles_test_SOURCES = tests/host/handles_test.c $(host_fixture)
tests_host_handles_test_CPPFLAGS = $(host_cppflags)
tests_host_handles_test_LDADD = $(host_ldadd)
tests_host_realm_test_SOURCES = tests/host/realm_test.c $(host_fixture)
tests_host_realm_test_CPPFLAGS = $(host_cppflags)
tests_host_realm_test_LDADD = $(host_ldadd)
endif
