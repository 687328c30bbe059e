// SPDX-License-Identifier: MIT
// Views where they are special: empty, detached, out of bounds, shared, on
// buffers that change their size; and names that look like numbers on them.
'use strict';
const { ABSENT, call, label, optional, quiet, run, step, text } =
  require('../harness.js');

const infos = ['napi_get_typedarray_info', 'napi_get_dataview_info',
  'napi_get_buffer_info', 'napi_is_typedarray', 'napi_is_dataview',
  'napi_is_buffer'];
const bufferInfos = ['napi_get_arraybuffer_info', 'napi_is_arraybuffer',
  'napi_is_detached_arraybuffer', 'node_api_is_sharedarraybuffer'];

/** Everything that can be asked of a view and of its buffer. */
function ask(name, make) {
  const view = optional(make, name);
  if (view === ABSENT)
    return console.log(`${name}: not in this engine`);
  for (const info of infos)
    call(info, view);
  const { results } = run([step(view instanceof DataView ?
    'napi_get_dataview_info' : 'napi_get_typedarray_info', view)]);
  const buffer = results[0].outputs[view instanceof DataView ? 2 : 3].value;
  console.log(name, 'gives its buffer', buffer === view.buffer);
  label(buffer, `buffer of ${name}`);
  for (const info of bufferInfos)
    call(info, buffer);
  return undefined;
}

/** A view of the kind, made on a buffer that then is changed. */
function changed(buffer, change, view) {
  const it = view(buffer);
  change(buffer);
  return it;
}
const detach = (buffer) => quiet('napi_detach_arraybuffer', buffer);
const kinds = { Int8Array, Uint8Array, Uint8ClampedArray, Int16Array,
  Uint16Array, Int32Array, Uint32Array, Float32Array, Float64Array,
  BigInt64Array, BigUint64Array, DataView };
if (typeof Float16Array !== 'undefined')
  kinds.Float16Array = Float16Array;
for (const [name, Kind] of Object.entries(kinds)) {
  ask(`empty ${name}`, () => new Kind(new ArrayBuffer(0)));
  ask(`${name} of nothing inside`, () => new Kind(new ArrayBuffer(16), 8, 0));
  ask(`${name} at the end`, () => new Kind(new ArrayBuffer(16), 16));
  ask(`${name} of nothing, shared`, () => new Kind(new SharedArrayBuffer(16), 8,
    0));
  ask(`shared ${name}`, () => new Kind(new SharedArrayBuffer(16), 8, 1));
  ask(`empty shared ${name}`, () => new Kind(new SharedArrayBuffer(0)));
  ask(`${name} detached by a script`, () => changed(new ArrayBuffer(16),
    (b) => b.transfer(), (b) => new Kind(b, 8, 1)));
  ask(`${name} detached`, () => changed(new ArrayBuffer(16), detach,
    (b) => new Kind(b, 8, 1)));
  ask(`whole ${name} detached`, () => changed(new ArrayBuffer(16), detach,
    (b) => new Kind(b)));
  ask(`${name} out of bounds`, () => changed(new ArrayBuffer(32,
    { maxByteLength: 64 }), (b) => b.resize(8), (b) => new Kind(b, 16, 1)));
  ask(`${name} half out of bounds`, () => changed(new ArrayBuffer(32,
    { maxByteLength: 64 }), (b) => b.resize(17), (b) => new Kind(b, 16, 2)));
  ask(`${name} behind the end`, () => changed(new ArrayBuffer(32,
    { maxByteLength: 64 }), (b) => b.resize(8), (b) => new Kind(b, 16)));
  ask(`${name} just at the end`, () => changed(new ArrayBuffer(32,
    { maxByteLength: 64 }), (b) => b.resize(16), (b) => new Kind(b, 16)));
  ask(`${name} tracking, grown`, () => changed(new ArrayBuffer(32,
    { maxByteLength: 64 }), (b) => b.resize(60), (b) => new Kind(b, 16)));
  ask(`${name} tracking, of nothing`, () => changed(new ArrayBuffer(32,
    { maxByteLength: 64 }), (b) => b.resize(0), (b) => new Kind(b)));
  ask(`${name} of fixed length, grown`, () => changed(new ArrayBuffer(32,
    { maxByteLength: 64 }), (b) => b.resize(60), (b) => new Kind(b, 16, 1)));
}
ask('small array', () => new Uint8Array(3));
ask('small array of nothing', () => new Uint8Array(0));
ask('large array', () => new Uint8Array(100000));
ask('subclass', () => new (class Sub extends Uint16Array {})(4));
ask('subarray', () => new Uint8Array(8).subarray(3, 5));
ask('subarray of nothing', () => new Uint8Array(8).subarray(8));

// What it means to have no bytes.
for (const [name, length] of [['napi_create_arraybuffer', 0],
  ['napi_create_buffer', 0], ['node_api_create_sharedarraybuffer', 0]]) {
  const [data, made] = run([step(name, length)]).results[0].outputs;
  console.log(name, data.text, made.text);
  if (name === 'napi_create_buffer')
    call('napi_get_buffer_info', label(made.value, 'empty Buffer'));
  else
    call('napi_get_arraybuffer_info', label(made.value, 'empty made'));
}
call('napi_get_buffer_info', label(quiet('napi_create_external_buffer', 0, 1,
  'log', 5), 'external Buffer of nothing'));
call('napi_get_arraybuffer_info', label(quiet('napi_create_external_arraybuffer',
  1, 0, 'log', 6), 'external of nothing'));

// Views of detached buffers are not made.
const gone = new ArrayBuffer(16);
detach(gone);
label(gone, 'detached');
for (const [length, offset] of [[0, 0], [0, 8], [1, 0], [0, 3]]) {
  call('napi_create_typedarray', 1, length, gone, offset);
  call('napi_create_typedarray', 5, length, gone, offset);
  call('napi_create_dataview', length, gone, offset);
  call('node_api_create_buffer_from_arraybuffer', gone, offset, length);
}

// Freezing and sealing views.
const targets = {
  'of nothing': () => new Uint8Array(0),
  'of three': () => new Uint8Array(3),
  'floats': () => new Float64Array(1),
  'at the end': () => new Uint8Array(new ArrayBuffer(8), 8),
  'shared': () => new Uint8Array(new SharedArrayBuffer(8)),
  'shared, of nothing': () => new Uint8Array(new SharedArrayBuffer(0)),
  'detached': () => changed(new ArrayBuffer(8), detach,
    (b) => new Uint8Array(b)),
  'resizable': () => new Uint8Array(new ArrayBuffer(8, { maxByteLength: 16 })),
  'resizable, fixed length': () => new Uint8Array(new ArrayBuffer(8,
    { maxByteLength: 16 }), 0, 4),
  'resizable, no length': () => new Uint8Array(new ArrayBuffer(8,
    { maxByteLength: 16 }), 8, 0),
  'tracking nothing': () => new Uint8Array(new ArrayBuffer(0,
    { maxByteLength: 16 })),
  'out of bounds': () => changed(new ArrayBuffer(8, { maxByteLength: 16 }),
    (b) => b.resize(2), (b) => new Uint8Array(b, 4, 2)),
  'data view': () => new DataView(new ArrayBuffer(8)),
  'tracking data view': () => new DataView(new ArrayBuffer(8,
    { maxByteLength: 16 })),
  'buffer': () => new ArrayBuffer(8),
  'resizable buffer': () => new ArrayBuffer(8, { maxByteLength: 16 }),
};
for (const [name, make] of Object.entries(targets))
  for (const restrict of ['napi_object_freeze', 'napi_object_seal']) {
    const it = label(make(), name);
    call(restrict, it);
    console.log(Object.isExtensible(it));
    const own = make();
    own.own = 1;
    call(restrict, label(own, `${name}, with a property`));
    console.log(text(Object.getOwnPropertyDescriptor(own, 'own')),
      Object.isExtensible(own));
  }

// Names that are numbers, or look like some.
const names = ['0', '1', '2', '3', '4', '-0', '-1', '1.5', '00', '01', '1e0',
  'Infinity', '-Infinity', '4294967295', '4294967296',
  '9007199254740993', '1e21', '1e+21', '0x0', '', ' 1', '+1', 'a'];
const descriptors = [{ value: 7, attributes: 7 }, { value: 7, attributes: 0 },
  { value: 7, attributes: 1 }, { value: 7, attributes: 3 },
  { value: 'x', attributes: 7 }, { value: 3n, attributes: 7 },
  { value: Symbol('s'), attributes: 7 }, { value: {}, attributes: 7 },
  { value: {
    valueOf() { throw new Error('test conversion'); },
  }, attributes: 7 }, { method: 'null', attributes: 7 },
  { getter: 'null', attributes: 6 }];
const shown = (view) => text(Array.from({ length: view.length },
  (_, i) => view[i])) + text(Reflect.ownKeys(view));
for (const name of names) {
  for (const [n, descriptor] of descriptors.entries()) {
    const view = label(new Uint8Array(3), 'three bytes');
    call('napi_define_properties', view, 1, [{ utf8name: name,
      ...descriptor }]);
    const other = label(new Uint8Array(3), 'three bytes');
    call('napi_define_properties', other, 1, [{ name, ...descriptor }]);
    if (n === 0 || shown(view) !== shown(new Uint8Array(3)))
      console.log(name, n, shown(view), shown(other));
  }
  for (const view of [label(new Uint8Array(3), 'three bytes'),
    label(new BigInt64Array(3), 'three bigints'),
    label(new DataView(new ArrayBuffer(3)), 'data view'),
    label(changed(new ArrayBuffer(3), detach, (b) => new Uint8Array(b)),
      'detached bytes')]) {
    call('napi_set_named_property', view, name, 5);
    call('napi_set_property', view, name, 6n);
    call('napi_get_named_property', view, name);
    call('napi_has_named_property', view, name);
    call('napi_has_property', view, name);
    call('napi_has_own_property', view, name);
    call('napi_delete_property', view, name);
    console.log(text(Reflect.ownKeys(view)));
  }
}
const named = label(new Uint8Array(3), 'named');
call('napi_set_named_property', named, 'NaN', 5);
call('napi_has_own_property', named, 'NaN');
for (const index of [0, 2, 3, 4294967294, 4294967295])
  for (const make of [() => new Uint8Array(3), () => new Float32Array(3),
    () => new BigInt64Array(3), () => changed(new ArrayBuffer(4), detach,
      (b) => new Uint8Array(b))]) {
    const view = label(make(), 'three');
    for (const value of [7, 1.5, 'x', 3n, Symbol('s'), undefined,
      { valueOf() { throw new Error('test conversion'); } }])
      call('napi_set_element', view, index, value);
    call('napi_get_element', view, index);
    call('napi_has_element', view, index);
    call('napi_delete_element', view, index);
    call('napi_get_property', view, index);
    call('napi_has_property', view, index);
    call('napi_delete_property', view, index);
    console.log(shown(view));
  }
for (const key of [-0, 1.5, -1, Infinity, 2 ** 32, 2 ** 53]) {
  const view = label(new Uint8Array(3), 'three bytes');
  call('napi_set_property', view, key, 5);
  call('napi_get_property', view, key);
  call('napi_has_property', view, key);
  call('napi_delete_property', view, key);
  console.log(shown(view));
}
for (const filter of [0, 1, 2, 4, 8, 16])
  for (const conversion of [0, 1])
    for (const view of [label(new Uint8Array(3), 'three bytes'),
      label(Object.assign(new Uint8Array(1), { own: 1 }), 'one, and own'),
      label(changed(new ArrayBuffer(3), detach, (b) => new Uint8Array(b)),
        'detached bytes')])
      call('napi_get_all_property_names', view, 1, filter, conversion);
