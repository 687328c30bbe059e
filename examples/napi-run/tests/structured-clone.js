// SPDX-License-Identifier: MIT
// structuredClone and transfer lists: what is refused, and how.
'use strict';

const { MessageChannel, Worker } = require('node:worker_threads');
function t(f) {
  try {
    f();
    console.log('ok');
  } catch (e) {
    console.log(e.name, '|', e.message, '|', e.code, e.constructor.name);
  }
}
const c = new MessageChannel();
t(() => c.port1.postMessage(0, [{}]));
t(() => c.port1.postMessage(new MessageChannel().port1));
t(() => c.port1.postMessage(0, 5));
t(() => c.port1.postMessage(0, { transfer: 5 }));
t(() => structuredClone(0, { transfer: 5 }));
t(() => structuredClone(0, { transfer: [5] }));
t(() => structuredClone(0, { transfer: [{}] }));
t(() => structuredClone(0, 5));
t(() => structuredClone(() => {}));
t(() => structuredClone(Promise.resolve()));
t(() => structuredClone(new WeakSet()));
t(() => structuredClone(Symbol('x')));
t(() => structuredClone(Object(Symbol('x'))));
t(() => structuredClone(function f() {}));
t(() => structuredClone(new WeakRef({})));
t(() => structuredClone((function* () {})()));
const d = new ArrayBuffer(1);
structuredClone(d, { transfer: [d] });
t(() => structuredClone(d));
t(() => structuredClone(0, { transfer: [d] }));
const b = new ArrayBuffer(1);
t(() => structuredClone(0, { transfer: [b, b] }));
t(() => structuredClone(0, { transfer: [c.port1, c.port1] }));
t(() => c.port1.postMessage(0, [c.port1]));
t(() => new Worker('', { eval: true, execArgv: 5 }));
t(() => new (c.port1.constructor)());
const k = new ArrayBuffer(2);
require('worker_threads').markAsUntransferable(k);
t(() => structuredClone(0, { transfer: [k] }));
t(() => new MessageEvent('x', { data: 1, ports: [] }).data);
console.log(structuredClone(new DOMException('a', 'AbortError')).name,
  structuredClone(Object.assign(new Error('x'), { name: 'Foo' })).name);
class E2 extends TypeError {}
console.log(structuredClone(new E2('q')).constructor.name);
const r = structuredClone(new ArrayBuffer(2, { maxByteLength: 8 }));
console.log(r.resizable, r.maxByteLength);
c.port1.close();
