libnapi_shim_la_SOURCES = \
	napi/arraybuffers.c \
	napi/arrays.c \
	napi/async_resource.h \
	napi/async_work.c \
	napi/bigints.c \
	napi/callback_scopes.c \
	napi/check.c napi/check.h \
	napi/check_arguments.c napi/check_arguments.h \
	napi/check_calls.c \
	napi/check_handles.c \
	napi/check_memory.c \
	napi/check_report.c \
	napi/check_things.c \
	napi/classes.c \
	napi/cleanup_hooks.c \
	napi/dates.c \
	napi/descriptors.c \
	napi/descriptors.h \
	napi/entry.c \
	napi/entry.h \
	napi/environment.c \
	napi/errors.c \
	napi/exports.c \
	napi/external_memory.c \
	napi/external_memory.h \
	napi/functions.c \
	napi/functions.h \
	napi/intercept.c napi/intercept.h \
	napi/node_buffers.c \
	napi/node_runtime.c \
	napi/note.c \
	napi/objects.c \
	napi/operands.c \
	napi/operands.h \
	napi/primitives.c \
	napi/promises.c \
	napi/property_names.c \
	napi/prototypes.h \
	napi/references.c \
	napi/registration.c \
	napi/scopes.c \
	napi/scripts.c \
	napi/strings.c \
	napi/symbols.c \
	napi/table.h \
	napi/trace.c napi/trace_owner.h \
	napi/trace_decode.c napi/trace_decode.h \
	napi/trace_enums.c napi/trace_enums.h \
	napi/trace_filter.c \
	napi/trace_frame.c napi/trace_frame.h \
	napi/trace_line.c napi/trace_line.h \
	napi/trace_memory.c napi/trace_memory.h \
	napi/trace_output.c napi/trace_output.h \
	napi/trace_summary.c \
	napi/threadsafe.c \
	napi/threadsafe_queue.c \
	napi/threadsafe_queue.h \
	napi/wraps.c
