// SPDX-License-Identifier: MIT
// crypto: hashes and random values.
'use strict';

const crypto = require('crypto');

for (const name of ['md5', 'sha1', 'sha224', 'sha256', 'SHA384', 'sha512',
  'sha512-256', 'sha3-256', 'RSA-SHA256', 'ripemd160', 'blake2b512']) {
  console.log(name, crypto.createHash(name).update('hello ')
    .update(Buffer.from('wörld')).digest('hex'));
}
console.log(crypto.createHmac('sha256', 'key').update('data')
  .digest('base64'), crypto.createHash('md5').digest('base64url'),
crypto.createHash('sha1').update('a').digest(), crypto.hash('sha1', 'a'));
const hash = crypto.createHash('sha256').update('a');
console.log(hash.copy().digest('hex') === hash.digest('hex'));
for (const call of [() => hash.digest(), () => hash.update('x'),
  () => crypto.createHash('nope'), () => crypto.createHash('md5').update(5),
  () => crypto.randomBytes(-1), () => crypto.timingSafeEqual(
    Buffer.alloc(1), Buffer.alloc(2))]) {
  try {
    call();
    console.log('did not throw');
  } catch (error) {
    console.log(error.name, error.code === 'ERR_OSSL_EVP_UNSUPPORTED' ||
      error.message === 'Digest method not supported' ? 'unsupported'
      : error.code);
  }
}
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
console.log(crypto.randomBytes(12).length, crypto.randomBytes(8)
  .equals(crypto.randomBytes(8)), uuid.test(crypto.randomUUID()), crypto.randomInt(5) < 5,
crypto.timingSafeEqual(Buffer.from('a'), Buffer.from('a')));
console.log(crypto.pbkdf2Sync('pw', 'salt', 10, 20, 'sha256')
  .toString('hex'), crypto.scryptSync('pw', 'salt', 16, { N: 16 })
  .toString('hex'), Buffer.from(crypto.hkdfSync('sha256', 'key', 'salt',
  'info', 16)).toString('hex'));
console.log(globalThis.crypto.getRandomValues(new Uint32Array(2)).length);
crypto.randomBytes(4, (error, bytes) => console.log(error, bytes.length));
const stream = crypto.createHash('sha1');
stream.on('readable', () => {
  const data = stream.read();
  if (data) console.log(data.toString('hex'));
});
stream.write('through a stream');
stream.end();
