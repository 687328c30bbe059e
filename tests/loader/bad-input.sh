#!/bin/sh
# SPDX-License-Identifier: MIT
# Bad input gets one clear error that names file and cause, exit code 1, and
# never a crash.
#
# usage: bad-input.sh   (NAPI_RUN, CC, ENGINES from the environment)
set -u
here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
run=${NAPI_RUN:-./napi-run}
case $run in /*) ;; *) run=$(pwd)/$run ;; esac
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM
passed=0
failed=0

build() { # NAME FLAGS...
  name=$1
  shift
  ${CC:-cc} -shared -fPIC -I"$top/include/napi-shim" "$@" "$here/addon.c" \
    -o "$work/$name.node" || exit 99
}

pass() {
  passed=$((passed + 1))
  echo "ok - $engine: $1"
}

fail() {
  failed=$((failed + 1))
  echo "not ok - $engine: $1"
  sed 's/^/#   /' "$work/out"
}

# SENTENCE  FILE  PATTERN... : the first line that names the fault must hold
# all patterns.
refused() {
  sentence=$1
  file=$2
  shift 2
  timeout 60 "$run" "--engine=$engine" -e "require('$work/$file')" \
    >"$work/out" 2>&1 </dev/null
  code=$?
  if [ $code -ne 1 ]; then
    echo "exit code $code" >>"$work/out"
    fail "$sentence"
    return
  fi
  for pattern; do
    if ! grep -q -- "$pattern" "$work/out"; then
      echo "no '$pattern' in the message" >>"$work/out"
      fail "$sentence"
      return
    fi
  done
  pass "$sentence"
}

build good
build no-registration -DFAULT_NO_REGISTRATION
build no-init -DFAULT_NO_INIT
build v8 -DFAULT_V8
build old-node -DFAULT_OLD_NODE
build uv -DFAULT_UV
build uv-now -DFAULT_UV -Wl,-z,now
build napi -DFAULT_NAPI
build napi-now -DFAULT_NAPI -Wl,-z,now
build napi-sysv -DFAULT_NAPI -Wl,--hash-style=sysv
build throws -DFAULT_THROWS
build version-999 -DFAULT_VERSION=999
build version-11 -DFAULT_VERSION=11
echo 'this is text' >"$work/text.node"
: >"$work/empty.node"
mkdir "$work/folder.node"
size=$(wc -c <"$work/good.node")
head -c 40 "$work/good.node" >"$work/header.node"
head -c $((size / 2)) "$work/good.node" >"$work/half.node"
# The machine is the 16-bit number at byte 18: 183 is 64-bit ARM.
cp "$work/good.node" "$work/arm.node"
printf '\267\000' | dd of="$work/arm.node" bs=1 seek=18 conv=notrunc 2>/dev/null
# Without its table of sections: where it stands, how many, and their names.
case $(od -An -tu1 -j4 -N1 "$work/good.node" | tr -d ' ') in
2) table=40 width=8 count=60 ;;
*) table=32 width=4 count=48 ;;
esac
for name in good napi v8; do
  cp "$work/$name.node" "$work/$name-bare.node"
  dd if=/dev/zero of="$work/$name-bare.node" bs=1 seek=$table count=$width \
    conv=notrunc 2>/dev/null
  dd if=/dev/zero of="$work/$name-bare.node" bs=1 seek=$count count=4 \
    conv=notrunc 2>/dev/null
done

for engine in ${ENGINES:-quickjs javascriptcore}; do
  timeout 60 "$run" "--engine=$engine" -p "require('$work/good.node').loaded" \
    >"$work/out" 2>&1 </dev/null
  if [ $? -eq 0 ] && grep -qx true "$work/out"; then
    pass "the same addon without a fault loads"
  else
    fail "the same addon without a fault loads"
  fi
  refused "a missing file" none.node none.node
  refused "a text file" text.node text.node 'not an ELF'
  refused "an empty file" empty.node empty.node empty
  refused "an ELF of another architecture" arm.node arm.node 'architecture'
  refused "a file cut in its header" header.node header.node truncated
  refused "a file cut in the middle" half.node half.node truncated
  refused "a library without registration" no-registration.node \
    no-registration.node 'did not self-register'
  refused "a registration without an init" no-init.node no-init.node \
    'Module has no declared entry point'
  refused "an addon that uses V8" v8.node v8.node _ZN2v87Isolate10GetCurrentEv
  refused "an addon of the time before Node-API" old-node.node old-node.node \
    node_module_register
  timeout 60 "$run" "--engine=$engine" -p "require('$work/uv.node').loaded" \
    >"$work/out" 2>&1 </dev/null
  if [ $? -eq 0 ] && grep -qx true "$work/out"; then
    pass "an unknown uv symbol, lazily bound and never called"
  else
    fail "an unknown uv symbol, lazily bound and never called"
  fi
  NAPI_SHIM_TEST_CALLS_THE_MISSING_SYMBOL=1
  export NAPI_SHIM_TEST_CALLS_THE_MISSING_SYMBOL
  refused "an unknown uv symbol, lazily bound and called by the init" uv.node \
    uv.node 'uv_that_nobody_has is not available in libuv [1-9]'
  unset NAPI_SHIM_TEST_CALLS_THE_MISSING_SYMBOL
  # A shell of its own: it says that the process has aborted.
  (ulimit -c 0
  timeout 60 "$run" "--engine=$engine" -e "require('$work/uv.node').use()") \
    >"$work/out" 2>&1 </dev/null
  if [ $? -eq 134 ] && grep -q "^FATAL ERROR: .*/uv.node: uv_that_nobody_has \
is not available in libuv [1-9]" "$work/out"; then
    pass "an unknown uv symbol, lazily bound and called later"
  else
    fail "an unknown uv symbol, lazily bound and called later"
  fi
  refused "an unknown uv symbol, bound at once" uv-now.node uv-now.node \
    uv_that_nobody_has
  refused "an unknown napi symbol, lazily bound" napi.node napi.node \
    napi_that_nobody_has
  refused "an unknown napi symbol, bound at once" napi-now.node napi-now.node \
    napi_that_nobody_has
  refused "an unknown napi symbol, in a library with the old hash table" \
    napi-sysv.node napi-sysv.node napi_that_nobody_has
  refused "an unknown napi symbol, without sections" napi-bare.node \
    napi-bare.node napi_that_nobody_has
  refused "an addon that uses V8, without sections" v8-bare.node v8-bare.node \
    _ZN2v87Isolate10GetCurrentEv
  timeout 60 "$run" "--engine=$engine" \
    -p "require('$work/good-bare.node').loaded" >"$work/out" 2>&1 </dev/null
  if [ $? -eq 0 ] && grep -qx true "$work/out"; then
    pass "an addon without sections loads"
  else
    fail "an addon without sections loads"
  fi
  refused "an init that throws" throws.node 'the init refused'
  refused "Node-API version 999" version-999.node version-999.node 999
  refused "Node-API version 11" version-11.node version-11.node 11
done

engine=none
timeout 60 "$run" --engine=nonesuch -e 1 >"$work/out" 2>&1 </dev/null
code=$?
if [ $code -eq 1 ] && grep -q nonesuch "$work/out"; then
  pass "an unknown engine name"
else
  echo "exit code $code" >>"$work/out"
  fail "an unknown engine name"
fi

echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
