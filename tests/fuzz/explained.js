// SPDX-License-Identifier: MIT
// Where the nature of an engine or host makes Node's output of a random program
// another one than ours.
'use strict';

/** Node's line and ours; what comes after it follows from it, and is not
 * compared. */
const fromHereOn = [
  // The prototype of the global object.
  [/^napi_run_script\(.*: napi_ok \{constructor: <Object>\}$/,
    /^napi_run_script/],
];

/** V8 installs Float16Array later than its kin, and the names of its prototype
 * stand the other way round. */
function float16(theirs, ours) {
  return theirs.replace('{constructor: [function Float16Array], ' +
    'BYTES_PER_ELEMENT: 2}', '{BYTES_PER_ELEMENT: 2, constructor: ' +
    '[function Float16Array]}') === ours;
}

/** A view of nothing of a detached buffer lies on another empty one, as no
 * script can make it. */
function nothingDetached(theirs, ours) {
  const detached = /^napi_get_(?:typedarray|dataview)_info\(.* 0n no memory (<\w+>) 0n$/
    .exec(theirs);
  return detached !== null &&
    theirs.replace(` ${detached[1]} 0n`, ' ArrayBuffer(0) [] 0n') === ours;
}

/** V8 does not look at the attributes of indices of a frozen or sealed object:
 * asked for the writable or configurable names, it gives all indices. */
function frozenIndices(theirs, ours, before) {
  const names = /^(napi_get_all_property_names\(.*, (\d+), \d+\): napi_ok )\[(.*)\]$/;
  const a = names.exec(theirs);
  const b = names.exec(ours);
  return a !== null && b !== null && a[1] === b[1] && (a[2] & 5) !== 0 &&
    before.some((line) => /^napi_object_(freeze|seal)\(.*: napi_ok/.test(line)) &&
    a[3].split(', ').filter((name) => !/^"?\d+"?$/.test(name)).join(', ') ===
      b[3];
}

/** Whether the lines put an object into itself, by way of others or not. */
function makesCycle(lines) {
  const inside = new Map();
  for (const line of lines) {
    const [, list] = /^napi_(?:set_\w+|define_properties)\((.*)\): napi_/
      .exec(line) || [];
    const [holder, ...held] = (list || '').match(/<[^<> ]+>/g) || [];
    for (const it of held)
      inside.set(holder, (inside.get(holder) || new Set()).add(it));
  }
  const reaches = (from, to, seen) => [...inside.get(from) || []].some((it) =>
    it === to || !seen.has(it) && reaches(it, to, seen.add(it)));
  return [...inside.keys()].some((it) => reaches(it, it, new Set()));
}

/** quickjs-ng joins an array that contains itself until the stack ends, as the
 * standard's words say; V8 and JavaScriptCore leave the inner one out. */
function endlessJoin(engine, at, theirs, ours) {
  return engine === 'quickjs' &&
    (/ pending\b/.test(ours[at]) || /^exception RangeError$/.test(ours[at])) &&
    ours.some((line) => /\bRangeError\b/.test(line)) &&
    makesCycle(theirs.slice(0, at));
}

/** The text of a native function is the engine's; the driver shows it as what
 * all have in common, but not where a later step takes it for a string. */
function nativeText(at, theirs, ours) {
  const pair = [theirs[at], ours[at]];
  return theirs.slice(0, at).some((line, before) => line === ours[before] &&
    /^napi_coerce_to_string\(.*\): napi_ok \[native code\]$/.test(line)) &&
    (pair.every((it) => /<#\d+>.*\): napi_ok .*\bfunction\b/.test(it)) ||
      pair.every((it) => /^napi_get_value_string_\w+\(<#.*\): napi_ok /
        .test(it)) ||
      pair.every((it) => /^napi_get_(?:property|element)\(<#.*\): napi_ok ".+"$/
        .test(it)));
}

/** No script, and no other engine's interface, hands a Proxy's trap a prototype
 * that is a primitive. */
function trapOfPrimitive(theirs, ours) {
  const call = /^(node_api_set_prototype\(<watched(?:Array|Function)?>, [^<]*\): )napi_generic_failure /
    .exec(theirs);
  return call !== null && ours === `${call[1]}napi_ok`;
}

/** quickjs-ng refuses what a Proxy has just defined, if it is writable and not
 * configurable; in scripts, too. */
function inconsistent(engine, at, theirs, ours) {
  const call = /^(napi_(?:define_properties|set_\w+)\(<(?:watched\w*|#\d+)>, .*\): )napi_(?!pending)/
    .exec(theirs[at]);
  return engine === 'quickjs' && call !== null &&
    theirs.some((line) => /^asked: .*\bdefineProperty\b/.test(line)) &&
    ours[at].startsWith(`${call[1]}napi_pending_exception `) &&
    ours.slice(at).some((line) => /\bTypeError$|^napi_get_and_clear.*\(dead\)$/
      .test(line));
}

/** For its text quickjs-ng reads a function's name. */
function nameForText(engine, theirs, ours) {
  return engine === 'quickjs' && ours.startsWith('asked: ') && theirs ===
    ours.replace(/(function get toString), function get name/g, '$1');
}

/** Whether a later step takes what step `at` gave. */
function isUsed(program, at) {
  return program.some(([, args]) => args.some((it) => it !== null &&
    typeof it === 'object' && 'o' in it && it.o[0] === at));
}

/** quickjs-ng frees an object with the last handle, V8 when it collects: a weak
 * reference to what only a closed scope held may be empty. */
function freedAtOnce(engine, program, at, theirs, ours) {
  const read = /^(napi_get_reference_value\(<#(\d+)>\): napi_ok )(?!NULL)/
    .exec(theirs);
  if (engine !== 'quickjs' || read === null || ours !== `${read[1]}NULL`)
    return false;
  const made = read[2] - 1;
  const [name, [object, count]] = program[made];
  const weak = count === 0 || program.some(([it, [reference]]) =>
    it === 'napi_reference_unref' && reference.o[0] === made);
  return name === 'napi_create_reference' && weak && 'o' in object &&
    program.slice(made, at).some(([it, [scope]]) => /^napi_close_/.test(it) &&
      scope.o[0] < object.o[0]);
}

/** The number of the first line that differs for no known reason, or -1. For a
 * death there is none. */
function unexplained(engine, program, expected, actual) {
  const a = expected.split('\n');
  const b = (actual || '').split('\n');
  if (actual === undefined || /^died: /m.test(actual))
    return a.findIndex((line, at) => line !== b[at]);
  for (let at = 0; at < Math.max(a.length, b.length); at++) {
    const theirs = String(a[at]);
    const ours = String(b[at]);
    if (theirs === ours || float16(theirs, ours) ||
        nothingDetached(theirs, ours) || nameForText(engine, theirs, ours))
      continue;
    if (frozenIndices(theirs, ours, a.slice(0, at))) {
      if (isUsed(program, at))
        return -1;
      continue;
    }
    return fromHereOn.some(([x, y]) => x.test(theirs) && y.test(ours)) ||
      endlessJoin(engine, at, a, b) || nativeText(at, a, b) ||
      trapOfPrimitive(theirs, ours) || inconsistent(engine, at, a, b) ||
      freedAtOnce(engine, program, at, theirs, ours) ? -1 : at;
  }
  return -1;
}

module.exports = { unexplained };
