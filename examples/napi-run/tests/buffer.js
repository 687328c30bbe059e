// SPDX-License-Identifier: MIT
// Buffer, TextEncoder, TextDecoder, atob, btoa.
'use strict';

const { Buffer: B, constants, kMaxLength, isUtf8, isAscii } =
  require('buffer');

console.log(B === Buffer, Buffer.from('x') instanceof Uint8Array,
  Object.getPrototypeOf(Buffer.prototype) === Uint8Array.prototype,
  Buffer.isBuffer(new Uint8Array(1)), typeof kMaxLength,
  constants.MAX_LENGTH === kMaxLength);
const text = 'héllo €uro 😀 \ud800 end';
for (const encoding of ['utf8', 'utf-8', 'UTF8', 'utf16le', 'ucs2', 'latin1',
  'binary', 'ascii', 'hex', 'base64', 'base64url']) {
  const source = encoding === 'hex' ? '00ff7fAbzz' : encoding.startsWith('base')
    ? 'aGVsbG8_-w==' : text;
  const bytes = Buffer.from(source, encoding);
  console.log(encoding, bytes.toString('hex'), bytes.toString(encoding),
    Buffer.byteLength(source, encoding), Buffer.isEncoding(encoding));
}
const b = Buffer.alloc(16);
console.log(b.write('abc€', 2), b.write('zz', 14, 'latin1'),
  b.write('toolong', 12, 2), b.write('ffee', 0, 'hex'), b);
console.log(b.toString('utf8', 2, 5), b.toString('latin1', -3, 99),
  b.toString('hex', 4, 2) === '', b.slice(2, 4), b.subarray(-2));
console.log(Buffer.concat([Buffer.from('a'), Buffer.from('bc')], 5),
  Buffer.compare(Buffer.from('a'), Buffer.from('b')),
  Buffer.from('abc').equals(Buffer.from('abc')),
  Buffer.from('hello').indexOf('l'), Buffer.from('hello').lastIndexOf('l'),
  Buffer.from('hello').includes('ell'), Buffer.from([1, 256, -1, 3.7]),
  Buffer.alloc(5, 'ab'), Buffer.of(1, 2), Buffer.allocUnsafe(3).length);
b.writeUInt32BE(0xdeadbeef, 0);
b.writeDoubleLE(1.5, 4);
b.writeBigUInt64LE(123456789012345678n, 8);
b.writeInt16LE(-2, 2);
b.writeIntBE(-123456, 0, 6);
console.log(b.readUInt32BE(0), b.readDoubleLE(4), b.readBigUInt64LE(8),
  b.readInt16LE(2), b.readIntBE(0, 6), b.readUIntLE(1, 3), b.readFloatBE(3));
const memory = new ArrayBuffer(8);
const view = Buffer.from(memory, 2, 4);
view[0] = 7;
console.log(new Uint8Array(memory)[2], view.buffer === memory,
  view.byteOffset, view.length, JSON.stringify(Buffer.from('ab')));
console.log(Buffer.from({ type: 'Buffer', data: [1, 2] }),
  Buffer.from(new Uint16Array([1, 257])), [...Buffer.from('ab').entries()]);
console.log(Buffer.from('abcdef').swap16().toString(),
  Buffer.from('abcd').fill('x', 1, 3).toString(),
  Buffer.from('abc').copy(b, 1), b.subarray(0, 5).toString('latin1'));
console.log(isUtf8(Buffer.from('é')), isUtf8(Buffer.from([0xc3])),
  isUtf8(Buffer.from([0xed, 0xa0, 0x80])), isAscii(Buffer.from('a')));
for (const call of [() => Buffer.from(5), () => Buffer.from(null),
  () => Buffer.from('x', 'nope'), () => Buffer.alloc(-1),
  () => b.write(5), () => b.toString('nope'),
  () => Buffer.byteLength(5), () => String(Buffer.prototype),
  () => Buffer.prototype.toString('hex'),
  ...[null, 5, [1, 2], { length: 2 }, new DataView(new ArrayBuffer(2)),
    new Uint16Array([65, 66])].flatMap((value) => [
    () => Buffer.prototype.toString.call(value),
    () => Buffer.prototype.toString.call(value, 'latin1', 0, 1),
    () => Buffer.prototype.toString.call(value, 'nope')])]) {
  try {
    const result = call();
    console.log('did not throw', typeof result === 'string' ?
      JSON.stringify(result) : '');
  } catch (error) {
    console.log(error.name, error.code ?? '');
  }
}
console.log(btoa('hello\xff'), atob('aGVsbG//').length, atob(' aGk= '));
const encoder = new TextEncoder();
const target = new Uint8Array(5);
console.log(encoder.encode('€a'), encoder.encodeInto('a€€', target), target);
const decoder = new TextDecoder();
console.log(decoder.decode(new Uint8Array([0xef, 0xbb, 0xbf, 0x61])),
  decoder.decode(new Uint8Array([0xe2, 0x82]), { stream: true }),
  decoder.decode(new Uint8Array([0xac]), { stream: true }),
  decoder.decode(new Uint8Array([0xff])), decoder.encoding, decoder.fatal,
  new TextDecoder('utf-16le').decode(new Uint8Array([65, 0, 66, 0])),
  new TextDecoder('latin1').encoding);
try {
  new TextDecoder('utf-8', { fatal: true }).decode(new Uint8Array([0xff]));
} catch (error) {
  console.log(error.name, error.code);
}
const { StringDecoder } = require('string_decoder');
const pieces = new StringDecoder('utf8');
console.log([pieces.write(Buffer.from([0xe2, 0x82])),
  pieces.write(Buffer.from([0xac])), pieces.end()]);
