// SPDX-License-Identifier: MIT
// The end of an env: what is finalized, in which order, and what still works.
'use strict';
const { NULL, quiet, run, show, step, withNull } = require('../harness.js');
const which = process.argv[3];

const wrap = (object, data) => run([withNull([5],
  step('napi_wrap', object, data, 'print', 1))]);
const cases = {
  nothing() {},
  order() {
    globalThis.kept = [{}, {}, {}, {}];
    wrap(kept[0], 1);
    kept.push(quiet('napi_create_external', 2, 'print', 2));
    run([withNull([5], step('napi_add_finalizer', kept[1], 3, 'print', 3))]);
    quiet('napi_set_instance_data', 4, 'print', 4);
    wrap(kept[2], 5);
    quiet('napi_create_reference', kept[3], 1);
    kept.push(run([step('napi_create_external_arraybuffer', 16, 16, 'print',
      6)]).results[0].outputs[0].value);
  },
  'instance-first'() {
    quiet('napi_set_instance_data', 4, 'print', 4);
    globalThis.kept = [{}, {}];
    wrap(kept[0], 1);
    wrap(kept[1], 2);
  },
  'instance-twice'() {
    quiet('napi_set_instance_data', 4, 'print', 4);
    quiet('napi_set_instance_data', 5, 'print', 5);
  },
  'what-works'() {
    globalThis.kept = [{}];
    run([withNull([5], step('napi_wrap', kept[0], 1, 'try', 1))]);
  },
  'wrap-references'() {
    globalThis.kept = [{}, {}, {}];
    const weak = quiet('napi_wrap', kept[0], 1, 'print', 1);
    const strong = quiet('napi_wrap', kept[1], 2, 'print', 2);
    const deleted = quiet('napi_wrap', kept[2], 3, 'print', 3);
    quiet('napi_reference_ref', strong);
    run([step('napi_delete_reference', deleted)]);
    show(step('napi_get_reference_value', weak));
  },
  removed() {
    globalThis.kept = [{}];
    wrap(kept[0], 1);
    quiet('napi_remove_wrap', kept[0]);
  },
  rewrapped() {
    globalThis.kept = [{}, {}];
    wrap(kept[0], 1);
    quiet('napi_remove_wrap', kept[0]);
    wrap(kept[0], 2);
    wrap(kept[1], 3);
  },
  'posts-at-end'() {
    globalThis.kept = [{}, {}];
    run([withNull([5], step('napi_wrap', kept[0], 1, 'post', 7))]);
    wrap(kept[1], 2);
  },
  'reference-then-instance'() {
    globalThis.kept = {};
    const token = quiet('napi_create_reference', kept, 1);
    quiet('napi_set_instance_data', 4, 'delete', token.id);
  },
  'instance-then-reference'() {
    globalThis.kept = {};
    const { id } = quiet('napi_create_reference', kept, 0);
    quiet('napi_set_instance_data', 4, 'delete', id + 1);
    console.log(quiet('napi_create_reference', kept, 1).id === id + 1);
  },
  'buffer-behind-a-wrap'() {
    globalThis.kept = {};
    const buffer = run([step('napi_create_external_buffer', 4, 4, 'print', 6)])
      .results[0].outputs[0].value;
    const token = quiet('napi_create_reference', buffer, 1);
    run([withNull([5], step('napi_wrap', kept, 1, 'delete', token.id))]);
  },
  'string-memory'() {
    globalThis.kept = quiet('node_api_create_external_string_latin1',
      'a string outside', -1, 'print', 1);
  },
  'many'() {
    globalThis.kept = [];
    for (let i = 0; i < 50; i++) {
      kept.push({});
      wrap(kept[i], i);
    }
  },
  posted() {
    run([step('node_api_post_finalizer', 'print', 1, 2)]);
  },
  exits() {
    globalThis.kept = [{}];
    wrap(kept[0], 1);
    quiet('napi_set_instance_data', 4, 'print', 4);
    process.exit(3);
  },
  throws() {
    globalThis.kept = [{}];
    wrap(kept[0], 1);
    quiet('napi_set_instance_data', 4, 'print', 4);
    setImmediate(() => {
      throw new Error('test uncaught');
    });
  },
  'exit-code'() {
    globalThis.kept = [{}];
    wrap(kept[0], 1);
    process.exitCode = 5;
    process.on('exit', () => console.log('exit event'));
  },
  'throws-at-end'() {
    globalThis.kept = [{}];
    run([withNull([5], step('napi_wrap', kept[0], 1, 'throw', 1))]);
    process.on('exit', () => console.log('exit event'));
  },
};
console.log(which, typeof NULL);
cases[which]();
