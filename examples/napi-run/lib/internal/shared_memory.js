// SPDX-License-Identifier: MIT
// SharedArrayBuffer over memory that other threads can be given.
'use strict';

/* Stands in front of the engine's own, whose memory belongs to one thread.
 * Growable ones stay the engine's, and are not shared. */
exports.wrap = function (Own) {
  try {
    binding.sharedNew(1);
  } catch {
    return Own; // this engine cannot stand on memory of others
  }
  const Shared = function (length, options) {
    if (!new.target) return Own(length);
    const size = Math.trunc(Number(length)) || 0;
    if (size < 0 || options?.maxByteLength !== undefined ||
        new.target.prototype === undefined) {
      return Reflect.construct(Own, [length, options], new.target);
    }
    const buffer = binding.sharedNew(size);
    if (new.target !== Shared)
      Object.setPrototypeOf(buffer, new.target.prototype);
    return buffer;
  };
  Object.defineProperty(Shared, 'name',
    { value: 'SharedArrayBuffer', configurable: true });
  Object.defineProperty(Shared, 'length', { value: 1, configurable: true });
  Object.defineProperty(Shared, 'prototype',
    { value: Own.prototype, writable: false });
  Object.defineProperty(Own.prototype, 'constructor',
    { value: Shared, writable: true, configurable: true });
  Object.defineProperty(Shared, Symbol.species, { get() { return this; },
    configurable: true });
  return Shared;
};
