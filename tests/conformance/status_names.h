/* SPDX-License-Identifier: MIT */
/* The names of statuses, for the addons of both comparisons. */
#ifndef CONFORMANCE_STATUS_NAMES_H
#define CONFORMANCE_STATUS_NAMES_H

#include <stddef.h>

/* The status as the headers spell it. */
static const char *const status_names[] = {
    "napi_ok",
    "napi_invalid_arg",
    "napi_object_expected",
    "napi_string_expected",
    "napi_name_expected",
    "napi_function_expected",
    "napi_number_expected",
    "napi_boolean_expected",
    "napi_array_expected",
    "napi_generic_failure",
    "napi_pending_exception",
    "napi_cancelled",
    "napi_escape_called_twice",
    "napi_handle_scope_mismatch",
    "napi_callback_scope_mismatch",
    "napi_queue_full",
    "napi_closing",
    "napi_bigint_expected",
    "napi_date_expected",
    "napi_arraybuffer_expected",
    "napi_detachable_arraybuffer_expected",
    "napi_would_deadlock",
    "napi_no_external_buffers_allowed",
    "napi_cannot_run_js",
};

static const char *status_name_of(size_t status) {
  return status < sizeof status_names / sizeof *status_names
             ? status_names[status]
             : "unknown status";
}

#endif
