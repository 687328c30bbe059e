#!/bin/sh
# SPDX-License-Identifier: MIT
# Proves that our headers and the list of functions say exactly what the
# official Node-API headers say: names, types, layouts and numbers.
#
# For each way an addon can configure the headers:
#   - both declare the same functions, types, enum constants and members, and
#     (by version) just the functions that napi/functions.h lists
#   - in one translation unit with the official ones, our typedefs, prototypes
#     and members have the same types: else the compiler objects
#   - the numbers are equal: enum values, sizes, offsets
# At the end it breaks a copy of our headers in several ways and demands that
# this very script notices each.
. "$(dirname "$0")/common.sh"

warn='-Wall -Wextra -Werror'
quiet=-DNODE_API_EXPERIMENTAL_NO_WARNING

# Reads declarations, prints "enum NAME", "member TYPE NAME", "type NAME",
# "function NAME" lines.
inventory() {
  awk '
    function last_word(text) {
      gsub(/\[[^]]*\]/, "", text)
      match(text, /[A-Za-z_0-9]+ *$/)
      text = substr(text, RSTART)
      gsub(/ /, "", text)
      return text
    }
    /^typedef (enum|struct[A-Za-z_ ]*) ?\{/ {
      body = $0
      sub(/^[^{]*\{/, "", body)
      name = body
      sub(/\}[^}]*$/, "", body)
      sub(/.*\}/, "", name)
      sub(/ *;.*/, "", name)
      name = last_word(name)
      print "type " name
      is_enum = /^typedef enum/
      n = split(body, part, is_enum ? "," : ";")
      for (i = 1; i <= n; i++) {
        if (is_enum)
          sub(/=.*/, "", part[i])
        if (part[i] ~ /[A-Za-z]/)
          print (is_enum ? "enum " : "member " name " ") last_word(part[i])
      }
      next
    }
    /^typedef/ {
      if (match($0, /\( ?\* ?[a-z0-9_]+ ?\)/)) {
        name = substr($0, RSTART, RLENGTH)
        gsub(/[^a-z0-9_]/, "", name)
      } else {
        name = $0
        sub(/ *;.*/, "", name)
        name = last_word(name)
      }
      print "type " name
      next
    }
    match($0, /(napi|node_api)_[a-z0-9_]+ ?\(/) {
      name = substr($0, RSTART, RLENGTH)
      sub(/ ?\($/, "", name)
      print "function " name
    }'
}

# Reads an inventory, prints a program that prints every number in it.
facts_program() {
  echo '#include <node_api.h>'
  echo '#include <stdio.h>'
  echo 'int main(void) {'
  awk '
    $1 == "enum" {
      printf "printf(\"%s = %%lld\\n\", (long long)%s);\n", $2, $2
    }
    $1 == "type" {
      printf "printf(\"sizeof %s = %%zu\\n\", sizeof(%s));\n", $2, $2
    }
    $1 == "member" {
      printf "printf(\"%s.%s at %%zu, %%zu\\n\", offsetof(%s, %s), ", \
        $2, $3, $2, $3
      printf "sizeof(((%s *)0)->%s));\n", $2, $3
    }'
  echo 'return 0; }'
}

# Prints a program in which our declarations follow the official ones. Structs
# get other names, then each member is compared; enums stay the official ones.
joint_program() {
  echo '#include <node_api.h>'
  awk '
    /^typedef enum/ { next }
    /^typedef struct[A-Za-z_ ]* ?\{/ {
      sub(/^typedef struct[A-Za-z_ ]*\{/, "typedef struct {")
      sub(/\} ?[a-z_]+ ?;$/, "} ours_&")
      sub(/ours_\} ?/, "ours_")
    }
    { print }' "$1"
  awk '$1 == "member" {
    printf "_Static_assert(__builtin_types_compatible_p("
    printf "__typeof__(((ours_%s *)0)->%s), ", $2, $3
    printf "__typeof__(((%s *)0)->%s)), \"%s.%s\");\n", $2, $3, $2, $3
  }' "$2"
}

# The list of functions, declared with the types of the including headers.
listed_program() {
  echo '#include <node_api.h>'
  echo '#define NAPI_FUNCTION(v, r, n, p, a, s) r n p; \'
  echo '_Static_assert(sizeof(s) > 1, #n);'
  echo '#define NAPI_FUNCTION_VOID(v, n, p, a, s) void n p;'
  echo '#include "functions.h"'
}

check() {
  label=${*:-defaults}
  preprocess "$official" "$@" >"$work/official.decl"
  preprocess "$ours" "$@" >"$work/ours.decl"
  inventory <"$work/official.decl" | sort >"$work/official.list"
  inventory <"$work/ours.decl" | sort >"$work/ours.list"
  [ -s "$work/official.list" ] || fail "$label: nothing read"
  diff "$work/official.list" "$work/ours.list" >&2 ||
    fail "$label: not the same names (< official, > ours)"

  facts_program <"$work/ours.list" >"$work/facts.c"
  for side in official ours; do
    eval "dir=\$$side"
    $CC -std=gnu11 "$@" -I"$dir" "$work/facts.c" -o "$work/facts-$side" ||
      fail "$label: the $side headers do not compile"
    "$work/facts-$side" >"$work/$side.facts"
  done
  diff "$work/official.facts" "$work/ours.facts" >&2 ||
    fail "$label: numbers differ (< official, > ours)"

  joint_program "$work/ours.decl" "$work/ours.list" >"$work/joint.c"
  $CC -std=gnu11 $warn "$@" -I"$official" -c "$work/joint.c" \
    -o "$work/joint.o" || fail "$label: types differ"
  count=$(wc -l <"$work/ours.list")
  echo "ok: $label: $count names"
}

# Compares what both headers declare for a version with the list.
check_listed() {
  version=$1
  shift
  "$root/scripts/gen-symbol-map" --list | awk -v max="$version" \
    '$1 <= max { print $2 }' | sort >"$work/list"
  preprocess "$official" "$@" | function_names >"$work/declared"
  diff "$work/declared" "$work/list" >&2 ||
    fail "version $version: napi/functions.h differs from the official list"
}

# The list itself against both sets of headers.
check_list_types() {
  listed_program >"$work/listed.c"
  for dir in "$official" "$ours"; do
    for flags in '' -DNODE_API_EXPERIMENTAL_BASIC_ENV_OPT_OUT; do
      $CC -std=gnu11 $warn -DNAPI_EXPERIMENTAL $quiet $flags -I"$dir" \
        -I"$root/napi" -c "$work/listed.c" -o "$work/listed.o" ||
        fail "napi/functions.h does not agree with $dir"
    done
  done
  # One character of the signature for each parameter.
  {
    echo '#define NAPI_FUNCTION(v, r, n, p, a, s) |n|a|s'
    echo '#define NAPI_FUNCTION_VOID(v, n, p, a, s) |n|a|s'
    echo '#include "functions.h"'
  } >"$work/signatures.c"
  $CC -E -P -I"$root/napi" "$work/signatures.c" | tr '\n' ' ' | tr -d ' ' |
    awk -F'|' '{
      for (i = 2; i + 2 <= NF; i += 3) {
        seen++
        if (split($(i + 1), unused, ",") != length($(i + 2)) - 2) {
          print "signature of " $i " has another length than its parameters"
          bad = 1
        }
      }
      exit bad || seen != 161
    }' >&2 || fail 'signatures in napi/functions.h'
  echo 'ok: napi/functions.h: types and signatures'
}

# Macros: the same names (guards and file-local helpers aside).
check_macros() {
  for side in official ours; do
    eval "dir=\$$side"
    $CC -E -dM -DNAPI_EXPERIMENTAL $quiet -I"$dir" -include node_api.h \
      -x c /dev/null | awk '$2 ~ /^(NAPI|NODE_API|EXTERN_C)_/ {
        sub(/\(.*/, "", $2)
        if ($2 !~ /^NAPI_SHIM_.*_H$/) print $2
      }' | sort >"$work/$side.macros"
  done
  diff "$work/official.macros" "$work/ours.macros" >&2 ||
    fail 'not the same macros (< official, > ours)'
  echo "ok: macros: $(wc -l <"$work/ours.macros") names"
}

# Runs this script on a copy of our headers with one thing changed.
must_notice() {
  what=$1
  file=$2
  edit=$3
  rm -rf "$work/broken"
  cp -R "$ours" "$work/broken"
  sed "$edit" "$ours/$file" >"$work/broken/$file"
  if cmp -s "$ours/$file" "$work/broken/$file"; then
    fail "self-test: the edit for '$what' changes nothing"
  fi
  if NAPI_SHIM_HEADERS="$work/broken" NODE_API_HEADERS="$official" \
    "$here/conform.sh" --quick >/dev/null 2>&1; then
    fail "self-test: not noticed: $what"
  fi
  echo "ok: notices $what"
}

self_test() {
  NODE_API_HEADERS="$official" "$here/conform.sh" --quick >/dev/null ||
    fail 'self-test: the quick run fails on whole headers'
  must_notice 'a changed enum value' js_native_api_types.h \
    's/napi_closing = 16/napi_closing = 26/'
  must_notice 'a missing enum constant' js_native_api_types.h \
    '/napi_date_expected/d'
  must_notice 'a changed parameter' js_native_api/create.h \
    's/int32_t value/uint32_t value/'
  must_notice 'a changed callback' js_native_api_types.h \
    's/napi_callback_info info)/napi_callback_info *info)/'
  must_notice 'a changed member type' node_api_types.h \
    's/const char \*release/char *release/'
  must_notice 'swapped members' js_native_api_types.h \
    's/uint64_t lower/uint64_t other/;s/uint64_t upper/uint64_t lower/
     s/uint64_t other/uint64_t upper/'
  must_notice 'a function of the wrong version' js_native_api/read.h \
    's/NAPI_VERSION >= 6/NAPI_VERSION >= 5/'
  must_notice 'a missing macro' node_api.h '/define NAPI_MODULE_X(/,/)$/d'
}

find_official
if [ "${1-}" = --quick ]; then
  check -DNAPI_VERSION=5
  check -DNAPI_EXPERIMENTAL $quiet
  check_macros
  exit 0
fi

for version in 1 2 3 4 5 6 7 8 9 10; do
  check -DNAPI_VERSION="$version"
  check_listed "$version" -DNAPI_VERSION="$version"
done
check_listed 99 -DNAPI_EXPERIMENTAL $quiet
check
check -DNODE_API_NO_EXTERNAL_BUFFERS_ALLOWED
check -DNAPI_EXPERIMENTAL $quiet
check -DNAPI_EXPERIMENTAL $quiet -DNODE_API_NO_EXTERNAL_BUFFERS_ALLOWED
check -DNAPI_EXPERIMENTAL $quiet -DNODE_API_EXPERIMENTAL_BASIC_ENV_OPT_OUT
check -DNAPI_EXPERIMENTAL $quiet -DNODE_API_EXPERIMENTAL_NOGC_ENV_OPT_OUT
check_list_types
check_macros
self_test
