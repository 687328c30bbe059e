libnapi_shim_la_SOURCES = \
	napi/async_resource.h \
	napi/async_work.c \
	napi/callback_scopes.c \
	napi/cleanup_hooks.c \
	napi/entry.c \
	napi/entry.h \
	napi/exports.c \
	napi/functions.c \
	napi/functions.h \
	napi/node_runtime.c \
	napi/objects.c \
	napi/operands.c \
	napi/operands.h \
	napi/primitives.c \
	napi/prototypes.h \
	napi/registration.c \
	napi/strings.c \
	napi/symbols.c \
	napi/table.h \
	napi/threadsafe.c \
	napi/threadsafe_queue.c \
	napi/threadsafe_queue.h \
	napi/unfinished.c
