// SPDX-License-Identifier: MIT
// Domain names in URLs: lower case and Punycode, without the tables of UTS 46.
'use strict';

const base = 36;

function adapt(delta, count, first) {
  delta = first ? Math.floor(delta / 700) : delta >> 1;
  delta += Math.floor(delta / count);
  let k = 0;
  for (; delta > 455; k += base) delta = Math.floor(delta / 35);
  return k + Math.floor(36 * delta / (delta + 38));
}

const digit = (n) => String.fromCharCode(n < 26 ? n + 97 : n + 22);

/* A label by RFC 3492. */
function encodeLabel(label) {
  const points = Array.from(label, (c) => c.codePointAt(0));
  let output = points.filter((c) => c < 128)
    .map((c) => String.fromCharCode(c)).join('');
  const basic = output.length;
  let handled = basic;
  if (basic > 0) output += '-';
  let n = 128;
  let delta = 0;
  let bias = 72;
  while (handled < points.length) {
    const next = Math.min(...points.filter((c) => c >= n));
    delta += (next - n) * (handled + 1);
    n = next;
    for (const c of points) {
      if (c < n) delta++;
      if (c !== n) continue;
      let q = delta;
      for (let k = base; ; k += base) {
        const t = k <= bias ? 1 : k >= bias + 26 ? 26 : k - bias;
        if (q < t) break;
        output += digit(t + (q - t) % (base - t));
        q = Math.floor((q - t) / (base - t));
      }
      output += digit(q);
      bias = adapt(delta, handled + 1, handled === basic);
      delta = 0;
      handled++;
    }
    delta++;
    n++;
  }
  return `xn--${output}`;
}

function decodeLabel(label) {
  const text = label.slice(4);
  const cut = text.lastIndexOf('-');
  const points = cut > 0 ? Array.from(text.slice(0, cut),
    (c) => c.codePointAt(0)) : [];
  let n = 128;
  let i = 0;
  let bias = 72;
  for (let at = cut > 0 ? cut + 1 : 0; at < text.length;) {
    const before = i;
    let weight = 1;
    for (let k = base; ; k += base) {
      const c = text.charCodeAt(at++);
      const value = c >= 97 ? c - 97 : c >= 48 && c <= 57 ? c - 22 : 99;
      if (value > 35) return label;
      i += value * weight;
      const t = k <= bias ? 1 : k >= bias + 26 ? 26 : k - bias;
      if (value < t) break;
      weight *= base - t;
    }
    bias = adapt(i - before, points.length + 1, before === 0);
    n += Math.floor(i / (points.length + 1));
    i %= points.length + 1;
    points.splice(i++, 0, n);
  }
  return String.fromCodePoint(...points);
}

exports.toASCII = (domain) => {
  const text = domain.normalize('NFKC').toLowerCase()
    .replace(/[\u3002\uff0e\uff61]/g, '.').replace(/\u00ad/g, '');
  return text.split('.').map((label) =>
    /[^\0-\x7f]/.test(label) ? encodeLabel(label) : label).join('.');
};

exports.toUnicode = (domain) => domain.toLowerCase().split('.')
  .map((label) => label.startsWith('xn--') ? decodeLabel(label) : label)
  .join('.');
