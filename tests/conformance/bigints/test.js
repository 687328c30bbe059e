// SPDX-License-Identifier: MIT
// BigInts from and to 64 bits and words, 0 to 1000 of them.
'use strict';
const { call, label, NULL, program, quiet, run, show, step, text, withNull } =
  require('../harness.js');

const edges = [0n, 1n, -1n, 0x7fffffffn, 0xffffffffn, 0x100000000n,
  0x7fffffffffffffffn, 0x8000000000000000n, 0xffffffffffffffffn];
for (const value of edges) {
  call('napi_create_bigint_int64', BigInt.asUintN(64, value));
  call('napi_create_bigint_uint64', BigInt.asUintN(64, value));
}
const values = [...edges, -0x8000000000000000n, -0x8000000000000001n,
  0x10000000000000000n, -0x10000000000000000n, 2n ** 100n, -(2n ** 100n),
  2n ** 128n - 1n, -(2n ** 64n) + 1n, 2n ** 64n + 5n];
for (const value of values) {
  call('napi_get_value_bigint_int64', value);
  call('napi_get_value_bigint_uint64', value);
  for (let count = 0; count <= 4; count++)
    call('napi_get_value_bigint_words', value, count, count * 8);
  show(withNull([2, 4], step('napi_get_value_bigint_words', value, 0, 0)));
  show(withNull([2, 4], step('napi_get_value_bigint_words', value, 9, 0)));
  show(withNull([2], step('napi_get_value_bigint_words', value, 4, 32)));
  show(withNull([4], step('napi_get_value_bigint_words', value, 4, 0)));
  show(withNull([3], step('napi_get_value_bigint_words', value, 4, 32)));
}
for (const value of [undefined, null, 5, 'text', {}, NULL,
  label(Object(5n), 'BigInt object')]) {
  call('napi_get_value_bigint_int64', value);
  call('napi_get_value_bigint_uint64', value);
  call('napi_get_value_bigint_words', value, 2, 16);
}
for (const name of ['napi_get_value_bigint_int64',
  'napi_get_value_bigint_uint64'])
  for (const nulls of [[0], [2], [3], [2, 3]])
    show(withNull(nulls, step(name, 5n)));

const words = (...list) => new BigUint64Array(list);
for (const sign of [0, 1, -1, 2, -2147483648])
  for (const list of [words(), words(0n), words(5n), words(0n, 0n),
    words(0n, 1n), words(5n, 0n), words(0xffffffffffffffffn),
    words(1n, 2n, 3n), words(0xffffffffffffffffn, 0xffffffffffffffffn)])
    call('napi_create_bigint_words', sign, list.length, list);
call('napi_create_bigint_words', 0, 1, words(7n, 8n));
call('napi_create_bigint_words', 0, 0, words(7n));
call('napi_create_bigint_words', 0, 0, NULL);
call('napi_create_bigint_words', 0, 1, NULL);
call('napi_create_bigint_words', 0, 2147483648, words(1n));
call('napi_create_bigint_words', 0, -1, words(1n));
call('napi_create_bigint_words', 0, 2147483647, words(1n));
call('napi_create_bigint_words', 0, 16777217, words(1n));
call('napi_create_bigint_words', 1, 16777217, words(1n));
show(withNull([0], step('napi_create_bigint_words', 0, 1, words(1n))));
show(withNull([4], step('napi_create_bigint_words', 0, 1, words(1n))));

// Around the whole way, 1 to 1000 words.
let seed = 12345n;
const random = () => {
  seed = BigInt.asUintN(64, seed * 6364136223846793005n + 1442695040888963407n);
  return seed;
};
let wrong = 0;
for (let count = 1; count <= 1000; count += count < 20 ? 1 : 35) {
  const list = new BigUint64Array(count).map(random);
  const sign = count & 1;
  let expected = 0n;
  for (const word of [...list].reverse())
    expected = (expected << 64n) | word;
  if (sign)
    expected = -expected;
  const made = quiet('napi_create_bigint_words', sign, count, list);
  const { results } = run([step('napi_get_value_bigint_words', made, count,
    count * 8)]);
  const [gotSign, gotCount, bytes] = results[0].outputs.map((o) => o.value);
  const got = new BigUint64Array(bytes.buffer, 0, count);
  if (made !== expected || gotSign !== sign || Number(gotCount) !== count ||
      !got.every((word, i) => word === list[i]))
    wrong++;
  if (count % 5 === 0)
    console.log(count, text(made));
}
console.log('wrong', wrong);
const big = 2n ** 64000n - 1n;
for (const count of [0, 1, 999, 1000, 1001])
  console.log(count, run([withNull(count ? [] : [2, 4],
    step('napi_get_value_bigint_words', big, count, count * 8))])
    .results[0].outputs.slice(0, 2).map((o) => o.text).join(' '));
program('with an exception pending', step('napi_throw_error', NULL, 'test'),
  step('napi_create_bigint_int64', 5), step('napi_create_bigint_uint64', 5),
  step('napi_create_bigint_words', 0, 1, words(1n)),
  step('napi_get_value_bigint_int64', 5n),
  step('napi_get_value_bigint_words', 5n, 1, 8));
