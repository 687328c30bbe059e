// SPDX-License-Identifier: MIT
// Values as text, laid out as Node's util.inspect lays them out.
'use strict';

const { combine } = require('internal/inspect_lines');

const custom = Symbol.for('nodejs.util.inspect.custom');
const defaults = { showHidden: false, depth: 2, colors: false,
  customInspect: true, showProxy: false, maxArrayLength: 100,
  maxStringLength: 10000, breakLength: 128, compact: 3, sorted: false,
  getters: false, numericSeparator: false };

const codes = { bold: [1, 22], italic: [3, 23], underline: [4, 24],
  inverse: [7, 27], white: [37, 39], grey: [90, 39], gray: [90, 39],
  black: [30, 39], blue: [34, 39], cyan: [36, 39], green: [32, 39],
  magenta: [35, 39], red: [31, 39], yellow: [33, 39], dim: [2, 22],
  reset: [0, 0], strikethrough: [9, 29] };

const styles = { special: 'cyan', number: 'yellow', bigint: 'yellow',
  boolean: 'yellow', undefined: 'grey', null: 'bold', string: 'green',
  symbol: 'green', date: 'magenta', regexp: 'red', module: 'underline',
  name: undefined };

const typedArrayTag = Object.getOwnPropertyDescriptor(
  Object.getPrototypeOf(Uint8Array.prototype), Symbol.toStringTag).get;
const tagOf = (value) => Object.prototype.toString.call(value).slice(8, -1);

function style(text, kind, context) {
  const name = context.colors && styles[kind];
  if (!name) return text;
  const [on, off] = codes[name];
  return `\x1b[${on}m${text}\x1b[${off}m`;
}

// ----- Strings
const escapes = { '\b': '\\b', '\t': '\\t', '\n': '\\n', '\f': '\\f',
  '\r': '\\r', '\\': '\\\\' };

function quote(text) {
  let mark = "'";
  if (text.includes("'")) {
    if (!text.includes('"')) mark = '"';
    else if (!text.includes('`') && !text.includes('${')) mark = '`';
  }
  let result = mark;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    const char = text[i];
    if (escapes[char]) {
      result += escapes[char];
    } else if (char === mark) {
      result += `\\${mark}`;
    } else if (c < 32 || c > 126 && c < 160) {
      result += c === 11 ? '\\v'
        : `\\x${c.toString(16).padStart(2, '0').toUpperCase()}`;
    } else if (c >= 0xd800 && c <= 0xdfff) {
      const next = text.charCodeAt(i + 1);
      if (c < 0xdc00 && next >= 0xdc00 && next <= 0xdfff) {
        result += char + text[++i];
      } else {
        result += `\\u${c.toString(16)}`;
      }
    } else {
      result += char;
    }
  }
  return result + mark;
}

function formatNumber(number, context) {
  return style(Object.is(number, -0) ? '-0' : `${number}`, 'number', context);
}

function formatString(text, context, indentation) {
  let rest = '';
  if (text.length > context.maxStringLength) {
    const more = text.length - context.maxStringLength;
    text = text.slice(0, context.maxStringLength);
    rest = `... ${more} more character${more > 1 ? 's' : ''}`;
  }
  if (context.compact !== true && text.length > 16 &&
      text.length > context.breakLength - indentation - 4 &&
      text.includes('\n')) {
    const lines = text.split('\n');
    return lines.map((line, i) => style(quote(i < lines.length - 1
      ? `${line}\n` : line), 'string', context))
      .filter((line) => line !== style("''", 'string', context))
      .join(` +\n${' '.repeat(indentation + 2)}`) + rest;
  }
  return style(quote(text), 'string', context) + rest;
}

function formatPrimitive(value, context, indentation) {
  switch (typeof value) {
    case 'string': return formatString(value, context, indentation);
    case 'number': return formatNumber(value, context);
    case 'bigint': return style(`${value}n`, 'bigint', context);
    case 'boolean': return style(`${value}`, 'boolean', context);
    case 'undefined': return style('undefined', 'undefined', context);
    case 'symbol': return style(String(value), 'symbol', context);
    default: return style('null', 'null', context);
  }
}

// ----- Names
function constructorName(object) {
  let first = object;
  for (let o = object; o !== null; o = Object.getPrototypeOf(o)) {
    const d = Object.getOwnPropertyDescriptor(o, 'constructor');
    if (d && typeof d.value === 'function' && d.value.name !== '' &&
        isInstance(first, d.value)) {
      return d.value.name;
    }
  }
  return null;
}

function isInstance(object, type) {
  try {
    return object instanceof type;
  } catch {
    return false;
  }
}

function prefix(name, tag, fallback, size = '') {
  const shown = name === null ? `[${fallback}${size}: null prototype] `
    : `${name}${size} `;
  return tag !== '' && tag !== name ? `${shown}[${tag}] ` : shown;
}

function keysOf(value, context) {
  if (context.showHidden) return Reflect.ownKeys(value);
  return Object.keys(value).concat(Object.getOwnPropertySymbols(value)
    .filter((s) => Object.prototype.propertyIsEnumerable.call(value, s)));
}

function isIndex(key) {
  return typeof key === 'string' && /^(0|[1-9]\d{0,9})$/.test(key);
}

function formatKey(key, enumerable, context) {
  let text;
  if (typeof key === 'symbol')
    text = style(String(key), 'symbol', context);
  else if (key === '__proto__') text = "['__proto__']";
  else if (/^[a-zA-Z_][a-zA-Z_0-9]*$/.test(key))
    text = style(key, 'name', context);
  else text = style(quote(key), 'string', context);
  return enumerable === false ? `[${text}]` : text;
}

// ----- Properties
function formatProperty(object, key, context, depth, kind) {
  const d = Object.getOwnPropertyDescriptor(object, key) ??
    { value: object[key], enumerable: true };
  let text;
  if (d.value !== undefined || 'value' in d) {
    context.indentation += 2;
    text = formatValue(d.value, context, depth);
    context.indentation -= 2;
  } else if (d.get !== undefined) {
    text = style(d.set ? '[Getter/Setter]' : '[Getter]', 'special', context);
  } else {
    text = style(d.set ? '[Setter]' : 'undefined',
      d.set ? 'special' : 'undefined', context);
  }
  if (kind === 'array') return text;
  return `${formatKey(key, d.enumerable, context)}: ${text}`;
}

function moreItems(count) {
  return `... ${count} more item${count > 1 ? 's' : ''}`;
}

function formatElements(value, context, depth, length) {
  const shown = Math.min(context.maxArrayLength, length);
  const output = [];
  let index = 0;
  for (; index < length && output.length < shown; index++) {
    if (Object.hasOwn(value, index)) {
      output.push(formatProperty(value, `${index}`, context, depth, 'array'));
      continue;
    }
    const from = index;
    while (index + 1 < length && !Object.hasOwn(value, index + 1)) index++;
    const holes = index - from + 1;
    output.push(style(`<${holes} empty item${holes > 1 ? 's' : ''}>`,
      'undefined', context));
  }
  if (index < length) output.push(moreItems(length - index));
  return output;
}

function formatTyped(value, context) {
  const shown = Math.min(context.maxArrayLength, value.length);
  const output = [];
  for (let i = 0; i < shown; i++) {
    output.push(typeof value[i] === 'bigint'
      ? style(`${value[i]}n`, 'bigint', context)
      : formatNumber(value[i], context));
  }
  if (shown < value.length) output.push(moreItems(value.length - shown));
  return output;
}

function formatEntries(value, context, depth, isMap) {
  const output = [];
  let left = context.maxArrayLength;
  context.indentation += 2;
  for (const item of value) {
    if (left-- <= 0) {
      output.push(moreItems(value.size - output.length));
      break;
    }
    output.push(isMap ? `${formatValue(item[0], context, depth)} => ${
      formatValue(item[1], context, depth)}`
      : formatValue(item, context, depth));
  }
  context.indentation -= 2;
  return output;
}

// ----- Functions, errors, dates
function formatFunction(value, name, tag) {
  const source = Function.prototype.toString.call(value);
  if (source.startsWith('class') && source.endsWith('}')) {
    let text = value.name === '' ? '[class (anonymous)' :
      `[class ${value.name}`;
    if (name !== 'Function' && name !== null) text += ` [${name}]`;
    const parent = Object.getPrototypeOf(value)?.name;
    if (parent) text += ` extends ${parent}`;
    else if (name === null) text += ' extends [null prototype]';
    return `${text}]`;
  }
  const kind = /^(Async)?(Generator)?Function$/.test(tag) ? tag : 'Function';
  let text = `[${kind}`;
  if (name === null) text += ' (null prototype)';
  text += value.name === '' ? ' (anonymous)]' : `: ${value.name}]`;
  if (name !== null && name !== kind && name !== 'Function')
    text += ` ${name}`;
  return tag !== '' && tag !== name && tag !== kind ? `${text} [${tag}]`
    : text;
}

function formatError(error, context, keys) {
  const { errorText } = require('internal/stack');
  let text = errorText(error);
  const name = error.name != null ? String(error.name) : 'Error';
  if (typeof error.code === 'string' && text.startsWith(name) &&
      !text.startsWith(`${name} [`) && /^ERR_/.test(error.code)) {
    text = `${name} [${error.code}]${text.slice(name.length)}`;
  }
  for (const hidden of ['name', 'message', 'stack']) {
    const at = keys.indexOf(hidden);
    if (at >= 0 && text.includes(String(error[hidden]))) keys.splice(at, 1);
  }
  if (keys.includes('sourceURL')) { // JavaScriptCore's own notes
    for (const note of ['line', 'column', 'sourceURL']) {
      if (keys.includes(note)) keys.splice(keys.indexOf(note), 1);
    }
  }
  if ('cause' in error && Object.hasOwn(error, 'cause') &&
      !keys.includes('cause')) keys.push('cause');
  if (Array.isArray(error.errors) && !keys.includes('errors') &&
      Object.hasOwn(error, 'errors')) keys.push('errors');
  if (context.indentation > 0) {
    text = text.replaceAll('\n', `\n${' '.repeat(context.indentation)}`);
  }
  return text;
}

function isErrorObject(value) {
  return tagOf(value) === 'Error' || value instanceof Error;
}

// ----- Objects
function describe(value, context) {
  const name = constructorName(value);
  let tag = value[Symbol.toStringTag];
  if (typeof tag !== 'string' || tag === '' || tag === name ||
      Object.prototype.propertyIsEnumerable.call(value, Symbol.toStringTag)) {
    tag = '';
  }
  const keys = keysOf(value, context);
  return { name, tag, keys };
}

/* Name, brackets, how to format the contents; or `text` when complete. */
function layout(value, context, depth) {
  const { name, tag, keys } = describe(value, context);
  const plain = { keys, brackets: ['{', '}'], contents: () => [] };
  const builtinTag = tagOf(value);
  if (Array.isArray(value)) {
    plain.keys = keys.filter((key) => !isIndex(key) && key !== 'length' ||
      context.showHidden && key === 'length');
    const head = name !== 'Array' || tag !== ''
      ? prefix(name, tag, 'Array', `(${value.length})`) : '';
    plain.brackets = [`${head}[`, ']'];
    plain.isArray = true;
    plain.contents = () => formatElements(value, context, depth,
      value.length);
    if (value.length === 0 && plain.keys.length === 0)
      plain.text = `${plain.brackets[0]}]`;
    return plain;
  }
  if (ArrayBuffer.isView(value) && typedArrayTag.call(value)) {
    const kind = typedArrayTag.call(value);
    plain.keys = keys.filter((key) => !isIndex(key));
    plain.brackets = [`${prefix(name, tag === kind ? '' : tag, kind,
      `(${value.length})`)}[`, ']'];
    plain.isArray = true;
    plain.contents = () => formatTyped(value, context);
    if (value.length === 0 && plain.keys.length === 0)
      plain.text = `${plain.brackets[0]}]`;
    return plain;
  }
  if (value instanceof Map || value instanceof Set) {
    const isMap = value instanceof Map;
    plain.brackets[0] = `${prefix(name, tag, isMap ? 'Map' : 'Set',
      `(${value.size})`)}{`;
    plain.contents = () => formatEntries(value, context, depth, isMap);
    if (value.size === 0 && keys.length === 0)
      plain.text = `${plain.brackets[0]}}`;
    return plain;
  }
  return special(value, context, depth, plain, { name, tag, builtinTag });
}

function special(value, context, depth, plain, { name, tag, builtinTag }) {
  const { keys } = plain;
  const base = (text) => {
    if (keys.length === 0) plain.text = text;
    else plain.brackets[0] = `${text} {`;
    return plain;
  };
  if (typeof value === 'function') {
    return base(style(formatFunction(value, name, tag || builtinTag ===
      'Function' ? tag : builtinTag), 'special', context));
  }
  if (isErrorObject(value)) {
    const text = formatError(value, context, keys);
    return base(text);
  }
  if (value instanceof RegExp) {
    return base(style(RegExp.prototype.toString.call(value), 'regexp',
      context));
  }
  if (value instanceof Date) {
    return base(style(Number.isNaN(value.getTime()) ? 'Invalid Date'
      : value.toISOString(), 'date', context));
  }
  if (builtinTag === 'Arguments') {
    plain.brackets[0] = '[Arguments] {';
    return plain;
  }
  if (value instanceof ArrayBuffer || builtinTag === 'SharedArrayBuffer') {
    plain.brackets[0] = `${prefix(name, tag === name ? '' : tag,
      'ArrayBuffer')}{`;
    plain.contents = () => bufferContents(value, context);
    return plain;
  }
  if (value instanceof DataView) {
    plain.brackets[0] = `${prefix(name, '', 'DataView')}{`;
    plain.contents = () => ['byteLength', 'byteOffset', 'buffer'].map((key) =>
      `[${key}]: ${formatValue(value[key], context, depth)}`);
    return plain;
  }
  if (value instanceof Promise) {
    plain.brackets[0] = `${prefix(name, tag === name ? '' : tag,
      'Promise')}{`;
    return plain; // engines let nobody look into a promise at once
  }
  if (value instanceof WeakSet || value instanceof WeakMap) {
    plain.brackets[0] = `${prefix(name, '', builtinTag)}{`;
    plain.contents = () => [style('<items unknown>', 'special', context)];
    return plain;
  }
  if (isBoxed(value)) {
    const primitive = value.valueOf();
    if (typeof primitive === 'string')
      keys.splice(0, primitive.length);
    const kind = builtinTag;
    return base(style(`[${kind}${name !== kind ? name === null
      ? ' (null prototype)' : ` (${name})` : ''}: ${formatPrimitive(primitive,
      { ...context, colors: false }, 0)}]`, typeof primitive, context));
  }
  if (builtinTag.endsWith('Iterator') && name === 'Object')
    plain.brackets[0] = `Object [${builtinTag}] {`;
  else if (name !== 'Object' || tag !== '')
    plain.brackets[0] = `${prefix(name, tag, 'Object')}{`;
  if (keys.length === 0) plain.text = `${plain.brackets[0]}}`;
  return plain;
}

function isBoxed(value) {
  return value instanceof Number || value instanceof String ||
    value instanceof Boolean || value instanceof BigInt ||
    value instanceof Symbol;
}

function bufferContents(buffer, context) {
  const bytes = new Uint8Array(buffer);
  const shown = Math.min(50, context.maxArrayLength, bytes.length);
  let text = binding.hexSlice(bytes, 0, shown).replace(/(..)(?=.)/g, '$1 ');
  const more = bytes.length - shown;
  if (more > 0) text += ` ... ${more} more byte${more > 1 ? 's' : ''}`;
  return [`[Uint8Contents]: <${text}>`,
    `[byteLength]: ${formatNumber(buffer.byteLength, context)}`];
}

function formatRaw(value, context, depth) {
  const plan = layout(value, context, depth + 1);
  if (plan.text !== undefined) return plan.text;
  if (context.depth !== null && depth > context.depth) {
    const name = (constructorName(value) ?? `${tagOf(value)}: null prototype`);
    return style(`[${Array.isArray(value) ? 'Array' : name}]`, 'special',
      context);
  }
  context.seen.push(value);
  context.currentDepth = depth;
  const output = plan.contents();
  for (const key of plan.keys)
    output.push(formatProperty(value, key, context, depth + 1));
  context.seen.pop();
  const circular = context.circular?.get(value);
  if (circular !== undefined) {
    const mark = style(`<ref *${circular}>`, 'special', context);
    plan.brackets[0] = `${mark} ${plan.brackets[0]}`;
  }
  if (context.sorted) {
    const by = context.sorted === true ? undefined : context.sorted;
    if (!plan.isArray) output.sort(by);
  }
  if (output.length === 0) return `${plan.brackets[0]}${plan.brackets[1]}`;
  return combine(context, output, '', plan.brackets, plan.isArray, depth,
    value);
}

function formatValue(value, context, depth) {
  if (value === null || typeof value !== 'object' &&
      typeof value !== 'function') {
    return formatPrimitive(value, context, context.indentation);
  }
  if (context.customInspect) {
    const method = value[custom];
    if (typeof method === 'function' && method !== inspect &&
        !(value.constructor?.prototype === value)) {
      const left = context.depth === null ? null : context.depth - depth;
      const result = method.call(value, left,
        { ...context.user, depth: left, stylize: (text, kind) =>
          style(text, kind, context) }, inspect);
      if (result !== value) {
        if (typeof result !== 'object' || result === null) {
          return `${result}`.replaceAll('\n',
            `\n${' '.repeat(context.indentation)}`);
        }
        return formatValue(result, context, depth);
      }
    }
  }
  if (context.seen.includes(value)) {
    context.circular ??= new Map();
    let index = context.circular.get(value);
    if (index === undefined) {
      index = context.circular.size + 1;
      context.circular.set(value, index);
    }
    return style(`[Circular *${index}]`, 'special', context);
  }
  return formatRaw(value, context, depth);
}

function inspect(value, options, depth, colors) {
  const context = { ...defaults, ...inspect.defaultOptions,
    indentation: 0, currentDepth: 0, seen: [], circular: undefined };
  context.breakLength = 128;
  if (typeof options === 'boolean') {
    context.showHidden = options;
    if (depth !== undefined) context.depth = depth;
    if (colors !== undefined) context.colors = colors;
  } else if (options) {
    for (const key of Object.keys(defaults)) {
      if (options[key] !== undefined) context[key] = options[key];
    }
  }
  if (options === null || typeof options !== 'object' ||
      options.breakLength === undefined) {
    context.breakLength = 80;
  }
  context.user = { ...context };
  delete context.user.seen;
  context.maxArrayLength ??= Infinity;
  context.maxStringLength ??= Infinity;
  if (context.depth === Infinity) context.depth = null;
  return formatValue(value, context, 0);
}

inspect.custom = custom;
inspect.colors = codes;
inspect.styles = styles;
inspect.defaultOptions = { ...defaults, breakLength: 80 };

module.exports = { inspect, quote, tagOf, isErrorObject };
