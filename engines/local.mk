if HAVE_QUICKJS
pkglib_LTLIBRARIES += libnapi-shim-quickjs.la
libnapi_shim_quickjs_la_CPPFLAGS = $(AM_CPPFLAGS) $(QUICKJS_CFLAGS) -D_GNU_SOURCE
libnapi_shim_quickjs_la_LDFLAGS = $(AM_LDFLAGS) -module -avoid-version -shared \
	-Wl,--exclude-libs,ALL
libnapi_shim_quickjs_la_LIBADD = $(QUICKJS_LIBS) -lm -lpthread
libnapi_shim_quickjs_la_SOURCES = \
	engines/quickjs/assign.c \
	engines/quickjs/buffers.c \
	engines/quickjs/flavour.h \
	engines/quickjs/functions.c \
	engines/quickjs/objects.c \
	engines/quickjs/quickjs_engine.h \
	engines/quickjs/realm.c \
	engines/quickjs/records.c \
	engines/quickjs/strings.c \
	engines/quickjs/system.c \
	engines/quickjs/table.c \
	engines/quickjs/values.c \
	engines/quickjs/vm.c
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
	engines/javascriptcore/functions.c \
	engines/javascriptcore/glue.c \
	engines/javascriptcore/javascriptcore_engine.h \
	engines/javascriptcore/layout.c \
	engines/javascriptcore/objects.c \
	engines/javascriptcore/private_api.h \
	engines/javascriptcore/realm.c \
	engines/javascriptcore/records.c \
	engines/javascriptcore/strings.c \
	engines/javascriptcore/table.c \
	engines/javascriptcore/values.c \
	engines/javascriptcore/vm.c
endif
