if HAVE_QUICKJS
pkglib_LTLIBRARIES += libnapi-shim-quickjs.la
quickjs_cppflags = $(AM_CPPFLAGS) $(QUICKJS_CFLAGS) -D_GNU_SOURCE
quickjs_sources = \
	engines/quickjs/assign.c \
	engines/quickjs/bigints.c \
	engines/quickjs/buffers.c \
	engines/quickjs/code.h \
	engines/quickjs/errors.c \
	engines/quickjs/flavour.h \
	engines/quickjs/functions.c \
	engines/quickjs/function_properties.c \
	engines/quickjs/functions.h \
	engines/quickjs/layout.c \
	engines/quickjs/names.c \
	engines/quickjs/objects.c \
	engines/quickjs/in_place.c \
	engines/quickjs/in_place.h \
	engines/quickjs/pool.c \
	engines/quickjs/pool.h \
	engines/quickjs/quickjs_engine.h \
	engines/quickjs/realm.c \
	engines/quickjs/records.c \
	engines/quickjs/spare.c \
	engines/quickjs/spare.h \
	engines/quickjs/strings.c \
	engines/quickjs/system.c \
	engines/quickjs/system_source.h \
	engines/quickjs/table.c \
	engines/quickjs/text.h \
	engines/quickjs/units.c \
	engines/quickjs/values.c \
	engines/quickjs/vm.c

# With a copy of QuickJS of its own, which nobody else sees.
libnapi_shim_quickjs_la_CPPFLAGS = $(quickjs_cppflags) \
	-DNAPI_SHIM_QUICKJS_NAME='"quickjs"'
libnapi_shim_quickjs_la_LDFLAGS = $(AM_LDFLAGS) -module -avoid-version -shared \
	-Wl,--exclude-libs,ALL -Wl,--wrap=vsnprintf
libnapi_shim_quickjs_la_LIBADD = $(QUICKJS_LIBS) -lm -lpthread
libnapi_shim_quickjs_la_SOURCES = $(quickjs_sources) engines/quickjs/format.c

# Scripts that run at each start, compiled by a program with the same engine.
if !CROSS_COMPILING
libnapi_shim_quickjs_la_CPPFLAGS += -DNAPI_SHIM_QUICKJS_PRECOMPILED
nodist_libnapi_shim_quickjs_la_SOURCES = engines/quickjs/code.c
noinst_PROGRAMS += engines/quickjs/precompile
engines_quickjs_precompile_CPPFLAGS = $(quickjs_cppflags)
engines_quickjs_precompile_LDADD = $(QUICKJS_LIBS) -lm -lpthread
engines_quickjs_precompile_SOURCES = engines/quickjs/precompile.c
nodist_engines_quickjs_precompile_SOURCES = env/intrinsics-text.c
if BUILD_NAPI_RUN
engines_quickjs_precompile_CPPFLAGS += -DNAPI_SHIM_BUILTINS \
	-I$(srcdir)/examples/napi-run
nodist_engines_quickjs_precompile_SOURCES += examples/napi-run/builtins.c
endif
CLEANFILES += engines/quickjs/code.c
engines/quickjs/code.c: engines/quickjs/precompile$(EXEEXT)
	$(AM_V_GEN)engines/quickjs/precompile$(EXEEXT) > $@.tmp && mv $@.tmp $@
endif

# Without one: every JS_* function is the host program's.
pkglib_LTLIBRARIES += libnapi-shim-quickjs-host.la
libnapi_shim_quickjs_host_la_CPPFLAGS = $(quickjs_cppflags) \
	-DNAPI_SHIM_QUICKJS_NAME='"quickjs-host"'
libnapi_shim_quickjs_host_la_LDFLAGS = $(AM_LDFLAGS) -module -avoid-version \
	-shared
libnapi_shim_quickjs_host_la_LIBADD = -lm -lpthread
libnapi_shim_quickjs_host_la_SOURCES = $(quickjs_sources)
endif

if HAVE_JAVASCRIPTCORE
pkglib_LTLIBRARIES += libnapi-shim-javascriptcore.la
libnapi_shim_javascriptcore_la_CPPFLAGS = $(AM_CPPFLAGS) $(JAVASCRIPTCORE_CFLAGS) \
	-D_GNU_SOURCE
libnapi_shim_javascriptcore_la_LDFLAGS = $(AM_LDFLAGS) -module -avoid-version \
	-shared
libnapi_shim_javascriptcore_la_LIBADD = $(JAVASCRIPTCORE_LIBS) -ldl -lpthread
libnapi_shim_javascriptcore_la_SOURCES = \
	engines/javascriptcore/buffers.c \
	engines/javascriptcore/calls.c \
	engines/javascriptcore/cells.c \
	engines/javascriptcore/define.c \
	engines/javascriptcore/direct.c \
	engines/javascriptcore/direct.h \
	engines/javascriptcore/elements.c \
	engines/javascriptcore/errors.c \
	engines/javascriptcore/externals.c \
	engines/javascriptcore/functions.c \
	engines/javascriptcore/glue.c \
	engines/javascriptcore/javascriptcore_engine.h \
	engines/javascriptcore/instances.c \
	engines/javascriptcore/layout.c \
	engines/javascriptcore/natives.c \
	engines/javascriptcore/natives.h \
	engines/javascriptcore/objects.c \
	engines/javascriptcore/private_api.h \
	engines/javascriptcore/realm.c \
	engines/javascriptcore/records.c \
	engines/javascriptcore/rows.c \
	engines/javascriptcore/strings.c \
	engines/javascriptcore/structures.c \
	engines/javascriptcore/table.c \
	engines/javascriptcore/termination.c \
	engines/javascriptcore/values.c \
	engines/javascriptcore/vm.c
endif
