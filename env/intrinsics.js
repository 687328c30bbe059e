// SPDX-License-Identifier: MIT
// Functions over intrinsics, captured when a realm opens and before any script
// runs. Rule: at run time they use only the constants below, language syntax
// and own data, never a property of a built-in that a script could replace.
(function () {
  'use strict';
  const {
    getPrototypeOf, setPrototypeOf, defineProperty, ownKeys, apply,
    construct, getOwnPropertyDescriptor,
  } = Reflect;
  const { freeze, seal, preventExtensions } = Object;
  const { isArray } = Array;
  const SymbolFor = Symbol.for;
  const MakeSymbol = Symbol;
  const ToNumber = Number;
  const ToText = String;
  const BigIntOf = BigInt;
  const bigintToString = BigInt.prototype.toString;
  const stringValue = String.prototype.valueOf;
  const Time = Date;
  const getTime = Date.prototype.getTime;
  const PromiseOf = Promise;
  const View = DataView;
  const Bytes = Uint8Array;
  const resizable = getOwnPropertyDescriptor(ArrayBuffer.prototype,
                                             'resizable');
  const growable = typeof SharedArrayBuffer === 'function' ?
    getOwnPropertyDescriptor(SharedArrayBuffer.prototype, 'growable') :
    undefined;
  const isResizable = resizable && resizable.get;
  const isGrowable = growable && growable.get;
  const errors = [Error, TypeError, RangeError, SyntaxError];
  // Indexed by napi_typedarray_type.
  const arrays = [
    Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array,
    Int32Array, Uint32Array, Float32Array, Float64Array, BigInt64Array,
    BigUint64Array, typeof Float16Array === 'function' ? Float16Array : null,
  ];

  // Own data properties, whatever is on Object.prototype.
  function descriptor(flags) {
    return {
      __proto__: null,
      writable: (flags & 1) !== 0,
      enumerable: (flags & 2) !== 0,
      configurable: (flags & 4) !== 0,
    };
  }

  // "0", "17" … 2^32 - 2, in the one spelling that is an array index.
  function isIndex(key) {
    const number = +key;
    return ToText(number) === key && number >= 0 && number < 4294967295 &&
           number % 1 === 0;
  }

  function isCharacter(object, key) {
    try {
      return +key < apply(stringValue, object, []).length;
    } catch {
      return false;
    }
  }

  function passes(object, key, filter) {
    const property = getOwnPropertyDescriptor(object, key);
    if (property === undefined)
      return false;
    // An accessor has no `writable`, and passes as writable.
    setPrototypeOf(property, null);
    if (filter & 2 && !property.enumerable)
      return false;
    return !(filter & 1 && property.writable === false ||
             filter & 4 && !property.configurable) ||
      // V8 gives the characters of a String as if they were open.
      typeof key === 'string' && isIndex(key) && isCharacter(object, key);
  }

  // Adds the names of one object to those of the objects below it. V8 asks a
  // Proxy for no more of its properties than whether they are enumerable, and
  // has indices that a Proxy hides apart from those that other objects hide:
  // each hide indices of their own sort only.
  function addNames(names, seen, object, filter, keepNumbers, isProxy) {
    const own = ownKeys(object);
    const asked = isProxy ? filter & 2 : filter & 7;
    const sort = isProxy ? 2 : 1;
    for (let i = 0; i < own.length; i++) {
      const key = own[i];
      if (typeof key === 'symbol' ? filter & 16 : filter & 8)
        continue;
      const passed = asked === 0 || passes(object, key, asked);
      const isNumber = (keepNumbers || !passed) && typeof key === 'string' &&
                       isIndex(key);
      // A name that is filtered out hides those above it, too.
      if (seen[key] & sort)
        continue;
      seen[key] |= passed || !isNumber ? 3 : sort;
      if (!passed)
        continue;
      defineProperty(names, names.length, {
        __proto__: null, value: keepNumbers && isNumber ? +key : key,
        writable: true, enumerable: true, configurable: true,
      });
    }
  }

  return {
    getPrototypeOf,
    // (object, prototype) → whether it was set
    setPrototypeOf,

    // (object, key, value, flags: writable 1, enumerable 2, configurable 4)
    // → whether it was defined
    defineValue(object, key, value, flags) {
      const property = descriptor(flags);
      property.value = value;
      return defineProperty(object, key, property);
    },

    // (object, key, getter or undefined, setter or undefined, flags)
    // → whether it was defined
    defineAccessor(object, key, get, set, flags) {
      const property = {
        __proto__: null,
        enumerable: (flags & 2) !== 0,
        configurable: (flags & 4) !== 0,
      };
      if (get !== undefined)
        property.get = get;
      if (set !== undefined)
        property.set = set;
      return defineProperty(object, key, property);
    },

    preventExtensions,
    freeze,
    seal,

    // (object, own only, napi_key_filter, numbers stay numbers) → array; where
    // the filter asks for attributes none of the objects is a Proxy
    keys(object, ownOnly, filter, keepNumbers) {
      const names = [];
      const seen = { __proto__: null };
      for (let at = object; at !== null;
           at = ownOnly ? null : getPrototypeOf(at))
        addNames(names, seen, at, filter, keepNumbers, false);
      return names;
    },
    // The same for one object, where there are Proxies: (object, own only,
    // filter, numbers stay numbers, is a Proxy, what the step before gave or
    // undefined) → [next object or null, array, …]
    keysStep(object, ownOnly, filter, keepNumbers, isProxy, before) {
      const names = before === undefined ? [] : before[1];
      const seen = before === undefined ? { __proto__: null } : before[2];
      addNames(names, seen, object, filter, keepNumbers, isProxy);
      return [ownOnly ? null : getPrototypeOf(object), names, seen];
    },

    // (value, constructor) → boolean
    instanceOf(value, constructor) {
      return value instanceof constructor;
    },

    // (description or undefined) → symbol
    symbol(description) {
      return MakeSymbol(description);
    },
    // (description) → registered symbol
    symbolFor(description) {
      return apply(SymbolFor, MakeSymbol, [description]);
    },

    // (negative, "0x…") → bigint
    bigintFromText(negative, text) {
      const value = BigIntOf(text);
      return negative ? -value : value;
    },
    // (bigint) → its hexadecimal digits, "-" before them if it is negative
    bigintToText(value) {
      return apply(bigintToString, value, [16]);
    },

    // (kind, message, code or undefined) → error
    makeError(kind, message, code) {
      const error = new errors[kind](message);
      if (code !== undefined)
        error.code = code;
      return error;
    },

    // (napi_typedarray_type, buffer, offset, length)
    makeTypedArray(kind, buffer, offset, length) {
      return new arrays[kind](buffer, offset, length);
    },
    makeDataView(buffer, offset, length) {
      return new View(buffer, offset, length);
    },

    // (buffer) → whether its length can change
    isResizable(buffer) {
      try {
        return isResizable !== undefined && apply(isResizable, buffer, []);
      } catch {
        return isGrowable !== undefined && apply(isGrowable, buffer, []);
      }
    },
    // (typed array, freeze or seal, of an engine that could resize it,
    // has elements): as V8 does it, which restricts the other properties first
    restrictView(view, frozen, canResize, full) {
      if (canResize)
        throw new errors[1]('Cannot freeze or seal a view of a resizable ' +
                            'buffer');
      preventExtensions(view);
      const own = ownKeys(view);
      for (let i = 0; i < own.length; i++) {
        const key = own[i];
        const property = typeof key === 'string' && isIndex(key) ? undefined :
          getOwnPropertyDescriptor(view, key);
        if (property === undefined)
          continue;
        setPrototypeOf(property, null);
        property.configurable = false;
        if (frozen && property.writable)
          property.writable = false;
        defineProperty(view, key, property);
      }
      if (full)
        throw new errors[1]('Cannot freeze or seal a view with elements');
    },
    // (proxy) → whether it was revoked; asks no trap
    isRevoked(proxy) {
      try {
        isArray(proxy);
      } catch {
        return true;
      }
      return false;
    },
    // (key) → whether a typed array takes it for an index, good or bad
    isNumericName(key) {
      return typeof key === 'string' &&
        (key === '-0' || ToText(+key) === key);
    },

    makeDate(time) {
      return new Time(time);
    },
    dateValue(date) {
      return apply(getTime, date, []);
    },

    // () → [promise, resolve, reject]
    makePromise() {
      let resolve, reject;
      const promise = new PromiseOf((yes, no) => {
        resolve = yes;
        reject = no;
      });
      return [promise, resolve, reject];
    },

    // What makeBuffer takes with "inherits"; gets a prototype from the host
    bufferClass: function () {},
    // (constructor or undefined, buffer, offset, length, inherits: a Uint8Array
    // with its prototype, else it is called)
    makeBuffer(constructor, buffer, offset, length, inherits) {
      if (inherits)
        return construct(Bytes, [buffer, offset, length], constructor);
      const Made = constructor === undefined ? Bytes : constructor;
      return new Made(buffer, offset, length);
    },

    // (thrown value) → text with message and stack, for a report
    stackOf(error) {
      let text;
      try {
        text = ToText(error);
        const stack = typeof error === 'object' && error !== null
            ? error.stack : undefined;
        if (typeof stack === 'string' && stack !== '')
          text += '\n' + stack;
      } catch {
        if (text === undefined)
          text = 'an exception that cannot be shown';
      }
      return text;
    },
  };
})()
