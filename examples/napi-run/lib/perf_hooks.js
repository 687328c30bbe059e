// SPDX-License-Identifier: MIT
// perf_hooks: the clock, marks and measures.
'use strict';

const { EventTarget } = require('internal/event_target');

class PerformanceEntry {
  constructor(name, entryType, startTime, duration, detail) {
    Object.assign(this, { name, entryType, startTime, duration, detail });
  }
  toJSON() {
    return { ...this };
  }
}

class Performance extends EventTarget {
  #entries = [];
  get timeOrigin() {
    return Date.now() - this.now();
  }
  now() {
    return binding.now() - host.startedAt;
  }
  mark(name, { startTime = this.now(), detail = null } = {}) {
    const entry = new PerformanceEntry(`${name}`, 'mark', startTime, 0,
      detail);
    this.#entries.push(entry);
    return entry;
  }
  #timeOf(mark, otherwise) {
    if (mark === undefined) return otherwise;
    if (typeof mark === 'number') return mark;
    const entry = this.#entries.findLast((e) => e.name === mark &&
      e.entryType === 'mark');
    if (!entry) throw new SyntaxError(`The "${mark}" mark is not set`);
    return entry.startTime;
  }
  measure(name, start, end) {
    let detail = null;
    if (start !== null && typeof start === 'object')
      ({ start, end, detail = null } = start);
    const from = this.#timeOf(start, 0);
    const entry = new PerformanceEntry(`${name}`, 'measure', from,
      this.#timeOf(end, this.now()) - from, detail);
    this.#entries.push(entry);
    return entry;
  }
  getEntries() { return [...this.#entries]; }
  getEntriesByName(name, type) {
    return this.#entries.filter((e) => e.name === name &&
      (type === undefined || e.entryType === type));
  }
  getEntriesByType(type) {
    return this.#entries.filter((e) => e.entryType === type);
  }
  #clear(type, name) {
    this.#entries = this.#entries.filter((e) => e.entryType !== type ||
      name !== undefined && e.name !== name);
  }
  clearMarks(name) { this.#clear('mark', name); }
  clearMeasures(name) { this.#clear('measure', name); }
  toJSON() {
    return { timeOrigin: this.timeOrigin };
  }
  get [Symbol.toStringTag]() { return 'Performance'; }
}

module.exports = { performance: new Performance(), Performance,
  PerformanceEntry, constants: {} };
