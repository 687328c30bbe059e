#!/bin/sh
# SPDX-License-Identifier: MIT
# Proves that the built library exports every Node-API function, each with its
# version, and nothing else but the host interface.
#
# usage: exports.sh [LIBRARY]   (default: $NAPI_SHIM_LIBRARY, else the one in
# .libs of the current directory). First it builds small libraries that are
# right and wrong, and demands that it can tell them apart.
. "$(dirname "$0")/common.sh"

# compare LIBRARY: exported names against the list; prints what differs.
compare() {
  nm -D --defined-only "$1" >"$work/nm" || fail "nm cannot read $1"
  # Lines "node name"; the nodes themselves are absolute symbols.
  awk '$2 != "A" {
    n = split($3, part, "@+")
    print (n > 1 ? part[2] : "unversioned"), part[1]
  }' "$work/nm" | grep -v '^NAPI_SHIM_[0-9]* napi_shim_' |
    sort >"$work/exported"
  "$root/scripts/gen-symbol-map" --list | awk '{
    print ($1 == 99 ? "NAPI_EXPERIMENTAL" : "NAPI_" $1), $2
  }' | sort >"$work/wanted"
  diff "$work/wanted" "$work/exported"
}

# The list itself is the official header's.
compare_list() {
  preprocess "$official" -DNAPI_EXPERIMENTAL \
    -DNODE_API_EXPERIMENTAL_NO_WARNING | function_names >"$work/declared"
  "$root/scripts/gen-symbol-map" --list | awk '{ print $2 }' | sort \
    >"$work/listed"
  diff "$work/declared" "$work/listed" >&2 ||
    fail 'the list differs from the official header (< official, > list)'
  count=$(wc -l <"$work/declared")
  [ "$count" -eq 161 ] || fail "$count functions declared instead of 161"
  echo "ok: the official header declares the $count functions of the list"
}

# build_sample NAME SED_FOR_SOURCE SED_FOR_MAP: a library of empty functions.
build_sample() {
  {
    "$root/scripts/gen-symbol-map" --list |
      awk '{ print "void " $2 "(void); void " $2 "(void) {}" }'
    echo 'void napi_shim_sample(void); void napi_shim_sample(void) {}'
    echo 'void other(void); void other(void) {}'
  } | sed "$2" >"$work/$1.c"
  "$root/scripts/gen-symbol-map" | sed "$3" >"$work/$1.map"
  $CC -shared -fPIC "$work/$1.c" -o "$work/$1.so" \
    -Wl,--version-script="$work/$1.map" || fail "cannot build sample $1"
}

must_notice() {
  build_sample "$2" "$3" "$4"
  if compare "$work/$2.so" >/dev/null; then
    fail "self-test: not noticed: $1"
  fi
  echo "ok: notices $1"
}

self_test() {
  build_sample whole '' ''
  compare "$work/whole.so" >&2 || fail 'self-test: a right library is refused'
  must_notice 'a missing function' missing 's/napi_typeof/napi_type_of/' \
    's/napi_typeof/napi_type_of/'
  must_notice 'one function too many' extra '' \
    's/napi_shim_\*;/napi_shim_*; other;/'
  must_notice 'a function under another version' moved '' \
    's/ napi_create_date;/ /
     s/ napi_is_detached_arraybuffer;/& napi_create_date;/'
}

find_official
compare_list
self_test

library=${1-${NAPI_SHIM_LIBRARY-.libs/libnapi-shim.so}}
[ -r "$library" ] || fail "no library $library: build it, or name it"
compare "$library" >&2 ||
  fail "$library: exports differ (< missing, > not wanted)"
echo "ok: $library exports $(wc -l <"$work/exported") functions as listed"
