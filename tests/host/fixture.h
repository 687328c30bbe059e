/* SPDX-License-Identifier: MIT */
/* What the Check programs share: the same tests on every engine, a runtime
 * with a loop, and short ways to run scripts. */

#ifndef TESTS_HOST_FIXTURE_H
#define TESTS_HOST_FIXTURE_H

#include <check.h>
#include <napi_shim.h>

struct fixture {
  uv_loop_t loop;
  napi_shim_runtime *runtime;
  napi_env env; /* the host's */
  napi_shim_options options;
  int uncaught;            /* exceptions that were reported */
  char last_uncaught[256]; /* message of the last one */
};

/* Opens a loop and a runtime on the engine that is being tested. */
void fixture_open(struct fixture *fixture);
void fixture_open_as(struct fixture *fixture, bool terminable);
/* Runs the loop to its end and closes everything; asserts that it can. */
void fixture_close(struct fixture *fixture);

/* Runs a script between enter and leave; fails the test if it throws. */
void fixture_run(struct fixture *fixture, const char *script);
/* The same, and gives its value as a number. */
double fixture_number(struct fixture *fixture, const char *script);

/* Makes a bound addon's exports a global of this name. */
void fixture_bind(struct fixture *fixture, const char *name,
                  int32_t api_version, napi_addon_register_func init);

/* Collects garbage and turns the loop until nothing is owed. */
void fixture_collect(struct fixture *fixture);

/* A property of `object` that calls the function. */
void define_function(napi_env env, napi_value object, const char *name,
                     napi_callback callback);

/* Starts a thread with as much stack as JavaScript is used to. */
void start_thread(uv_thread_t *thread, uv_thread_cb entry, void *data);

/* Memory that the process uses now, in KiB. */
long memory_kib(void);

/* main() of a Check program: the suite once per engine of the build. */
int run_on_every_engine(Suite *(*make)(void));

#endif
