// SPDX-License-Identifier: MIT
// ArrayBuffers, typed arrays, DataViews, detaching, shared and resizable.
'use strict';
const { ABSENT, api, attempt, call, finalized, label, main, NULL, optional,
  program, quiet, run, scrub, show, step, text, wasFinalized, withNull } =
  require('../harness.js');

// Creation.
for (const size of [0, 1, 15, 16, 1000]) {
  const buffer = call('napi_create_arraybuffer', size);
  console.log(size, typeof buffer);
  const { results } = run([step('napi_create_arraybuffer', size)]);
  const made = results[0].outputs[1].value;
  console.log(made.byteLength, new Uint8Array(made).every((b) => b === 0),
    Object.prototype.toString.call(made));
}
show(withNull([2], step('napi_create_arraybuffer', 4)));
show(withNull([3], step('napi_create_arraybuffer', 4)));
show(withNull([0], step('napi_create_arraybuffer', 4)));

const buffer = label(new ArrayBuffer(32), 'buffer');
new Uint8Array(buffer).forEach((_, i, a) => {
  a[i] = i;
});
const shared = label(new SharedArrayBuffer(32), 'shared');
const resizable = label(new ArrayBuffer(16, { maxByteLength: 64 }),
  'resizable');
const growable = optional(() => new SharedArrayBuffer(16,
  { maxByteLength: 64 }), 'growable');
const detached = new ArrayBuffer(8);
const viewOfDetached = label(new Uint8Array(detached, 2, 4),
  'view of detached');
const dataOfDetached = label(new DataView(detached, 2, 4),
  'data view of detached');
detached.transfer();
label(detached, 'detached');

const kinds = {
  int8: Int8Array, uint8: Uint8Array, uint8_clamped: Uint8ClampedArray,
  int16: Int16Array, uint16: Uint16Array, int32: Int32Array,
  uint32: Uint32Array, float32: Float32Array, float64: Float64Array,
  bigint64: BigInt64Array, biguint64: BigUint64Array,
  float16: typeof Float16Array === 'undefined' ? null : Float16Array,
};
const names = Object.keys(kinds);
const views = names.filter((n) => kinds[n]).map((n) =>
  label(new kinds[n](buffer, 8, 2), n));
const others = [undefined, null, 5, 'text', Symbol('s'), 3n, NULL,
  label({}, 'object'), label([1, 2], 'array'),
  label(new Proxy(buffer, {}), 'proxy of buffer'),
  label(Object.create(Uint8Array.prototype), 'fake bytes')];
const buffers = [buffer, shared, resizable, growable, detached,
  label(new ArrayBuffer(0), 'empty')];
const lengthTracking = label(new Uint8Array(resizable, 4), 'tracking');
const data = label(new DataView(buffer, 4, 8), 'data view');
const sharedBytes = label(new Uint8Array(shared, 8, 4), 'shared bytes');
const sharedData = label(new DataView(shared, 8, 4), 'shared data view');
const dataTracking = label(new DataView(resizable, 4), 'tracking data view');
const all = [...buffers, ...views, lengthTracking, data, sharedBytes,
  sharedData, dataTracking, viewOfDetached, dataOfDetached, ...others];

const tests = ['napi_is_arraybuffer', 'napi_is_typedarray', 'napi_is_dataview',
  'napi_is_buffer', 'napi_is_detached_arraybuffer',
  'node_api_is_sharedarraybuffer', 'napi_get_arraybuffer_info',
  'napi_get_typedarray_info', 'napi_get_dataview_info',
  'napi_get_buffer_info'];
for (const test of tests) {
  for (const value of all)
    call(test, value);
  const subject = test.includes('typed') ? views[1] :
    test.includes('dataview') ? data : test.includes('buffer_info') &&
      !test.includes('array') ? views[1] : buffer;
  const count = api.signatures[test].length;
  for (let i = 0; i <= count; i++)
    show(withNull([i], step(test, subject)));
  show(withNull([...Array(count - 1).keys()].map((i) => i + 2),
    step(test, subject)));
  program('with an exception pending', step('napi_throw_error', NULL, 'test'),
    step(test, subject));
}

// The array buffers that info gives back are the right ones.
for (const view of [...views, lengthTracking, sharedBytes]) {
  const { results } = run([step('napi_get_typedarray_info', view)]);
  const outputs = results[0].outputs;
  console.log(text(view), outputs[3].value === view.buffer);
}

// Typed arrays of every kind.
for (const [type, name] of names.entries()) {
  if (!kinds[name])
    continue;
  const size = kinds[name].BYTES_PER_ELEMENT;
  for (const [length, offset] of [[0, 0], [1, 0], [32 / size, 0], [1, size],
    [1, 32 - size], [0, 32], [1, 32], [33, 0], [1, 1], [1, 40], [0, 3],
    [2 ** 32, 0], [-1, 0], [1, 2 ** 32]])
    call('napi_create_typedarray', type, length, buffer, offset);
  console.log(name, new kinds[name](buffer, size, 1).constructor ===
    kinds[name]);
}
for (const [type, name] of names.entries()) {
  if (!kinds[name])
    continue;
  const size = kinds[name].BYTES_PER_ELEMENT;
  for (const [length, offset] of [[2, size], [3, 32 - size], [1, size + 1],
    [0, 32]]) {
    const made = call('napi_create_typedarray', type, length, shared, offset);
    if (made)
      console.log(made.buffer === shared, made.constructor === kinds[name]);
  }
}
for (const type of [-1, 12, 99])
  call('napi_create_typedarray', type, 1, buffer, 0);
for (const target of [...buffers, views[1], data, ...others])
  for (const [length, offset] of [[4, 0], [2, 8], [40, 0], [2, 3]])
    for (const type of [1, 5])
      call('napi_create_typedarray', type, length, target, offset);
for (let i = 0; i <= 5; i++)
  show(withNull([i], step('napi_create_typedarray', 1, 4, buffer, 0)));

// DataViews.
for (const target of [...buffers, views[1], data, ...others])
  for (const [length, offset] of [[4, 0], [4, 3], [32, 0], [33, 0], [0, 32],
    [1, 32], [0, 33], [-1, 0], [2 ** 32, 0], [1, 2 ** 32]])
    call('napi_create_dataview', length, target, offset);
for (const i of [0, 2, 4])
  show(withNull([i], step('napi_create_dataview', 4, buffer, 0)));

// Buffers out of array buffers.
for (const target of [...buffers, views[1], data, ...others])
  for (const [offset, length] of [[0, 4], [3, 4], [32, 0], [0, 33], [33, 0],
    [0, -1], [0, 2 ** 32]])
    call('node_api_create_buffer_from_arraybuffer', target, offset, length);
for (const i of [0, 1, 4])
  show(withNull([i], step('node_api_create_buffer_from_arraybuffer', buffer,
    0, 4)));

// All at once under a pending exception.
program('with an exception pending', step('napi_throw_error', NULL, 'test'),
  step('napi_create_arraybuffer', 4),
  step('napi_create_external_arraybuffer', 4, 4, 'log', 99),
  step('napi_create_typedarray', 1, 4, buffer, 0),
  step('napi_create_typedarray', 5, 4, buffer, 1),
  step('napi_create_dataview', 4, buffer, 0),
  step('napi_detach_arraybuffer', 5), step('napi_create_buffer', 4),
  step('napi_create_buffer_copy', 4, 'abcd'),
  step('napi_create_external_buffer', 4, 4, 'log', 98),
  step('node_api_create_buffer_from_arraybuffer', buffer, 0, 4),
  step('node_api_create_sharedarraybuffer', 4));

// Detaching.
for (const target of all.filter((v) => v !== buffer && v !== resizable))
  call('napi_detach_arraybuffer', target);
show(withNull([0], step('napi_detach_arraybuffer', buffer)));
for (const make of [() => new ArrayBuffer(8), () => new ArrayBuffer(0),
  () => new ArrayBuffer(8, { maxByteLength: 16 }),
  () => quiet('napi_create_external_arraybuffer', 8, 8, 'log', 40),
  () => quiet('napi_create_external_arraybuffer', 8, 8, NULL, NULL),
  () => run([step('napi_create_arraybuffer', 8)]).results[0].outputs[1].value,
]) {
  const target = label(make(), 'target');
  const view = label(new Uint8Array(target), 'view');
  const { results } = run([step('napi_get_arraybuffer_info', target)]);
  console.log(results[0].status);
  call('napi_is_detached_arraybuffer', target);
  call('napi_detach_arraybuffer', target);
  call('napi_is_detached_arraybuffer', target);
  call('napi_get_arraybuffer_info', target);
  call('napi_get_typedarray_info', view);
  call('napi_detach_arraybuffer', target);
  console.log(target.byteLength, view.length, target.detached);
}

// One that a script has made immutable, which is newer than some engines: it
// stays attached.
(() => {
  const { transferToImmutable } = ArrayBuffer.prototype;
  let stays = 'napi_detachable_arraybuffer_expected false 65,66 65';
  if (transferToImmutable) {
    const fixed = transferToImmutable.call(new Uint8Array([65, 66]).buffer);
    const made = run([step('napi_detach_arraybuffer', fixed),
      step('napi_is_detached_arraybuffer', fixed),
      step('napi_create_typedarray', 1, 1, fixed, 0)]).results;
    stays = [made[0].status, made[1].outputs[0].value, new Uint8Array(fixed),
      made[2].outputs[0].value].join(' ');
  }
  console.log('immutable', stays);
})();

// Resizing under a view.
const tracking = new Uint8Array(resizable);
label(tracking, 'tracking whole');
for (const size of [64, 8, 2, 16]) {
  resizable.resize(size);
  for (const view of [tracking, lengthTracking])
    call('napi_get_typedarray_info', view);
  call('napi_get_dataview_info', dataTracking);
  call('napi_get_arraybuffer_info', resizable);
}
if (growable !== ABSENT)
  growable.grow(64);
call('napi_get_arraybuffer_info', growable);
call('napi_get_typedarray_info', growable === ABSENT ? ABSENT :
  label(new Uint8Array(growable), 'grown'));

// External memory.
for (const [size, length] of [[4, 4], [4, 0], [NULL, 0], [16, 16]]) {
  const made = call('napi_create_external_arraybuffer', size, length, NULL,
    NULL);
  console.log(made && made.byteLength);
  if (made) {
    call('napi_is_detached_arraybuffer', label(made, 'external'));
    call('napi_create_typedarray', 5, 0, made, 0);
    call('napi_create_dataview', 0, made, 0);
    call('node_api_create_buffer_from_arraybuffer', made, 0, 0);
  }
  const buffer = call('napi_create_external_buffer', length, size, NULL, NULL);
  if (buffer) {
    call('napi_get_buffer_info', label(buffer, 'external Buffer'));
    console.log(buffer.length, buffer.buffer.detached);
  }
}
show(withNull([0], step('napi_create_external_arraybuffer', 4, 4, NULL, NULL)));
show(withNull([5], step('napi_create_external_arraybuffer', 4, 4, NULL, NULL)));
const outside = quiet('napi_create_external_arraybuffer', 6, 6, NULL, NULL);
console.log(text(outside));
new Uint8Array(outside)[0] = 77;
console.log(text(outside), text(outside.slice(0, 2)));

// Node's Buffers.
for (const size of [0, 1, 10]) {
  const { results } = run([step('napi_create_buffer', size)]);
  const made = results[0].outputs[1].value;
  console.log(results[0].status, made.length, made instanceof Uint8Array,
    made.constructor.name);
  call('napi_create_buffer_copy', size, 'abcdefghij');
}
show(withNull([0], step('napi_create_buffer', 4)));
show(withNull([3], step('napi_create_buffer_copy', 4, 'abcd')));
show(withNull([4], step('napi_create_buffer_copy', 4, 'abcd')));
call('napi_create_external_buffer', 4, 4, NULL, NULL);
show(withNull([5], step('napi_create_external_buffer', 4, 4, NULL, NULL)));

// SharedArrayBuffers.
for (const size of [0, 4, 100]) {
  const { results } = run([step('node_api_create_sharedarraybuffer', size)]);
  const made = results[0].outputs[1].value;
  console.log(results[0].status, made instanceof SharedArrayBuffer,
    made && made.byteLength);
}
show(withNull([2], step('node_api_create_sharedarraybuffer', 4)));
show(withNull([3], step('node_api_create_sharedarraybuffer', 4)));
show(withNull([0], step('node_api_create_sharedarraybuffer', 4)));
attempt('external shared', () => {
  const made = quiet('node_api_create_external_sharedarraybuffer', 4, 4, 'log',
    7);
  return [made instanceof SharedArrayBuffer, text(made)];
});
show(withNull([0], step('node_api_create_external_sharedarraybuffer', 4, 4,
  NULL, NULL)));
show(withNull([5], step('node_api_create_external_sharedarraybuffer', 4, 4,
  NULL, NULL)));

main(async () => {
  for (let i = 1; i <= 3; i++) {
    quiet('napi_create_external_arraybuffer', 64, 64, 'log', i);
    quiet('napi_create_external_buffer', 64, 64, 'log', 10 + i);
    run([step('node_api_create_external_sharedarraybuffer', 64, 64, 'log',
      20 + i)]);
  }
  const shared = [1, 2, 3].map((i) =>
    run([step('node_api_create_external_sharedarraybuffer', 64, 64, 'log',
      30 + i)]).results[0].status === 'napi_ok' ? `99999/${30 + i}` : []).flat();
  scrub();
  console.log('shared', await finalized(...shared) === shared.join(' '));
  console.log(await finalized('99999/1', '99999/2', '99999/3', '99999/11',
    '99999/12', '99999/13'));
  console.log('those that were never made', wasFinalized('99999/98',
    '99999/99'));
});
