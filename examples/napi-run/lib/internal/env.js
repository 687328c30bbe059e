// SPDX-License-Identifier: MIT
// process.env: the environment itself, so that addons see what scripts set.
'use strict';

function valueOf(name) {
  return typeof name === 'string' ? binding.getEnv(name) : undefined;
}

module.exports = new Proxy({}, {
  get(target, name) {
    const value = valueOf(name);
    return value === undefined ? Reflect.get(target, name) : value;
  },
  set(target, name, value) {
    if (typeof name !== 'string')
      throw new TypeError('Cannot convert a Symbol value to a string');
    binding.setEnv(name, `${value}`);
    return true;
  },
  has(target, name) {
    return valueOf(name) !== undefined || Reflect.has(target, name);
  },
  deleteProperty(target, name) {
    if (typeof name === 'string') binding.setEnv(name, undefined);
    return true;
  },
  ownKeys() {
    return [...new Set(binding.envNames())];
  },
  defineProperty(target, name, descriptor) {
    if (!('value' in descriptor))
      throw new TypeError("'process.env' does not accept an accessor");
    binding.setEnv(String(name), `${descriptor.value}`);
    return true;
  },
  getOwnPropertyDescriptor(target, name) {
    const value = valueOf(name);
    if (value === undefined) return undefined;
    return { value, writable: true, enumerable: true, configurable: true };
  },
});
