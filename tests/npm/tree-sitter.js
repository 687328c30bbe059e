// SPDX-License-Identifier: MIT
// tree-sitter + tree-sitter-json: parse, query, walk, edit, parse again.
'use strict';

const assert = require('assert');
const Parser = require('tree-sitter');
const JSON_GRAMMAR = require('tree-sitter-json');
const job = require('./job');

const source = '{"name": "napi", "list": [1, 2.5, null], "ok": true}';

function checkTree(parser) {
  const tree = parser.parse(source);
  assert.strictEqual(
    tree.rootNode.toString(),
    '(document (object ' +
    '(pair key: (string (string_content)) value: (string (string_content))) ' +
    '(pair key: (string (string_content)) value: ' +
    '(array (number) (number) (null))) ' +
    '(pair key: (string (string_content)) value: (true))))');
  assert.strictEqual(tree.rootNode.hasError, false);
  const list = tree.rootNode.descendantsOfType('array')[0];
  assert.strictEqual(list.text, '[1, 2.5, null]');
  assert.deepStrictEqual(list.namedChildren.map((n) => n.text),
                         ['1', '2.5', 'null']);
  assert.deepStrictEqual(list.startPosition,
                         { row: 0, column: source.indexOf('[') });
  assert.strictEqual(list.parent.childForFieldName('key').text, '"list"');
  return tree;
}

function checkQuery(tree) {
  const query = new Parser.Query(
    JSON_GRAMMAR, '(pair key: (string) @key value: (number) @value)' +
    '(array (number) @item)');
  const captures = query.captures(tree.rootNode);
  assert.deepStrictEqual(captures.map((c) => [c.name, c.node.text]),
                         [['item', '1'], ['item', '2.5']]);
  assert.throws(() => new Parser.Query(JSON_GRAMMAR, '(no_such_node)'),
                /no_such_node|Query error/);
}

function checkWalk(tree) {
  const cursor = tree.walk();
  const types = [];
  cursor.gotoFirstChild();
  cursor.gotoFirstChild();
  do types.push(cursor.nodeType);
  while (cursor.gotoNextSibling());
  assert.deepStrictEqual(types, ['{', 'pair', ',', 'pair', ',', 'pair', '}']);
}

function checkEdit(parser, tree) {
  const at = source.indexOf('2.5');
  const changed = source.replace('2.5', '[3, 4]');
  tree.edit({
    startIndex: at, oldEndIndex: at + 3, newEndIndex: at + 6,
    startPosition: { row: 0, column: at },
    oldEndPosition: { row: 0, column: at + 3 },
    newEndPosition: { row: 0, column: at + 6 },
  });
  const again = parser.parse(changed, tree);
  const arrays = again.rootNode.descendantsOfType('array').map((n) => n.text);
  assert.deepStrictEqual(arrays, ['[1, [3, 4], null]', '[3, 4]']);
  assert.ok(tree.getChangedRanges(again).length > 0);
}

// The parser asks a JavaScript function for each piece of a large document.
function checkPieces(parser) {
  const rows = Array.from({ length: 2000 }, (_, i) => `{"id": ${i}}`);
  const text = `[${rows.join(',\n')}]`;
  let calls = 0;
  const tree = parser.parse((index) => {
    calls++;
    return text.slice(index, index + 1000);
  });
  assert.ok(calls >= text.length / 1000);
  assert.strictEqual(tree.rootNode.descendantsOfType('pair').length, 2000);
  assert.strictEqual(parser.parse('{"a": }').rootNode.hasError, true);
}

job('tree-sitter-json.node', () => {
  const parser = new Parser();
  parser.setLanguage(JSON_GRAMMAR);
  assert.throws(() => parser.setLanguage({}), /Invalid language object/);
  const tree = checkTree(parser);
  checkQuery(tree);
  checkWalk(tree);
  checkEdit(parser, tree);
  checkPieces(parser);
  return 'parsed JSON, ran a query, walked, edited, parsed 2000 rows in pieces';
});
