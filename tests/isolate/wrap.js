// SPDX-License-Identifier: MIT
// 1000 objects with ballast, rooted on the global object of this file.
'use strict';

const addon = require(process.env.ISOLATE_ADDON);

globalThis.kept = [];
test('wraps', () => {
  for (let i = 0; i < 1000; i++)
    globalThis.kept.push(addon.wrap({ ballast: new Uint8Array(64) }));
});
