// SPDX-License-Identifier: MIT
// ES modules, loaded the way require() loads: rewritten as CommonJS.
//
// Imported names become properties of what they are imported from, so that
// bindings stay live; there is no top-level await.
'use strict';

const acorn = require('npm:acorn');

function parse(source, filename) {
  try {
    return acorn.parse(source, { ecmaVersion: 'latest', sourceType: 'module',
      allowHashBang: true });
  } catch (error) {
    const problem = new SyntaxError(`${filename}: ${error.message}`);
    throw problem;
  }
}

const isNode = (value) => value !== null && typeof value === 'object' &&
  typeof value.type === 'string';

/* The names that a pattern declares. */
function namesOf(pattern, names = []) {
  switch (pattern?.type) {
    case 'Identifier': names.push(pattern.name); break;
    case 'ObjectPattern':
      for (const p of pattern.properties) namesOf(p.value ?? p.argument, names);
      break;
    case 'ArrayPattern':
      for (const p of pattern.elements) namesOf(p, names);
      break;
    case 'AssignmentPattern': namesOf(pattern.left, names); break;
    case 'RestElement': namesOf(pattern.argument, names); break;
    default:
  }
  return names;
}

/* Names declared in a list of statements; `hoisted`: var, at any depth. */
function declared(statements, names) {
  for (const s of statements) {
    const node = s.type.startsWith('Export') ? s.declaration ?? s : s;
    if (node.type === 'VariableDeclaration' && node.kind !== 'var') {
      for (const d of node.declarations) namesOf(d.id, []).forEach(
        (name) => names.add(name));
    } else if ((node.type === 'FunctionDeclaration' ||
        node.type === 'ClassDeclaration') && node.id) {
      names.add(node.id.name);
    }
  }
  return names;
}

function hoistedVars(node, names) {
  if (!isNode(node)) return names;
  if (node.type === 'VariableDeclaration' && node.kind === 'var') {
    for (const d of node.declarations)
      namesOf(d.id, []).forEach((name) => names.add(name));
  }
  for (const key of Object.keys(node)) {
    const value = node[key];
    for (const child of Array.isArray(value) ? value : [value]) {
      if (isNode(child) && !/Function|^Class/.test(child.type))
        hoistedVars(child, names);
    }
  }
  return names;
}

/* The scope that a node opens, or null. */
function scopeOf(node) {
  if (/Function/.test(node.type)) {
    const names = new Set(['arguments']);
    for (const p of node.params) namesOf(p, []).forEach((n) => names.add(n));
    if (node.id && node.type === 'FunctionExpression') names.add(node.id.name);
    if (node.body.type === 'BlockStatement') hoistedVars(node.body, names);
    return names;
  }
  switch (node.type) {
    case 'BlockStatement': case 'StaticBlock':
      return declared(node.body, new Set());
    case 'SwitchStatement':
      return declared(node.cases.flatMap((c) => c.consequent), new Set());
    case 'ForStatement':
      return node.init ? declared([node.init], new Set()) : null;
    case 'ForInStatement': case 'ForOfStatement':
      return declared([node.left], new Set());
    case 'CatchClause': return new Set(namesOf(node.param, []));
    case 'ClassExpression':
      return node.id ? new Set([node.id.name]) : null;
    default: return null;
  }
}

class Rewriter {
  constructor(source, filename) {
    this.source = source;
    this.edits = [];
    this.imported = new Map(); // local name -> expression
    this.exported = []; // [name, expression]
    this.head = [];
    this.count = 0;
    this.tree = parse(source, filename);
  }

  edit(start, end, text) {
    this.edits.push({ start, end, text });
  }

  load(literal) {
    const name = `__module${this.count++}`;
    this.head.push(`const ${name}=__import(${JSON.stringify(literal.value)});`);
    return name;
  }

  collect() {
    for (const node of this.tree.body) {
      switch (node.type) {
        case 'ImportDeclaration': this.importDeclaration(node); break;
        case 'ExportNamedDeclaration': this.exportNamed(node); break;
        case 'ExportDefaultDeclaration': this.exportDefault(node); break;
        case 'ExportAllDeclaration': this.exportAll(node); break;
        default:
      }
    }
  }

  importDeclaration(node) {
    const module = this.load(node.source);
    for (const s of node.specifiers) {
      const name = s.imported?.name ?? s.imported?.value;
      this.imported.set(s.local.name,
        s.type === 'ImportNamespaceSpecifier' ? module
          : s.type === 'ImportDefaultSpecifier' ? `${module}.default`
            : `${module}[${JSON.stringify(name)}]`);
    }
    this.edit(node.start, node.end, '');
  }

  exportNamed(node) {
    if (node.declaration) {
      const { declaration } = node;
      this.edit(node.start, declaration.start, '');
      const names = declaration.declarations
        ? declaration.declarations.flatMap((d) => namesOf(d.id))
        : [declaration.id.name];
      for (const name of names) this.exported.push([name, name]);
      return;
    }
    const module = node.source ? this.load(node.source) : null;
    for (const s of node.specifiers) {
      const local = s.local.name ?? s.local.value;
      const name = s.exported.name ?? s.exported.value;
      this.exported.push([name, module
        ? `${module}[${JSON.stringify(local)}]` : { local }]);
    }
    this.edit(node.start, node.end, '');
  }

  exportDefault(node) {
    const { declaration } = node;
    if (/^(Function|Class)Declaration$/.test(declaration.type) &&
        declaration.id) {
      this.edit(node.start, declaration.start, '');
      this.exported.push(['default', declaration.id.name]);
      return;
    }
    if (declaration.type === 'FunctionDeclaration') {
      // Anonymous, but hoisted all the same.
      const text = this.source.slice(declaration.start, declaration.end);
      const at = declaration.start + text.indexOf('(');
      this.edit(node.start, declaration.start, '');
      this.edit(at, at, ' __default');
      this.exported.push(['default', '__default']);
      return;
    }
    this.edit(node.start, declaration.start, 'const __default=');
    this.exported.push(['default', '__default']);
  }

  exportAll(node) {
    const module = this.load(node.source);
    if (node.exported) {
      this.exported.push([node.exported.name ?? node.exported.value, module]);
    } else {
      this.head.push(`__exportAll(${module});`);
    }
    this.edit(node.start, node.end, '');
  }

  /* Uses of imported names, import() and import.meta. */
  walk(node, scopes, parent, key) {
    if (!isNode(node)) return;
    if (node.type === 'ImportDeclaration' ||
        node.type === 'ExportAllDeclaration' ||
        node.type === 'ExportNamedDeclaration' && !node.declaration) return;
    const scope = scopeOf(node);
    if (scope) scopes = [...scopes, scope];
    if (node.type === 'Identifier') {
      this.use(node, scopes, parent, key);
    } else if (node.type === 'MetaProperty' && node.meta.name === 'import') {
      this.edit(node.start, node.end, '__meta');
      return;
    } else if (node.type === 'ImportExpression') {
      this.edit(node.start, node.start + 6, '__dynamic');
    }
    for (const name of Object.keys(node)) {
      const value = node[name];
      for (const child of Array.isArray(value) ? value : [value])
        this.walk(child, scopes, node, name);
    }
  }

  use(node, scopes, parent, key) {
    const text = this.imported.get(node.name);
    if (text === undefined) return;
    if (parent.type === 'MemberExpression' && key === 'property' &&
        !parent.computed) return;
    if (/^(Property|MethodDefinition|PropertyDefinition)$/.test(parent.type) &&
        key === 'key' && !parent.computed && !parent.shorthand) return;
    if (/^(LabeledStatement|BreakStatement|ContinueStatement)$/
      .test(parent.type)) return;
    if (scopes.some((names) => names.has(node.name))) return;
    if (parent.type === 'Property' && parent.shorthand) {
      if (key === 'value') this.edit(node.start, node.end,
        `${node.name}:${text}`);
      return;
    }
    const called = parent.type === 'CallExpression' && key === 'callee' ||
      parent.type === 'TaggedTemplateExpression' && key === 'tag';
    this.edit(node.start, node.end, called ? `(0,${text})` : text);
  }

  result() {
    this.collect();
    for (const node of this.tree.body) this.walk(node, [], this.tree, 'body');
    const list = this.exported.map(([name, value]) => {
      const text = typeof value === 'string' ? value
        : this.imported.get(value.local) ?? value.local;
      return `${JSON.stringify(name)}:()=>${text}`;
    });
    this.edits.sort((a, b) => a.start - b.start || a.end - b.end);
    let text = '';
    let at = 0;
    for (const { start, end, text: replacement } of this.edits) {
      if (start < at) continue;
      text += this.source.slice(at, start) + replacement +
        this.source.slice(start, end).replace(/[^\n]/g, '');
      at = end;
    }
    text += this.source.slice(at);
    return `(function(__import,__export,__exportAll,__dynamic,__meta){` +
      `"use strict";__export({${list.join(',')}});${this.head.join('')}${
        text.replace(/^#!/, '//')}\n})`;
  }
}

/* What import gives for a CommonJS module: its exports and `default`. */
const namespaces = new WeakMap();

function namespaceOf(exports) {
  if (exports?.[Symbol.toStringTag] === 'Module') return exports;
  const isObject = exports !== null && (typeof exports === 'object' ||
    typeof exports === 'function');
  if (isObject && namespaces.has(exports)) return namespaces.get(exports);
  const namespace = { __proto__: null };
  if (isObject) {
    for (const key of Object.keys(exports)) {
      if (key !== 'default') {
        Object.defineProperty(namespace, key,
          { get: () => exports[key], enumerable: true });
      }
    }
    namespaces.set(exports, namespace);
  }
  namespace.default = exports;
  return namespace;
}

function addGetters(target, getters) {
  for (const name of Object.keys(getters).sort()) {
    Object.defineProperty(target, name, { get: getters[name],
      enumerable: true, configurable: true });
  }
}

exports.run = function (module, filename, source, require_) {
  source ??= host.readText(filename);
  if (typeof source === 'number')
    throw require('internal/errors').uvException(source, 'open', filename);
  const namespace = Object.defineProperty({ __proto__: null },
    Symbol.toStringTag, { value: 'Module' });
  module.exports = namespace;
  const { dirname } = require('internal/loader');
  const { fileHref, fileURLToPath } = require('internal/url');
  const plain = (id) => String(id).startsWith('file:') ? fileURLToPath(id)
    : id;
  const load = (id) => namespaceOf(require_(plain(id)));
  const compiled = host.compileText(new Rewriter(source, filename).result(),
    filename);
  compiled(load,
    (getters) => {
      // As Node marks it: how transpilers tell a default export.
      if (getters.default && !getters.__esModule)
        getters = { ...getters, __esModule: () => true };
      addGetters(namespace, getters);
    },
    (other) => {
      for (const key of Object.keys(other)) {
        if (key !== 'default' && !Object.hasOwn(namespace, key))
          addGetters(namespace, { [key]: () => other[key] });
      }
    },
    async (id) => load(id),
    { url: fileHref(filename), filename, dirname: dirname(filename),
      resolve: (id) => fileHref(require_.resolve(plain(id))),
      main: process.mainModule === module });
  if (Object.hasOwn(namespace, 'module.exports'))
    module.exports = namespace['module.exports'];
};
exports.namespaceOf = namespaceOf;
