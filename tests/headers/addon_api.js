// SPDX-License-Identifier: MIT
// Uses everything that addon_api.cc offers, then prints "done".
'use strict'
const assert = require('assert')
const addon = require(process.argv[2])

const box = new addon.Box(4.5)
assert.strictEqual(box.get(), 4.5)
assert.strictEqual(box.bytes.toString(), 'ab')

let left = 2
function finish() {
  if (--left === 0) console.log('done')
}

addon.double(21, (error, result) => {
  assert.strictEqual(error, null)
  assert.strictEqual(result, 42)
  finish()
})
assert.strictEqual(addon.callLater(finish), -7n)
