# SPDX-License-Identifier: MIT
# What the tests of the test runner share: the program, results, the addon.
program=${NAPI_RUN:-./napi-run}
engines=${ENGINES:-quickjs javascriptcore}
number=0
failed=0

die() {
  echo "Bail out! $*"
  exit 2
}

[ -x "$program" ] || die "there is no $program"
case $program in /*) ;; *) program=$PWD/$program ;; esac
build=$(dirname "$program")
# The program itself, for another library than the build's.
libraries=$build/.libs
binary=$libraries/napi-run
: "${NAPI_SHIM_ENGINE_PATH:=$libraries}"
export NAPI_SHIM_ENGINE_PATH
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
trap 'exit 2' INT TERM

report() {
  number=$((number + 1))
  if [ -z "$2" ]; then
    echo "ok $number - $1"
  else
    echo "not ok $number - $1: $2"
    [ ! -f "$work/out" ] || tail -n 15 "$work/out" | sed 's/^/# /'
    failed=$((failed + 1))
  fi
}

finish() {
  echo "1..$number"
  [ "$failed" = 0 ] && [ "$number" -gt 0 ]
}

build_addon() {
  ISOLATE_ADDON=$work/addon.node
  export ISOLATE_ADDON
  ${CC:-cc} -shared -fPIC -O1 -I"$here/../../include/napi-shim" \
    "$here/addon.c" -o "$ISOLATE_ADDON" || die "the addon cannot be built"
}

# Prints $2 $1 times.
repeat() {
  yes "$2" | head -n "$1" | tr '\n' ' '
}

# What AddressSanitizer is told, and one thing more.
sanitizer() {
  echo "${ASAN_OPTIONS:+$ASAN_OPTIONS:}$1"
}
