# The engine table, without the library: one program for every backend. It is
# installed for authors of engines.
if HAVE_CHECK
bin_PROGRAMS += napi-shim-engine-test
napi_shim_engine_test_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
napi_shim_engine_test_LDADD = $(CHECK_LIBS) -ldl -lpthread -lm
napi_shim_engine_test_SOURCES = \
	tests/engine/buffers_test.c \
	tests/engine/engine_test.c \
	tests/engine/engine_test.h \
	tests/engine/functions_test.c \
	tests/engine/jobs_test.c \
	tests/engine/known_test.c \
	tests/engine/properties_test.c \
	tests/engine/records_test.c \
	tests/engine/shortcuts_test.c \
	tests/engine/table.c \
	tests/engine/values_test.c \
	tests/engine/vm_test.c
TESTS += tests/engine/run

if HAVE_QUICKJS
# The backend built into a host that goes on using its runtime.
check_PROGRAMS += tests/engine/attach_quickjs_test
TESTS += tests/engine/attach_quickjs_test
tests_engine_attach_quickjs_test_CPPFLAGS = $(quickjs_cppflags) \
	$(CHECK_CFLAGS) -DNAPI_SHIM_QUICKJS_NAME='"quickjs"'
tests_engine_attach_quickjs_test_LDADD = $(QUICKJS_LIBS) $(CHECK_LIBS) -lm \
	-lpthread
tests_engine_attach_quickjs_test_SOURCES = \
	tests/engine/attach_quickjs_test.c $(quickjs_sources)

check_PROGRAMS += tests/engine/format_test
TESTS += tests/engine/format_test
tests_engine_format_test_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
tests_engine_format_test_LDADD = $(CHECK_LIBS) -lm -lpthread
tests_engine_format_test_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=vsnprintf
tests_engine_format_test_SOURCES = \
	tests/engine/format_test.c engines/quickjs/format.c
endif
endif
