// SPDX-License-Identifier: MIT
// libc and libm through the addon: napi-run test.js, or node test.js.
'use strict';
const ffi = require('./ffi.node');

const libc = ffi.open('libc.so.6');
const libm = ffi.open('libm.so.6');
const c = (name, ...signature) =>
  ffi.func(ffi.symbol(libc, name), ...signature);
const m = (name, ...signature) =>
  ffi.func(ffi.symbol(libm, name), ...signature);

let failed = 0;
function is(what, value, wanted) {
  const show = (x) => JSON.stringify(x, (key, part) =>
    typeof part === 'bigint' ? `${part}n`
      : Object.is(part, -0) ? '-0'
        : typeof part === 'number' && !Number.isFinite(part) ? String(part)
          : part);
  const ok = show(value) === show(wanted);
  if (!ok)
    failed = 1;
  console.log(ok ? `ok: ${what}`
    : `FAIL: ${what}: ${show(value)} instead of ${show(wanted)}`);
}

function throws(what, type, run) {
  let thrown;
  try {
    run();
  } catch (error) {
    thrown = error;
  }
  is(`${what} is a ${type.name}`, thrown instanceof type, true);
}

// Numbers
is('pow', m('pow', 'f64', ['f64', 'f64'])(2, 0.5), Math.SQRT2);
is('sqrtf', m('sqrtf', 'f32', ['f32'])(2), Math.fround(Math.SQRT2));
is('cos(NaN)', m('cos', 'f64', ['f64'])(NaN), NaN);
is('copysign', m('copysign', 'f64', ['f64', 'f64'])(0, -1), -0);
is('abs', c('abs', 'i32', ['i32'])(-2147483647), 2147483647);
is('llabs', c('llabs', 'i64', ['i64'])(-9223372036854775807n),
  9223372036854775807n);
is('strtoull', c('strtoull', 'u64', ['string', 'pointer', 'i32'])(
  '18446744073709551615', null, 10), 18446744073709551615n);
is('toupper', c('toupper', 'i32', ['i32'])(0x71), 0x51);

// Strings and pointers
is('strlen', c('strlen', 'size', ['string'])('Grüße'), 7);
is('getenv of nothing', c('getenv', 'string', ['string'])('NO_SUCH_NAME'),
  null);
// The allocator that the program uses, whichever that is.
const program = ffi.open(null);
const strdup = ffi.func(ffi.symbol(program, 'strdup'), 'pointer', ['string']);
const free = ffi.func(ffi.symbol(program, 'free'), 'void', ['pointer']);
const copy = strdup('copied 🎉');
is('strdup', ffi.func(ffi.symbol(libc, 'strstr'), 'string',
  ['pointer', 'string'])(copy, 'ed'), 'ed 🎉');
is('free', free(copy), undefined);
const bytes = new Uint8Array(8);
c('memset', 'pointer', ['pointer', 'i32', 'size'])(bytes.subarray(2), 7, 3);
is('memset', Array.from(bytes), [0, 0, 7, 7, 7, 0, 0, 0]);
is('address', ffi.address(bytes.subarray(2)) - ffi.address(bytes), 2n);

// Structs by value, in and out
const div = c('div', ['i32', 'i32'], ['i32', 'i32']);
is('div', div(-17, 5), [-3, -2]);
is('ldiv', c('ldiv', ['i64', 'i64'], ['i64', 'i64'])(17n, 5n), [3n, 2n]);
is('inet_ntoa', c('inet_ntoa', 'string', [['u32']])([0x0100007f]),
  '127.0.0.1');
is('sizeof', ['u8', ['u8', 'f64'], [['u8', 'u16'], 'u8']].map(ffi.sizeof),
  [1, 16, 6]);

// Memory
const tm = new Uint8Array(64);
const seconds = new BigInt64Array([86400n * 365n]);
c('gmtime_r', 'pointer', ['pointer', 'pointer'])(seconds, tm);
is('gmtime_r', [12, 16, 20].map((offset) => ffi.read('i32', tm, offset)),
  [1, 0, 71]);
ffi.write(['u8', 'f64'], tm, 8, [3, 1.5]);
is('write and read', ffi.read(['u8', 'f64'], tm, 8), [3, 1.5]);

// Callbacks: C may call them as long as their objects are kept.
const qsort = c('qsort', 'void', ['pointer', 'size', 'size', 'pointer']);
const numbers = new Float64Array([3, -1, 22, 0.5, 7, -8]);
let calls = 0;
const order = ffi.callback('i32', ['pointer', 'pointer'], (a, b) => {
  calls++;
  return Math.sign(ffi.read('f64', a, 0) - ffi.read('f64', b, 0));
});
qsort(numbers, numbers.length, 8, order.pointer);
is('qsort', Array.from(numbers), [-8, -1, 0.5, 3, 7, 22]);
is('qsort has called back', calls > 5, true);
const found = c('bsearch', 'pointer', ['pointer', 'pointer', 'size', 'size',
  'pointer'])(new Float64Array([7]), numbers, 6, 8, order.pointer);
is('bsearch', found - ffi.address(numbers), 32n);
const broken = ffi.callback('i32', ['pointer', 'pointer'], () => {
  throw new RangeError('no order');
});
throws('what a comparator throws', RangeError,
  () => qsort(numbers, 6, 8, broken.pointer));
const wordy = ffi.callback('i32', ['pointer', 'pointer'], () => 'x');
throws('a wrong result of a callback', TypeError,
  () => qsort(numbers, 6, 8, wordy.pointer));
const twice = ffi.callback('f64', ['f64', 'i8', ['u8', 'f32']],
  (x, y, [z, w]) => 2 * x + y + z + w);
is('a callback called as a function', ffi.func(twice.pointer, 'f64',
  ['f64', 'i8', ['u8', 'f32']])(1.5, -4, [200, 0.25]), 199.25);
const narrow = ffi.callback('i8', ['u16'], (x) => x - 300);
is('a narrow result', ffi.func(narrow.pointer, 'i8', ['u16'])(200), -100);
for (let i = 0; i < 2000; i++)
  ffi.callback('void', [], () => i);

// Variadic functions
const text = new Uint8Array(64);
const snprintf = (types, ...values) => {
  const length = c('snprintf', 'i32', ['pointer', 'size', 'string', ...types],
    3)(text, text.length, ...values);
  return String.fromCharCode(...text.subarray(0, length));
};
is('snprintf', snprintf(['i32', 'f64', 'string', 'i64'], '%05d|%.3f|%s|%lld',
  42, Math.PI, 'text', -5n), '00042|3.142|text|-5');
throws('a variadic f32', TypeError, () => snprintf(['f32'], '%f', 1));

// What must be refused
throws('a number for a string', TypeError, () => c('strlen', 'size',
  ['string'])(5));
throws('300 for u8', RangeError, () => ffi.write('u8', tm, 0, 300));
throws('1.5 for i32', RangeError, () => ffi.write('i32', tm, 0, 1.5));
throws('2n ** 64n for u64', RangeError,
  () => ffi.write('u64', tm, 0, 2n ** 64n));
throws('too few arguments', TypeError, () => div(1));
throws('a struct with a member too many', TypeError,
  () => ffi.write(['u8'], tm, 0, [1, 2]));
throws('an unknown type', TypeError, () => ffi.sizeof('int'));
throws('an empty struct', TypeError, () => ffi.sizeof([]));
throws('void as an argument', TypeError, () => c('abs', 'i32', ['void']));
throws('no such library', Error, () => ffi.open('libno-such.so.9'));
throws('no such function', Error, () => c('no_such_function', 'void', []));
throws('something else as a library', TypeError, () => ffi.symbol({}, 'abs'));
throws('NULL as a function', TypeError, () => ffi.func(null, 'void', []));
throws('reading at NULL', TypeError, () => ffi.read('u8', null, 0));

process.exitCode = failed;
