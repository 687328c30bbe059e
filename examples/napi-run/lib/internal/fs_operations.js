// SPDX-License-Identifier: MIT
// What fs can do, in terms of single system calls.
'use strict';

const { Request } = require('internal/fs_requests');
const { Stats, BigIntStats, StatFs, Dirent } = require('internal/fs_stats');
const { toPath } = require('internal/url');
const { argType, argValue, outOfRange, coded, uvException } =
  require('internal/errors');

const flagNames = { r: 0, 'r+': 2, rs: 0o4010000, 'rs+': 0o4010002,
  sr: 0o4010000, 'sr+': 0o4010002, w: 0o1101, wx: 0o1301, xw: 0o1301,
  'w+': 0o1102, 'wx+': 0o1302, 'xw+': 0o1302, a: 0o2101, ax: 0o2301,
  xa: 0o2301, as: 0o4012101, sa: 0o4012101, 'a+': 0o2102, 'ax+': 0o2302,
  'xa+': 0o2302, 'as+': 0o4012102, 'sa+': 0o4012102 };
const O_CLOEXEC = 0o2000000;

function flagsOf(flags, otherwise = 'r') {
  if (flags === undefined || flags === null) flags = otherwise;
  if (typeof flags === 'number') return flags | O_CLOEXEC;
  if (!Object.hasOwn(flagNames, flags)) throw argValue('flags', flags);
  return flagNames[flags] | O_CLOEXEC;
}

function modeOf(mode, otherwise) {
  if (mode === undefined || mode === null) return otherwise;
  if (typeof mode === 'string') {
    if (!/^[0-7]+$/.test(mode)) {
      throw argValue('mode', mode,
        'must be a 32-bit unsigned integer or an octal string');
    }
    return parseInt(mode, 8);
  }
  if (typeof mode !== 'number') throw argType('mode', 'number', mode);
  return mode;
}

function checkFd(fd) {
  if (typeof fd !== 'number') throw argType('fd', 'number', fd);
  if (!Number.isInteger(fd) || fd < 0 || fd > 2147483647)
    throw outOfRange('fd', '>= 0 && <= 2147483647', fd);
  return fd;
}

function optionsOf(options, defaults) {
  if (options === undefined || options === null ||
      typeof options === 'function') return defaults;
  if (typeof options === 'string') options = { encoding: options };
  if (typeof options !== 'object')
    throw argType('options', 'of type string or an instance of Object',
      options);
  if (options.encoding != null && options.encoding !== 'buffer' &&
      !Buffer.isEncoding(options.encoding)) {
    throw argValue('encoding', options.encoding, 'is invalid encoding');
  }
  return { ...defaults, ...options };
}

const seconds = (time) => {
  if (time instanceof Date) return time.getTime() / 1000;
  const number = +time;
  if (!Number.isFinite(number))
    throw argType('time', 'of type number or string or an instance of Date',
      time);
  return number;
};

function encoded(text, options) {
  if (options?.encoding === 'buffer') return Buffer.from(text);
  return options?.encoding && options.encoding !== 'utf8'
    ? Buffer.from(text).toString(options.encoding) : text;
}

const none = () => undefined;

/* A request on one path whose result nobody wants. */
function onPath(operation, path, ...args) {
  path = toPath(path);
  return new Request(operation, [path, ...args], { path, map: none });
}

function onFd(operation, fd, ...args) {
  return new Request(operation, [checkFd(fd), ...args], { map: none });
}

function onTwo(operation, from, to, names, ...args) {
  from = toPath(from, names[0]);
  to = toPath(to, names[1]);
  return new Request(operation, [from, to, ...args],
    { syscall: operation.toLowerCase(), path: from, dest: to, map: none });
}

function statMap(options) {
  return (fields) => options?.bigint ? new BigIntStats(fields)
    : new Stats(fields);
}

function stat(operation) {
  return function* (path, options) {
    path = toPath(path);
    try {
      return yield new Request(operation, [path],
        { path, map: statMap(options) });
    } catch (error) {
      if (options?.throwIfNoEntry === false && (error.code === 'ENOENT' ||
          error.code === 'ENOTDIR')) return undefined;
      throw error;
    }
  };
}

function open(path, flags, mode) {
  path = toPath(path);
  return new Request('open', [path, flagsOf(flags), modeOf(mode, 0o666)],
    { path });
}

function bytesOf(data, encoding) {
  if (typeof data === 'string') return Buffer.from(data, encoding || 'utf8');
  if (!ArrayBuffer.isView(data)) {
    throw argType('data', 'of type string or an instance of Buffer, ' +
      'TypedArray, or DataView', data);
  }
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

function viewOf(buffer) {
  if (!ArrayBuffer.isView(buffer)) {
    throw argType('buffer',
      'an instance of Buffer, TypedArray, or DataView', buffer);
  }
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);
}

const positionOf = (position) => typeof position === 'bigint'
  ? Number(position) : typeof position === 'number' ? position : -1;

function range(view, offset, length) {
  offset = offset ?? 0;
  length = length ?? view.length - offset;
  if (offset < 0 || offset > view.length) {
    throw outOfRange('offset', `>= 0 && <= ${view.length}`, offset);
  }
  if (length < 0 || length > view.length - offset) {
    throw outOfRange('length', `>= 0 && <= ${view.length - offset}`, length);
  }
  return view.subarray(offset, offset + length);
}

/* read(fd, buffer, offset, length, position) or (fd, buffer, options) */
function read(fd, buffer, offset, length, position) {
  if (buffer !== null && typeof buffer === 'object' &&
      !ArrayBuffer.isView(buffer)) {
    ({ buffer = Buffer.alloc(16384), offset, length, position } = buffer);
  } else if (offset !== null && typeof offset === 'object') {
    ({ offset, length, position } = offset);
  }
  const part = range(viewOf(buffer), offset, length);
  return new Request('read', [checkFd(fd), positionOf(position), part], {
    map(count, bytes) {
      if (bytes) part.set(bytes);
      return count;
    },
  });
}

/* write(fd, buffer, offset, length, position) or (fd, text, position,
 * encoding) */
function write(fd, data, offset, length, position) {
  let part;
  if (typeof data === 'string') {
    part = Buffer.from(data, typeof length === 'string' ? length : 'utf8');
    position = offset;
  } else {
    if (offset !== null && typeof offset === 'object')
      ({ offset, length, position } = offset);
    part = range(viewOf(data), offset, length);
  }
  return new Request('write', [checkFd(fd), positionOf(position), part]);
}

function* writeAll(fd, bytes) {
  while (bytes.length > 0) {
    const count = yield new Request('write', [fd, -1, bytes]);
    bytes = bytes.subarray(count);
  }
}

function* readAll(fd, size) {
  const chunks = [];
  let total = 0;
  for (;;) {
    const room = size > total ? size - total + 1 : 65536;
    const chunk = Buffer.allocUnsafe(Math.min(room, 1 << 24));
    const count = yield read(fd, chunk, 0, chunk.length, -1);
    if (count === 0) break;
    chunks.push(chunk.subarray(0, count));
    total += count;
  }
  return chunks.length === 1 ? chunks[0] : Buffer.concat(chunks, total);
}

function checkSignal(options) {
  if (options.signal?.aborted) {
    const { AbortError } = require('internal/errors');
    throw new AbortError(undefined, { cause: options.signal.reason });
  }
}

function* readFile(path, options) {
  options = optionsOf(options, { flag: 'r' });
  checkSignal(options);
  const own = !Number.isInteger(path);
  const fd = own ? yield open(path, options.flag, 0o666) : path;
  let data;
  try {
    const stats = yield new Request('fstat', [fd]);
    if ((stats[1] & 0o170000) === 0o040000) throw uvException(-21, 'read');
    data = yield readAll(fd, stats[8]);
  } finally {
    if (own) yield onFd('close', fd);
  }
  return options.encoding && options.encoding !== 'buffer'
    ? data.toString(options.encoding) : data;
}

function* writeFile(path, data, options) {
  options = optionsOf(options, { flag: 'w', mode: 0o666 });
  checkSignal(options);
  const bytes = bytesOf(data, options.encoding);
  const own = !Number.isInteger(path);
  const fd = own ? yield open(path, options.flag, options.mode) : path;
  try {
    yield writeAll(fd, bytes);
    if (options.flush) yield onFd('fsync', fd);
  } finally {
    if (own) yield onFd('close', fd);
  }
}

function appendFile(path, data, options) {
  return writeFile(path, data, { flag: 'a',
    ...optionsOf(options, { mode: 0o666 }) });
}

function parentOf(path) {
  const end = path.replace(/\/+$/, '').lastIndexOf('/');
  return end > 0 ? path.slice(0, end) : end === 0 ? '/' : '.';
}

function* mkdirAll(path, mode) {
  try {
    yield new Request('mkdir', [path, mode], { path });
    return path;
  } catch (error) {
    if (error.code === 'ENOENT' && parentOf(path) !== path) {
      const first = yield mkdirAll(parentOf(path), mode);
      const here = yield mkdirAll(path, mode);
      return first ?? here;
    }
    const kind = binding.fs.fileKind(path);
    if (kind === 1) return undefined;
    throw kind === 0 && error.code !== 'EEXIST'
      ? uvException(-20, 'mkdir', path) : error;
  }
}

function mkdir(path, options) {
  path = toPath(path);
  if (typeof options !== 'object' || options === null)
    options = { mode: options };
  const mode = modeOf(options.mode, 0o777);
  if (options.recursive)
    return mkdirAll(path.replace(/(.)\/+$/, '$1'), mode);
  return new Request('mkdir', [path, mode], { path, map: none });
}

function* list(path, shown, options) {
  const flat = yield new Request('scandir', [path], { path });
  const result = [];
  for (let i = 0; i < flat.length; i += 2) {
    const name = flat[i];
    const kind = flat[i + 1];
    const relative = shown === '' ? name : `${shown}/${name}`;
    result.push(options.withFileTypes
      ? new Dirent(encoded(name, options), path, kind)
      : encoded(relative, options));
    if (options.recursive && kind === 2)
      result.push(...(yield list(`${path}/${name}`, relative, options)));
  }
  return result;
}

function readdir(path, options) {
  return list(toPath(path), '', optionsOf(options, {}));
}

function* rmTree(path, force) {
  let stats;
  try {
    stats = yield new Request('lstat', [path], { syscall: 'rm', path });
  } catch (error) {
    if (force && error.code === 'ENOENT') return;
    throw error;
  }
  if ((stats[1] & 0o170000) !== 0o040000) return yield onPath('unlink', path);
  const flat = yield new Request('scandir', [path], { path });
  for (let i = 0; i < flat.length; i += 2)
    yield rmTree(`${path}/${flat[i]}`, true);
  yield onPath('rmdir', path);
}

function* rm(path, options = {}) {
  path = toPath(path);
  if (!options.recursive) {
    let stats;
    try {
      stats = yield new Request('lstat', [path], { path });
    } catch (error) {
      if (options.force && error.code === 'ENOENT') return;
      throw error;
    }
    if ((stats[1] & 0o170000) === 0o040000) {
      const error = coded(Error, 'ERR_FS_EISDIR',
        `Path is a directory: rm returned EISDIR (is a directory) ${path}`);
      error.name = 'SystemError';
      error.errno = 21;
      error.syscall = 'rm';
      error.path = path;
      throw error;
    }
    return yield onPath('unlink', path);
  }
  yield rmTree(path, options.force);
}

function* cp(from, to, options = {}) {
  from = toPath(from, 'src');
  to = toPath(to, 'dest');
  if (options.filter && !(yield* awaited(options.filter(from, to)))) return;
  const stats = yield new Request(options.dereference ? 'stat' : 'lstat',
    [from], { syscall: 'cp', path: from });
  const kind = stats[1] & 0o170000;
  if (kind === 0o040000) {
    if (!options.recursive) {
      throw coded(Error, 'ERR_FS_EISDIR',
        `Recursive option not enabled, cannot copy a directory: ${from}`);
    }
    yield mkdirAll(to, stats[1] & 0o7777);
    const flat = yield new Request('scandir', [from], { path: from });
    for (let i = 0; i < flat.length; i += 2)
      yield cp(`${from}/${flat[i]}`, `${to}/${flat[i]}`, options);
  } else if (kind === 0o120000) {
    const target = yield new Request('readlink', [from], { path: from });
    yield new Request('symlink', [target, to, 0], { path: target, dest: to });
  } else {
    const exists = binding.fs.fileKind(to) >= 0;
    if (exists && options.errorOnExist && options.force === false)
      throw coded(Error, 'ERR_FS_CP_EEXIST', `Target already exists: ${to}`);
    if (exists && options.force === false) return;
    yield onTwo('copyFile', from, to, ['src', 'dest'], options.mode ?? 0);
  }
}

function* awaited(value) {
  return value;
}

function* exists(path) {
  try {
    yield onPath('access', path, 0);
    return true;
  } catch {
    return false;
  }
}

function textResult(operation) {
  return (path, options) => {
    path = toPath(path);
    options = optionsOf(options, {});
    return new Request(operation, [path],
      { path, map: (text) => encoded(text, options) });
  };
}

function* truncate(path, length = 0) {
  if (typeof path === 'number') return yield onFd('ftruncate', path, length);
  const fd = yield open(path, 'r+');
  try {
    yield onFd('ftruncate', fd, Math.max(0, length));
  } finally {
    yield onFd('close', fd);
  }
}

function mkdtemp(prefix, options) {
  const path = `${toPath(prefix, 'prefix')}XXXXXX`;
  return new Request('mkdtemp', [path],
    { path, map: (text) => encoded(text, optionsOf(options, {})) });
}

function* vectored(operate, fd, views, position) {
  let total = 0;
  for (const view of views) {
    const count = yield operate(fd, view, 0, view.byteLength,
      typeof position === 'number' ? position + total : null);
    total += count;
    if (count < view.byteLength) break;
  }
  return total;
}

module.exports = {
  access: (path, mode = 0) => onPath('access', path, mode),
  appendFile,
  chmod: (path, mode) => onPath('chmod', path, modeOf(mode)),
  chown: (path, uid, gid) => onPath('chown', path, uid, gid),
  close: (fd) => onFd('close', fd),
  copyFile: (from, to, mode = 0) =>
    onTwo('copyFile', from, to, ['src', 'dest'], mode),
  cp,
  exists,
  fchmod: (fd, mode) => onFd('fchmod', fd, modeOf(mode)),
  fchown: (fd, uid, gid) => onFd('fchown', fd, uid, gid),
  fdatasync: (fd) => onFd('fdatasync', fd),
  fstat: (fd, options) => new Request('fstat', [checkFd(fd)],
    { map: statMap(options) }),
  fsync: (fd) => onFd('fsync', fd),
  ftruncate: (fd, length = 0) => onFd('ftruncate', fd, Math.max(0, length)),
  futimes: (fd, atime, mtime) =>
    onFd('futimes', fd, seconds(atime), seconds(mtime)),
  lchown: (path, uid, gid) => onPath('lchown', path, uid, gid),
  link: (from, to) => onTwo('link', from, to, ['existingPath', 'newPath']),
  lstat: stat('lstat'),
  lutimes: (path, atime, mtime) =>
    onPath('lutimes', path, seconds(atime), seconds(mtime)),
  mkdir,
  mkdtemp,
  open,
  read,
  readFile,
  readdir,
  readlink: textResult('readlink'),
  readv: (fd, views, position) => vectored(read, fd, views, position),
  realpath: (path, options) => {
    path = toPath(path);
    // Node walks the path itself, and an error names the call it makes.
    return new Request('realpath', [path], { syscall: 'lstat',
      path: require('path').resolve(path),
      map: (text) => encoded(text, optionsOf(options, {})) });
  },
  rename: (from, to) => onTwo('rename', from, to, ['oldPath', 'newPath']),
  rm,
  rmdir: (path, options) => options?.recursive ? rm(path, options)
    : onPath('rmdir', path),
  stat: stat('stat'),
  statfs: (path, options) => {
    path = toPath(path);
    return new Request('statfs', [path],
      { path, map: (fields) => new StatFs(fields, options?.bigint) });
  },
  symlink: (target, path, kind) => {
    void kind;
    return onTwo('symlink', target, path, ['target', 'path'], 0);
  },
  truncate,
  unlink: (path) => onPath('unlink', path),
  utimes: (path, atime, mtime) =>
    onPath('utimes', path, seconds(atime), seconds(mtime)),
  write,
  writeFile,
  writev: (fd, views, position) => vectored(write, fd, views, position),
};
