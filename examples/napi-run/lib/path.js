// SPDX-License-Identifier: MIT
// path
'use strict';

const path = require('npm:path');

path.posix = path;
path.toNamespacedPath = (name) => name;
path.matchesGlob = (name, pattern) => {
  const source = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*\*\/?|\*|\?/g, (glob) => glob === '?' ? '[^/]'
      : glob === '*' ? '[^/]*' : '.*');
  return new RegExp(`^${source}$`).test(name);
};

module.exports = path;
