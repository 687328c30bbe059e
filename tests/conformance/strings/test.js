// SPDX-License-Identifier: MIT
// Strings in all three encodings, created and read at every length.
'use strict';
const { call, NULL, show, step, withNull, text, run, quiet } =
  require('../harness.js');

const texts = ['', 'a', 'hello', 'h\u00e9llo', '\u00ff\u0100', 'a\0b\0',
  '\u20ac', 'x\u20acy', '\u{1f600}', 'a\u{1f600}b', '\ud800', '\udc00',
  'a\ud800b', '\udc00\ud800', '\ud83d\ud83d\ude00', '\ufffd', '\u07ff\u0800',
  '\uffff', '\u{10ffff}'];
const kinds = { latin1: 1, utf8: 1, utf16: 2 };

for (const string of texts)
  for (const [kind, unit] of Object.entries(kinds)) {
    const name = `napi_get_value_string_${kind}`;
    // The length alone.
    show(withNull([2], step(name, string, 0, 0)));
    const needed = Number(run([withNull([2], step(name, string, 0, 0))])
      .results[0].outputs[1].value);
    // Every buffer size from nothing to more than enough.
    for (let size = 0; size <= needed + 2; size++)
      call(name, string, (needed + 3) * unit, size);
    // Without the count.
    show(withNull([4], step(name, string, (needed + 1) * unit, needed + 1)));
    // An endless buffer size.
    call(name, string, (needed + 1) * unit, -1);
  }

for (const kind of Object.keys(kinds)) {
  const name = `napi_get_value_string_${kind}`;
  show(withNull([2, 4], step(name, 'abc', 0, 0)));
  show(withNull([2, 4], step(name, 'abc', 0, 5)));
  show(withNull([2], step(name, 'abc', 0, 5)));
  show(withNull([2], step(name, 5, 0, 0)));
  show(withNull([4], step(name, 'abc', 8, 0)));
  show(withNull([0], step(name, 'abc', 8, 4)));
  for (const value of [NULL, undefined, 5, {}, Symbol('s'), new String('s')])
    call(name, value, 8, 4);
}

// Creation.
const creators = ['napi_create_string_', 'node_api_create_property_key_'];
const limit = 2147483647;
const utf8Length = (string) => unescape(encodeURIComponent(
  string.toWellFormed())).length;
for (const creator of creators) {
  for (const string of texts) {
    call(`${creator}utf8`, string, -1);
    call(`${creator}utf16`, string, string.length);
    if (!string.includes('\0'))
      call(`${creator}utf16`, string, -1);
    call(`${creator}latin1`, string, -1);
    call(`${creator}utf8`, string, utf8Length(string));
  }
  for (const kind of Object.keys(kinds)) {
    const name = creator + kind;
    call(name, NULL, 0);
    call(name, NULL, 1);
    call(name, NULL, -1);
    call(name, 'abc', 2);
    call(name, 'abc', 0);
    call(name, 'abc', limit + 1);
    call(name, 'abc', 2 ** 40);
    call(name, 'abc', -2);
    call(name, NULL, limit + 1);
    show(withNull([0], step(name, 'abc', 3)));
    show(withNull([3], step(name, 'abc', 3)));
    show(withNull([1, 3], step(name, 'abc', 3)));
  }
}

// Latin-1 bytes are code units.
const all = new Uint8Array(256).map((_, i) => i);
for (const creator of creators) {
  const string = quiet(`${creator}latin1`, all, 256);
  console.log(string.length, [...all].every((i) => string.charCodeAt(i) === i));
  console.log(text(quiet(`${creator}latin1`, all.subarray(1), -1).slice(-3)));
}

// Invalid UTF-8 becomes U+FFFD, one per maximal bad part.
const bad = [[0x80], [0xc0, 0x80], [0xc3], [0xc3, 0x28], [0xe2, 0x82],
  [0xe2, 0x28, 0xa1], [0xf0, 0x9f, 0x98], [0xf0, 0x28, 0x8c, 0xbc],
  [0xed, 0xa0, 0x80], [0xed, 0xbf, 0xbf], [0xf4, 0x90, 0x80, 0x80],
  [0xf8, 0x88, 0x80, 0x80, 0x80], [0xff], [0xfe, 0xff],
  [0x61, 0xe2, 0x82, 0x62], [0xe0, 0x80, 0xaf], [0xe0, 0x9f, 0xbf],
  [0xf0, 0x80, 0x80, 0x80], [0xed, 0xa0, 0xbd, 0xed, 0xb8, 0x80],
  [0x61, 0xf0, 0x9f], [0xc2, 0xa0, 0xc2], [0xc1, 0xbf], [0xf5, 0x80],
  [0xef, 0xbb, 0xbf, 0x61], [0xe1, 0x80, 0xe2, 0xf0, 0x91, 0x92, 0xf1, 0xbf,
    0x41], [0xf4, 0x8f, 0xbf, 0xbf], [0xf1, 0x80, 0x80], [0xee, 0x80, 0x80]];
for (const bytes of bad)
  for (const creator of creators) {
    call(`${creator}utf8`, new Uint8Array(bytes), bytes.length);
    call(`${creator}utf8`, new Uint8Array(bytes), -1);
  }
for (let cut = 0; cut <= 4; cut++)
  call('napi_create_string_utf8', '\u{1f600}', cut);

// Unpaired halves, as code units, stay.
for (const units of [[0xd800], [0xdc00, 0xd800], [0xd83d, 0xde00], [0, 0xffff]])
  for (const creator of creators)
    call(`${creator}utf16`, new Uint16Array(units), units.length);

// Equal or not, whatever made them.
const made = quiet('napi_create_string_utf8', 'a\0b', 3);
console.log(made === 'a\0b', made === 'a\0c', made.length);
const key = quiet('node_api_create_property_key_utf16', 'key', 3);
console.log({ key: 1 }[key], typeof key);

// The whole way around.
function around(label, string) {
  const length = string.length;
  for (const [kind, unit] of Object.entries(kinds)) {
    const it = run([step(`napi_get_value_string_${kind}`, string,
      length * 4 * unit, length * 4)]).results[0];
    const [bytes, count] = it.outputs.map((o) => o.value);
    let sum = 0;
    for (let i = 0; i < Number(count) * unit; i++)
      sum = (sum * 31 + bytes[i]) >>> 0;
    console.log(kind, label, it.status, count, sum);
    const again = quiet(`napi_create_string_${kind}`, unit === 2 ?
      new Uint16Array(bytes.buffer.slice(0, Number(count) * 2)) : bytes,
    Number(count));
    console.log(again.length, again === string);
  }
}
for (const length of [1000, 65536, 1000000])
  around(length, 'ab\u00e9\u20ac\u{1f600}\ud800'.repeat(length / 8));

// Loops take many characters at a time: one that is not ASCII at the edges of
// these, and lengths around them.
for (const length of [1, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 95, 96,
  127, 128, 129, 191, 255, 256, 257, 300, 4095, 4096, 4097])
  for (const other of ['', '\u00e9', '\u20ac', '\u0180'])
    for (const at of new Set([0, 7, 8, 64, 100, length >> 1, length - 1])) {
      if (at >= length || other === '' && at > 0)
        continue;
      let string = '';
      for (let i = 0; i < length; i++)
        string += i === at && other !== '' ? other :
          String.fromCharCode(33 + i % 90);
      around(`${length} ${at} ${text(other)}`, string);
      const named = { [string]: at };
      console.log(named[quiet('napi_create_string_utf16', string, length)]);
    }

// 100 MB.
const huge = quiet('napi_create_string_latin1',
  new Uint8Array(100 * 1000 * 1000).fill(0x61), 100 * 1000 * 1000);
console.log(huge.length, huge.charCodeAt(99999999));
for (const it of [step('napi_get_value_string_utf8', huge, 10, 5),
  withNull([2], step('napi_get_value_string_utf8', huge, 0, 0))])
  console.log(run([it]).results[0].outputs.map((o) => o.text).join(' '));
