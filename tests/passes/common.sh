# SPDX-License-Identifier: MIT
# What the passes over the conformance tests share.
root=$(cd "$here/../.." && pwd)
program=${NAPI_RUN:-./napi-run}
failed=0
full=

die() {
  echo "Bail out! $*"
  exit 2
}

[ -x "$program" ] || die "there is no $program"
case $program in /*) ;; *) program=$PWD/$program ;; esac
for argument; do
  case $argument in
  --full) full=yes ;;
  *) die "unknown option $argument" ;;
  esac
done

# The usual run may be at work in its own folder.
build=$PWD/passes.build/$(basename "$0")

conformance() {
  CONFORMANCE_BUILD=$build/conformance "$root/tests/conformance/run" "$@" ||
    failed=1
}

runtime_conformance() {
  CONFORMANCE_BUILD=$build/conformance-runtime \
    "$root/tests/conformance-runtime/run" "$@" || failed=1
}
