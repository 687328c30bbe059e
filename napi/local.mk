libnapi_shim_la_SOURCES = \
	napi/entry.c \
	napi/entry.h \
	napi/exports.c \
	napi/functions.c \
	napi/functions.h \
	napi/objects.c \
	napi/operands.c \
	napi/operands.h \
	napi/primitives.c \
	napi/prototypes.h \
	napi/registration.c \
	napi/strings.c \
	napi/symbols.c \
	napi/table.h \
	napi/threadsafe_queue.c \
	napi/threadsafe_queue.h \
	napi/unfinished.c
