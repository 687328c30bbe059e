// SPDX-License-Identifier: MIT
// Every way to end the program with an addon in use: qjs ends.js addon.node HOW
import { loadAddon } from './napi-shim-qjs.so';
import * as os from 'qjs:os';
import * as std from 'qjs:std';

const [path, how] = scriptArgs.slice(1);
const addon = loadAddon(path);
globalThis.kept = [new addon.Counter(), new addon.Counter()];
for (let i = 0; i < 1000; i++)
  new addon.Counter().next();

switch (how) {
case 'exit':
  std.exit(3);
  break;
case 'throw':
  throw Error('on purpose');
case 'work':
  addon.squareLater(12).then((n) => { console.log(n); });
  break;
case 'later':
  os.setTimeout(() => addon.squareLater(5).then((n) => console.log(n)), 50);
  break;
case 'reject':
  addon.squareLater(3).then(() => { throw Error('nobody catches'); });
  break;
}
