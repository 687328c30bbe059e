/* SPDX-License-Identifier: MIT */
/* Looks at what an addon hands in before anybody has checked it. */

#include "napi/trace_memory.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

#include "env/handles.h"
#include "env/runtime.h"
#include "napi/trace_frame.h"

/* Where the first call is forbidden, as in some containers. */
static ssize_t read_by_file(void *to, const void *from, size_t length) {
  int file = open("/proc/self/mem", O_RDONLY | O_CLOEXEC);
  if (file < 0)
    return -1;
  ssize_t done = pread(file, to, length, (off_t)(uintptr_t)from);
  close(file);
  return done;
}

/* Of one page: it is there or not. */
static bool read_piece(void *to, const void *from, size_t length) {
  struct iovec local = {to, length};
  struct iovec remote = {(void *)(uintptr_t)from, length};
  ssize_t done = process_vm_readv(getpid(), &local, 1, &remote, 1, 0);
  if (done < 0 && errno != EFAULT)
    done = read_by_file(to, from, length);
  return done == (ssize_t)length;
}

size_t trace_read(void *to, const void *from, size_t length) {
  size_t done = 0;
  int saved = errno;
  while (from != NULL && done < length) {
    const char *at = (const char *)from + done;
    size_t piece = 4096 - ((uintptr_t)at & 4095);
    if (piece > length - done)
      piece = length - done;
    if (!read_piece((char *)to + done, at, piece))
      break;
    done += piece;
  }
  errno = saved;
  return done;
}

/* By numbers: pointers into different arrays have no order. */
static bool is_among(const napi_shim_slot *slot, const napi_shim_slot *slots,
                     size_t count) {
  uintptr_t distance = (uintptr_t)slot - (uintptr_t)slots;
  return distance < count * sizeof *slots && distance % sizeof *slots == 0;
}

static bool is_on_stack(const struct handles *handles,
                        const napi_shim_slot *slot) {
  const struct handle_chunk *chunk = handles->chunk;
  const napi_shim_slot *top = handles->top;
  while (chunk != NULL) {
    if (is_among(slot, chunk->slots, (size_t)(top - chunk->slots)))
      return true;
    chunk = chunk->previous;
    if (chunk != NULL)
      top = chunk->top;
  }
  return false;
}

static bool is_argument(const struct napi_shim_runtime *runtime,
                        const napi_shim_slot *slot) {
  const struct trace_frame *frame = trace_innermost();
  for (; frame != NULL; frame = frame->outer) {
    const napi_shim_call *call = frame->call;
    if (call != NULL && frame->runtime == runtime &&
        (slot == call->this_value || slot == call->new_target ||
         is_among(slot, call->argv, call->argc)))
      return true;
  }
  return false;
}

bool trace_is_handle(const struct napi_env__ *env, napi_value value) {
  const napi_shim_slot *slot = slot_of(value);
  return is_on_stack(&env->runtime->handles, slot) ||
         is_argument(env->runtime, slot);
}
