/* SPDX-License-Identifier: MIT */
/* What the operating system tells about the machine and its users. */

#include <stdlib.h>

#include "bindings.h"

static napi_value hostname(napi_env env, napi_callback_info info) {
  char text[UV_MAXHOSTNAMESIZE];
  size_t size = sizeof text;
  (void)info;
  int status = uv_os_gethostname(text, &size);
  return status < 0 ? bind_new_int(env, status) : bind_new_string(env, text);
}

/* uname(): {sysname, release, version, machine} */
static napi_value get_uname(napi_env env, napi_callback_info info) {
  uv_utsname_t names;
  napi_value result;
  (void)info;
  int status = uv_os_uname(&names);
  if (status < 0)
    return bind_new_int(env, status);
  if (napi_create_object(env, &result) != napi_ok)
    return NULL;
  bind_set_string(env, result, "sysname", names.sysname);
  bind_set_string(env, result, "release", names.release);
  bind_set_string(env, result, "version", names.version);
  bind_set_string(env, result, "machine", names.machine);
  return result;
}

/* memory(): [total, free, available to this process] */
static napi_value memory(napi_env env, napi_callback_info info) {
  (void)info;
  uint64_t limit = uv_get_constrained_memory();
  uint64_t total = uv_get_total_memory();
  if (limit == 0 || limit > total)
    limit = total;
  double values[] = {(double)total, (double)uv_get_free_memory(),
                     (double)limit};
  return bind_new_doubles(env, values, 3);
}

static napi_value load_average(napi_env env, napi_callback_info info) {
  double values[3];
  (void)info;
  uv_loadavg(values);
  return bind_new_doubles(env, values, 3);
}

static napi_value uptime(napi_env env, napi_callback_info info) {
  double seconds = 0;
  (void)info;
  uv_uptime(&seconds);
  return bind_new_double(env, seconds);
}

static napi_value parallelism(napi_env env, napi_callback_info info) {
  (void)info;
  return bind_new_int(env, uv_available_parallelism());
}

static napi_value homedir(napi_env env, napi_callback_info info) {
  char path[4096];
  size_t size = sizeof path;
  (void)info;
  int status = uv_os_homedir(path, &size);
  return status < 0 ? bind_new_int(env, status) : bind_new_string(env, path);
}

/* cpus(): [{model, speed, times: {…}}] */
static napi_value cpus(napi_env env, napi_callback_info info) {
  uv_cpu_info_t *list;
  int count;
  napi_value result;
  (void)info;
  if (napi_create_array(env, &result) != napi_ok ||
      uv_cpu_info(&list, &count) < 0)
    return result;
  for (int i = 0; i < count; i++) {
    napi_value cpu, times;
    if (napi_create_object(env, &cpu) != napi_ok ||
        napi_create_object(env, &times) != napi_ok)
      break;
    bind_set_string(env, cpu, "model", list[i].model);
    bind_set_int(env, cpu, "speed", list[i].speed);
    bind_set_double(env, times, "user", (double)list[i].cpu_times.user);
    bind_set_double(env, times, "nice", (double)list[i].cpu_times.nice);
    bind_set_double(env, times, "sys", (double)list[i].cpu_times.sys);
    bind_set_double(env, times, "idle", (double)list[i].cpu_times.idle);
    bind_set_double(env, times, "irq", (double)list[i].cpu_times.irq);
    napi_set_named_property(env, cpu, "times", times);
    napi_set_element(env, result, (uint32_t)i, cpu);
  }
  uv_free_cpu_info(list, count);
  return result;
}

static napi_value interface_value(napi_env env,
                                  const uv_interface_address_t *a) {
  char text[64], mac[18];
  napi_value value;
  const unsigned char *m = (const unsigned char *)a->phys_addr;
  bool v6 = a->address.address4.sin_family == AF_INET6;
  if (napi_create_object(env, &value) != napi_ok)
    return NULL;
  snprintf(mac, sizeof mac, "%02x:%02x:%02x:%02x:%02x:%02x", m[0], m[1], m[2],
           m[3], m[4], m[5]);
  bind_set_string(env, value, "name", a->name);
  if (v6)
    uv_ip6_name(&a->address.address6, text, sizeof text);
  else
    uv_ip4_name(&a->address.address4, text, sizeof text);
  bind_set_string(env, value, "address", text);
  if (v6)
    uv_ip6_name(&a->netmask.netmask6, text, sizeof text);
  else
    uv_ip4_name(&a->netmask.netmask4, text, sizeof text);
  bind_set_string(env, value, "netmask", text);
  bind_set_string(env, value, "family", v6 ? "IPv6" : "IPv4");
  bind_set_string(env, value, "mac", mac);
  napi_set_named_property(env, value, "internal",
                          bind_new_bool(env, a->is_internal));
  if (v6)
    bind_set_int(env, value, "scopeid", a->address.address6.sin6_scope_id);
  return value;
}

static napi_value interfaces(napi_env env, napi_callback_info info) {
  uv_interface_address_t *list;
  int count;
  napi_value result;
  (void)info;
  if (napi_create_array(env, &result) != napi_ok ||
      uv_interface_addresses(&list, &count) < 0)
    return result;
  for (int i = 0; i < count; i++)
    napi_set_element(env, result, (uint32_t)i, interface_value(env, &list[i]));
  uv_free_interface_addresses(list, count);
  return result;
}

static napi_value user(napi_env env, napi_callback_info info) {
  uv_passwd_t passwd;
  napi_value result;
  (void)info;
  int status = uv_os_get_passwd(&passwd);
  if (status < 0)
    return bind_new_int(env, status);
  if (napi_create_object(env, &result) == napi_ok) {
    bind_set_int(env, result, "uid", (int64_t)passwd.uid);
    bind_set_int(env, result, "gid", (int64_t)passwd.gid);
    bind_set_string(env, result, "username", passwd.username);
    bind_set_string(env, result, "homedir", passwd.homedir);
    if (passwd.shell != NULL)
      bind_set_string(env, result, "shell", passwd.shell);
  }
  uv_os_free_passwd(&passwd);
  return result;
}

/* priority(pid, value): reads it when value is undefined. */
static napi_value priority(napi_env env, napi_callback_info info) {
  napi_value argv[2], result;
  napi_valuetype type;
  int now = 0;
  bind_args(env, info, argv, 2, NULL);
  uv_pid_t pid = (uv_pid_t)bind_int(env, argv[0], 0);
  if (napi_typeof(env, argv[1], &type) == napi_ok && type == napi_number)
    return bind_new_int(env,
                        uv_os_setpriority(pid, (int)bind_int(env, argv[1], 0)));
  int status = uv_os_getpriority(pid, &now);
  if (napi_create_array(env, &result) != napi_ok)
    return NULL;
  napi_set_element(env, result, 0, bind_new_int(env, status));
  napi_set_element(env, result, 1, bind_new_int(env, now));
  return result;
}

static const struct binding_function functions[] = {
    {"hostname", hostname, NULL},     {"uname", get_uname, NULL},
    {"memory", memory, NULL},         {"loadavg", load_average, NULL},
    {"uptime", uptime, NULL},         {"parallelism", parallelism, NULL},
    {"homedir", homedir, NULL},       {"cpus", cpus, NULL},
    {"interfaces", interfaces, NULL}, {"user", user, NULL},
    {"priority", priority, NULL},
};

napi_value find_os(napi_env env, const char *name) {
  return bind_named(env, name, functions, sizeof functions / sizeof *functions);
}
