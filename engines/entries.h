/* SPDX-License-Identifier: MIT */
/* The entries of an engine's table: which there must be, which there may be. */

#ifndef ENGINES_ENTRIES_H
#define ENGINES_ENTRIES_H

/* clang-format off */

/* Without a generic form. */
#define REQUIRED_ENTRIES(X)                                                    \
  X(name)                                                                      \
  X(version)                                                                   \
  X(vm_open)                                                                   \
  X(vm_close)                                                                  \
  X(vm_enter)                                                                  \
  X(vm_leave)                                                                  \
  X(collect_garbage)                                                           \
  X(run_microtasks)                                                            \
  X(retain)                                                                    \
  X(realm_open)                                                                \
  X(realm_close)                                                               \
  X(realm_global)                                                              \
  X(take_exception)                                                            \
  X(make_undefined)                                                            \
  X(make_null)                                                                 \
  X(make_boolean)                                                              \
  X(make_number)                                                               \
  X(type_of)                                                                   \
  X(get_boolean)                                                               \
  X(get_number)                                                                \
  X(make_bigint_int64)                                                         \
  X(make_bigint_uint64)                                                        \
  X(get_bigint_int64)                                                          \
  X(get_bigint_uint64)                                                         \
  X(make_string_latin1)                                                        \
  X(make_string_utf16)                                                         \
  X(get_text)                                                                  \
  X(release_text)                                                              \
  X(make_object)                                                               \
  X(make_array)                                                                \
  X(make_external)                                                             \
  X(class_of)                                                                  \
  X(get)                                                                       \
  X(set)                                                                       \
  X(has)                                                                       \
  X(has_own)                                                                   \
  X(delete_key)                                                                \
  X(strict_equals)                                                             \
  X(to_boolean)                                                                \
  X(to_number)                                                                 \
  X(to_string)                                                                 \
  X(to_object)                                                                 \
  X(make_function)                                                             \
  X(call)                                                                      \
  X(construct)                                                                 \
  X(evaluate)                                                                  \
  X(get_record)                                                                \
  X(attach_record)                                                             \
  X(weak_get)                                                                  \
  X(make_arraybuffer)                                                          \
  X(get_memory)                                                                \
  X(get_buffer)

/* NULL: a generic form, or an honest status. */
#define OPTIONAL_ENTRIES(X)                                                    \
  X(terminate)                                                                 \
  X(adjust_external_memory)                                                    \
  X(release)                                                                   \
  X(make_int32)                                                                \
  X(make_string_utf8)                                                          \
  X(make_symbol)                                                               \
  X(make_bare_external)                                                        \
  X(get_bare_external)                                                         \
  X(get_named)                                                                 \
  X(set_named)                                                                 \
  X(has_named)                                                                 \
  X(get_index)                                                                 \
  X(set_index)                                                                 \
  X(define_property)                                                           \
  X(get_prototype)                                                             \
  X(instance_of)                                                               \
  X(make_promise)                                                              \
  X(make_error)                                                                \
  X(make_own_bytes)                                                            \
  X(make_bytes)                                                                \
  X(make_external_arraybuffer)                                                 \
  X(make_shared_arraybuffer)                                                   \
  X(make_external_shared_arraybuffer)                                          \
  X(detach)                                                                    \
  X(get_extent)                                                                \
  X(make_bigint_words)                                                         \
  X(get_bigint_words)                                                          \
  X(native_realm)                                                              \
  X(row_begins)                                                                \
  X(row_ends)                                                                  \
  X(describe_slots)                                                            \
  X(get_known)                                                                 \
  X(set_known)                                                                 \
  X(has_known)                                                                 \
  X(get_view)

/* What a capability bit promises. */
#define CLAIMED_ENTRIES(X)                                                     \
  X(napi_shim_can_detach, detach)                                              \
  X(napi_shim_can_share_memory, make_shared_arraybuffer)                       \
  X(napi_shim_can_terminate, terminate)                                        \
  X(napi_shim_can_external_memory, make_external_arraybuffer)

#endif
