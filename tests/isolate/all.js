// SPDX-License-Identifier: MIT
// Many real addons in one global, each put to some use; two leave work behind.
'use strict';

const { join } = require('path');

const load = (name) => require(join(process.env.NAPI_SHIM_NODE_MODULES, name));

const uses = {
  sharp: (sharp) => sharp({ create: { width: 4, height: 4, channels: 3,
    background: 'red' } }).png().toBuffer(),
  '@node-rs/argon2': (argon2) => argon2.hash('secret'),
  lightningcss: (css) => css.transform({ filename: 'a.css',
    code: Buffer.from('a { color: red }') }),
  'sodium-native': (sodium) => sodium.randombytes_buf(Buffer.alloc(32)),
  'tree-sitter': (Parser) => {
    const parser = new Parser();
    parser.setLanguage(load('tree-sitter-json'));
    return parser.parse('{}');
  },
  'oxc-parser': (parser) => parser.parseSync('a.js', 'let a = 1'),
  libsql: (Database) => new Database(':memory:').exec('create table t (a)'),
  keccak: (keccak) => keccak('keccak256').update('a').digest('hex'),
  bufferutil: (util) => util.mask(Buffer.alloc(4), Buffer.alloc(4),
    Buffer.alloc(4), 0, 4),
  '@resvg/resvg-js': ({ Resvg }) => new Resvg('<svg xmlns=' +
    '"http://www.w3.org/2000/svg" width="5" height="5"/>').render().asPng(),
  '@photostructure/sqlite': ({ DatabaseSync }) =>
    new DatabaseSync(':memory:').exec('create table t (a)'),
};

for (const name of Object.keys(uses))
  test(name, () => uses[name](load(name)));
test('what nobody waits for', () => {
  uses.sharp(load('sharp'));
  uses['@node-rs/argon2'](load('@node-rs/argon2'));
});
