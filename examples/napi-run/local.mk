# SPDX-License-Identifier: MIT
# napi-run: a small host, complete enough for real addons and their wrappers.

bin_PROGRAMS += napi-run
napi_run_SOURCES = \
	examples/napi-run/host.c examples/napi-run/host.h \
	examples/napi-run/host_object.c \
	examples/napi-run/main.c \
	examples/napi-run/options.c examples/napi-run/options.h \
	examples/napi-run/threads.c examples/napi-run/threads.h \
	examples/napi-run/trace_switch.c examples/napi-run/trace_switch.h \
	examples/napi-run/worker.c examples/napi-run/worker.h \
	examples/napi-run/worker_death.c \
	examples/napi-run/bindings/bindings.c \
	examples/napi-run/bindings/bindings.h \
	examples/napi-run/bindings/broadcast.c \
	examples/napi-run/bindings/constants.c \
	examples/napi-run/bindings/fs.c \
	examples/napi-run/bindings/message.c \
	examples/napi-run/bindings/message.h \
	examples/napi-run/bindings/os.c \
	examples/napi-run/bindings/ports.c \
	examples/napi-run/bindings/process.c \
	examples/napi-run/bindings/shared_memory.c \
	examples/napi-run/bindings/spawn.c \
	examples/napi-run/bindings/spawn.h \
	examples/napi-run/bindings/spawn_sync.c \
	examples/napi-run/bindings/streams.c \
	examples/napi-run/bindings/text.c \
	examples/napi-run/bindings/timers.c \
	examples/napi-run/bindings/values.c \
	examples/napi-run/builtins.c
napi_run_CPPFLAGS = $(AM_CPPFLAGS) -D_GNU_SOURCE -I$(srcdir)/examples/napi-run \
	-I$(srcdir)/examples/napi-run/bindings
napi_run_LDADD = libnapi-shim.la $(UV_LIBS)

napi_run_lib = $(srcdir)/examples/napi-run/lib
napi_run_scripts = \
	$(napi_run_lib)/*.js $(napi_run_lib)/*/*.js

# The text of lib/ as C: made here from a checkout, part of a tarball.
examples/napi-run/builtins.c: $(srcdir)/examples/napi-run/embed \
		$(napi_run_scripts)
	$(AM_V_GEN)if test -z "$(NODE)" || test -z "$(ESBUILD)"; then \
	  echo "napi-run needs node and esbuild; run in $(srcdir):" \
	    "npm ci --ignore-scripts, then configure again" >&2; exit 1; fi; \
	$(MKDIR_P) examples/napi-run && \
	ESBUILD="$(ESBUILD)" "$(NODE)" $(srcdir)/examples/napi-run/embed \
	  $@.$$$$.tmp && mv $@.$$$$.tmp $@

# Made first: two makes at work on a tarball must not both make it.
BUILT_SOURCES += examples/napi-run/builtins.c

MAINTAINERCLEANFILES = examples/napi-run/builtins.c
