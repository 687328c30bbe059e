// SPDX-License-Identifier: MIT
// fs: each operation now, with a callback and as a promise.
'use strict';

const fs = require('fs');
const path = require('path');

const note = (...args) => console.log(...args);
const show = (error) => note(error.name, error.code, error.syscall,
  error.errno, error.message);

fs.mkdirSync('folder');
fs.writeFileSync('folder/a.txt', 'hello wörld');
fs.appendFileSync('folder/a.txt', Buffer.from('!'));
note(fs.readFileSync('folder/a.txt', 'utf8'), fs.readFileSync('folder/a.txt'));
note(fs.existsSync('folder'), fs.existsSync('nothing'));
const stats = fs.statSync('folder/a.txt');
note(stats.isFile(), stats.isDirectory(), stats.size, stats.mode.toString(8),
  stats.mtime instanceof Date, stats.mtimeMs > 1e12, stats.nlink);
note(typeof fs.statSync('folder', { bigint: true }).mtimeNs,
  fs.statSync('nothing', { throwIfNoEntry: false }));
note(fs.mkdirSync('deep/er/est', { recursive: true }),
  fs.mkdirSync('deep/er', { recursive: true }));
fs.symlinkSync('a.txt', 'folder/link');
note(fs.readlinkSync('folder/link'), fs.lstatSync('folder/link')
  .isSymbolicLink(), path.basename(fs.realpathSync('folder/link')));
fs.copyFileSync('folder/a.txt', 'folder/b.txt');
fs.renameSync('folder/b.txt', 'folder/c.txt');
fs.truncateSync('folder/c.txt', 5);
fs.chmodSync('folder/c.txt', 0o600);
fs.utimesSync('folder/c.txt', 1000, new Date(2000000));
note(fs.statSync('folder/c.txt').mtimeMs, fs.statSync('folder/c.txt').atimeMs);
note(fs.readdirSync('folder').sort());
note(fs.readdirSync('folder', { withFileTypes: true })
  .sort((a, b) => a.name < b.name ? -1 : 1)
  .map((d) => `${d.name} ${d.isFile()} ${d.isSymbolicLink()} ${d.parentPath}`));
note(fs.readdirSync('.', { recursive: true }).sort());
note(fs.mkdtempSync('temporary-').length);

const fd = fs.openSync('folder/d.bin', 'w+');
note(fs.writeSync(fd, 'abcdef'), fs.writeSync(fd, Buffer.from('XY'), 0, 2, 1));
const buffer = Buffer.alloc(8);
note(fs.readSync(fd, buffer, 0, 8, 0), buffer.toString('latin1'),
  fs.fstatSync(fd).size, fs.readSync(fd, buffer, { position: 4 }));
note(fs.writevSync(fd, [Buffer.from('1'), Buffer.from('23')], 6));
fs.fsyncSync(fd);
fs.closeSync(fd);
note(fs.readFileSync('folder/d.bin', 'latin1'));
note(fs.readFileSync('/proc/self/status', 'utf8').length > 100);

for (const call of [
  () => fs.readFileSync('nothing'), () => fs.readFileSync('.'),
  () => fs.openSync('nothing'), () => fs.mkdirSync('folder'),
  () => fs.rmdirSync('folder'), () => fs.unlinkSync('nothing'),
  () => fs.readdirSync('nothing'), () => fs.renameSync('nothing', 'x'),
  () => fs.accessSync('nothing'), () => fs.realpathSync('nothing'),
  () => fs.closeSync(9999), () => fs.lstatSync('nothing'),
  () => fs.copyFileSync('nothing', 'x'), () => fs.readlinkSync('folder'),
  () => fs.writeFileSync('no/such/folder', ''),
]) {
  try {
    call();
    note('did not throw');
  } catch (error) {
    show(error);
  }
}
for (const call of [() => fs.readFileSync(5.5), () => fs.statSync(null),
  () => fs.openSync('x', 'bad'), () => fs.writeFileSync('x', {}),
  () => fs.readFile('x'), () => fs.closeSync('1'),
  () => fs.statSync('a\0b')]) {
  try {
    call();
    note('did not throw');
  } catch (error) {
    note(error.name, error.code);
  }
}

function callbacks(next) {
  fs.readFile('folder/a.txt', 'utf8', (error, text) => {
    note('callback', error, text);
    fs.stat('nothing', (failure, value) => {
      show(failure);
      note(value);
      fs.open('folder/a.txt', 'r', (e, handle) => {
        fs.read(handle, Buffer.alloc(5), 0, 5, null, (e2, count, data) => {
          note(e2, count, data.toString());
          fs.close(handle, (e3) => {
            note(e3);
            fs.mkdir('made/by/callback', { recursive: true }, (e4, first) => {
              note(e4, path.basename(first));
              fs.access('made', (...args) => {
                note('access', args);
                next();
              });
            });
          });
        });
      });
    });
  });
}

async function promises() {
  const p = fs.promises;
  note(p === require('fs/promises'), p === require('node:fs/promises'));
  await p.writeFile('folder/p.txt', 'promised');
  note(await p.readFile('folder/p.txt', { encoding: 'utf8' }));
  note((await p.stat('folder/p.txt')).size);
  await p.rm('nothing').catch(show);
  await p.rm('nothing', { force: true });
  await p.access('nothing').catch(show);
  const handle = await p.open('folder/p.txt', 'r+');
  note((await handle.read(Buffer.alloc(4), 0, 4, 0)).bytesRead);
  note((await handle.write('PRO', 0)).bytesWritten, typeof handle.fd);
  note(await handle.readFile('utf8'), (await handle.stat()).isFile());
  await handle.close();
  await p.cp('folder', 'copied', { recursive: true });
  note((await p.readdir('copied')).sort());
  await p.rm('copied', { recursive: true });
  note(fs.existsSync('copied'));
  note(await p.mkdtemp('x-').then((name) => name.length));
}

function streams() {
  const out = fs.createWriteStream('stream.txt');
  out.write('one ');
  out.end('two', () => {
    note('finished', out.bytesWritten, fs.readFileSync('stream.txt', 'utf8'));
    const parts = [];
    fs.createReadStream('stream.txt', { encoding: 'utf8', start: 2, end: 5 })
      .on('open', (fd2) => note('open', typeof fd2))
      .on('data', (chunk) => parts.push(chunk))
      .on('end', () => note('end', parts))
      .on('close', () => {
        note('close');
        fs.createReadStream('nothing').on('error', (error) => show(error));
      });
  });
}

callbacks(() => promises().then(streams));
