libnapi_shim_la_SOURCES += \
	env/call.c env/call.h \
	env/check.h \
	env/env.c env/env.h \
	env/file_url.c env/file_url.h \
	env/foreign.c env/foreign.h \
	env/frame.c \
	env/handles.c env/handles.h \
	env/hooks.c env/hooks.h \
	env/host.c \
	env/intrinsics.h \
	env/loop.c \
	env/memory.c env/memory.h \
	env/note.c env/note.h \
	env/realm.c env/realm.h \
	env/record.c env/record.h \
	env/reference.c env/reference.h \
	env/registration.c env/registration.h \
	env/report.c \
	env/runtime.c env/runtime.h \
	env/slab.c env/slab.h \
	env/swap.c \
	env/text.c env/text.h env/text_span.c env/text_span.h \
	env/trace.h \
	env/values.h \
	finalizers/queue.c finalizers/queue.h \
	loader/image.c loader/image.h \
	loader/library.c loader/library.h \
	loader/load.c \
	loader/missing.c loader/missing.h \
	loader/open.c \
	engines/entries.h engines/registry.c engines/registry.h
EXTRA_DIST += env/intrinsics.js
