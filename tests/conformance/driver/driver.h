/* SPDX-License-Identifier: MIT */
/* The driver: a script calls any Node-API function with any arguments. */
#ifndef CONFORMANCE_DRIVER_H
#define CONFORMANCE_DRIVER_H

#include "../common.h"

/*
 * A signature has one letter per C argument after the env. Inputs:
 *   v napi_value      i int32/enum   u uint32   l int64    L uint64
 *   z size_t          d double       b bool     s char*    w char16_t*
 *   S, q like s, w but kept alive    W uint64_t* words     p number as void*
 *   m n bytes of memory              c napi_callback       f napi_finalize
 *   n finalizer without env          A napi_value array    P descriptors
 *   r reference   h, k scopes        D deferred            t type tag
 *   j callback info of the running driver call
 * Outputs:
 *   V napi_value  B bool  I int32  U uint32  Q int64  G uint64  F double
 *   Z size_t      X void* T valuetype J typed array type  O other pointer
 *   R reference   H, K scopes        E deferred
 * Both: y buffer of n bytes, N size_t in and out, a napi_value buffer.
 */
enum { MAX_ARGS = 12, MAX_STEPS = 64 };

struct function_entry {
  const char *name;
  void (*address)(void);
  const char *signature;
};

extern const struct function_entry function_table[];
extern const size_t function_count;

struct argument {
  char kind;
  bool is_null;    /* pass a NULL pointer */
  int from_step;   /* take the value from that step's output, or -1 */
  int from_output; /* which argument of that step */
  size_t length;   /* bytes or elements behind `pointer` */
  union {
    int32_t i32;
    uint32_t u32;
    int64_t i64;
    uint64_t u64;
    size_t size;
    double number;
    bool flag;
    void *pointer;
    napi_value value;
    unsigned char bytes[16];
  } in;
  unsigned char out[16]; /* where an output parameter points */
  void *out_address;     /* &out */
};

struct step {
  const struct function_entry *entry;
  struct argument args[MAX_ARGS];
  size_t argc; /* including the env */
  napi_status status;
  const char *message;
  bool pending;
  bool skipped;    /* a token that it needs was never made */
  bool values_die; /* made inside a scope that may be closed later */
};

/* Decodes one JS argument; aborts on a mistake of the test script. */
void decode_argument(napi_env env, struct argument *arg, napi_value value);
/* Makes the JS value that shows an output argument. */
napi_value encode_output(napi_env env, const struct step *step,
                         const struct argument *arg);
/* Frees what decode_argument allocated. */
void release_argument(struct argument *arg);

bool is_input(char kind);
bool is_output(char kind);

/* Memory that lives until the library is unloaded. */
void *kept_memory(size_t size);
/* Pointers shown to scripts as small numbers. */
uint32_t token_for(void *pointer);
void *token_pointer(uint32_t token);

/* The named callbacks and finalizers that scripts can pass. */
napi_callback callback_named(const char *name);
napi_finalize finalizer_named(const char *name);
node_api_noenv_finalize noenv_finalizer_named(const char *name);
void callbacks_init(napi_env env, napi_value exports);

/* The callback info of the innermost driver call. */
extern napi_callback_info driver_info;

#endif
