/* SPDX-License-Identifier: MIT */
/* The scripts of the hidden realm. */

#ifndef NAPI_SHIM_QUICKJS_SYSTEM_SOURCE_H
#define NAPI_SHIM_QUICKJS_SYSTEM_SOURCE_H

/*
 * A private name is the one kind of property that is invisible to scripts,
 * needs no cooperation of the object (a Proxy's traps are not asked) and dies
 * with it. Only class syntax makes one, hence this script. Its result: the
 * values for the VM's fields, then a sample of each class in the order of
 * learn_classes(), the typed arrays in the order of napi_typedarray_type.
 */
#define QUICKJS_SYSTEM_NAME "napi-shim"
static const char quickjs_system_source[] =
    "(() => {\n"
    "  class Given { constructor(object) { return object; } }\n"
    "  class Stamp extends Given {\n"
    "    #holder;\n"
    "    constructor(object, holder) { super(object); this.#holder = holder; "
    "}\n"
    "  }\n"
    "  const getter = (object, name) =>\n"
    "    Object.getOwnPropertyDescriptor(object, name).get;\n"
    "  const view = DataView.prototype;\n"
    "  const typed = Object.getPrototypeOf(Uint8Array.prototype);\n"
    "  const make = (name, ...values) =>\n"
    "    name in globalThis ? new globalThis[name](...values) : null;\n"
    "  return [\n"
    "    (object, holder) => { new Stamp(object, holder); },\n"
    "    new WeakMap(), WeakMap.prototype.set,\n"
    "    (object) => new WeakRef(object), WeakRef.prototype.deref,\n"
    "    Symbol,\n"
    "    getter(view, 'buffer'), getter(view, 'byteOffset'),\n"
    "    getter(view, 'byteLength'),\n"
    "    getter(typed, 'buffer'), getter(typed, 'length'),\n"
    "    {}, [], new Error(), new Date(), new Promise(() => {}),\n"
    "    new ArrayBuffer(8), make('SharedArrayBuffer', 8),\n"
    "    new DataView(new ArrayBuffer(8)), new Proxy({}, {}), () => {},\n"
    "    ...['Int8', 'Uint8', 'Uint8Clamped', 'Int16', 'Uint16', 'Int32',\n"
    "      'Uint32', 'Float32', 'Float64', 'BigInt64', 'BigUint64',\n"
    "      'Float16'].map((kind) => make(kind + 'Array', 1)),\n"
    "  ];\n"
    "})()\n";

/* Strings of each kind that the engine has: narrow, wide, a name, and parts of
 * long ones, which may share the characters of the whole. */
static const char quickjs_samples_source[] =
    "(() => {\n"
    "  const narrow = 'the quick brown fox jumps'.repeat(9).repeat(37);\n"
    "  const few = '\\u03b1\\u03b2 \\u{1d306} \\ud834 z'.repeat(20);\n"
    "  const wide = few.repeat(25);\n"
    "  return ['', 'x', Object.keys({ someName: 1 })[0],\n"
    "    narrow.slice(3), wide.slice(5), narrow.slice(3).slice(2),\n"
    "    narrow.slice(2, 80), wide.slice(7, 80), wide.slice(2) + 'x',\n"
    "    narrow.slice(1, 99) + wide.slice(1, 99), String(1.5),\n"
    "    'caf\\xe9'.repeat(20), Symbol('s').description];\n"
    "})()\n";

/* BigInts at the limits of limbs, words and signs: the number, its opposite,
 * and its hexadecimal digits, which the engine takes long to tell. */
static const char quickjs_bigints_source[] =
    "[\n"
    "  0x7fffffffn, -0x7fffffffn, '7fffffff',\n"
    "  0x80000000n, -0x80000000n, '80000000',\n"
    "  0x123456809abcdefn, -0x123456809abcdefn, '123456809abcdef',\n"
    "  0xffffffffn, -0xffffffffn, 'ffffffff',\n"
    "  0x100000000n, -0x100000000n, '100000000',\n"
    "  0x123456889abcdefn, -0x123456889abcdefn, '123456889abcdef',\n"
    "  0x7fffffffffffffffn, -0x7fffffffffffffffn, '7fffffffffffffff',\n"
    "  0x8000000000000000n, -0x8000000000000000n, '8000000000000000',\n"
    "  0x8123456789abcdefn, -0x8123456789abcdefn, '8123456789abcdef',\n"
    "  0xffffffffffffffffn, -0xffffffffffffffffn, 'ffffffffffffffff',\n"
    "  0x10000000000000000n, -0x10000000000000000n, '10000000000000000',\n"
    "  0x10123456789abcdefn, -0x10123456789abcdefn, '10123456789abcdef',\n"
    "  0x7fffffffffffffffffffffffffffffffn,\n"
    "  -0x7fffffffffffffffffffffffffffffffn,\n"
    "  '7fffffffffffffffffffffffffffffff',\n"
    "  0x80000000000000000000000000000000n,\n"
    "  -0x80000000000000000000000000000000n,\n"
    "  '80000000000000000000000000000000',\n"
    "  0x80000000000000000123456789abcdefn,\n"
    "  -0x80000000000000000123456789abcdefn,\n"
    "  '80000000000000000123456789abcdef',\n"
    "  0xffffffffffffffffffffffffffffffffn,\n"
    "  -0xffffffffffffffffffffffffffffffffn,\n"
    "  'ffffffffffffffffffffffffffffffff',\n"
    "  0x100000000000000000000000000000000n,\n"
    "  -0x100000000000000000000000000000000n,\n"
    "  '100000000000000000000000000000000',\n"
    "  0x100000000000000000123456789abcdefn,\n"
    "  -0x100000000000000000123456789abcdefn,\n"
    "  '100000000000000000123456789abcdef',\n"
    "  0xffffffffffffffffffffffffffffffffffffffffffffffffffn,\n"
    "  -0xffffffffffffffffffffffffffffffffffffffffffffffffffn,\n"
    "  'ffffffffffffffffffffffffffffffffffffffffffffffffff',\n"
    "  0x100000000000000000000000000000000000000000000000000n,\n"
    "  -0x100000000000000000000000000000000000000000000000000n,\n"
    "  '100000000000000000000000000000000000000000000000000',\n"
    "  0x100000000000000000000000000000000000123456789abcdefn,\n"
    "  -0x100000000000000000000000000000000000123456789abcdefn,\n"
    "  '100000000000000000000000000000000000123456789abcdef',\n"
    "  (1n << 96n) - 1n, 1n - (1n << 96n), 'ffffffffffffffffffffffff',\n"
    "]\n";

#endif
