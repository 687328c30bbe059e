/* SPDX-License-Identifier: MIT */
/* The script of the hidden realm. */

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

#endif
