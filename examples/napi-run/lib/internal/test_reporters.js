// SPDX-License-Identifier: MIT
// How results of test files are shown: spec, tap and junit.
'use strict';

const nameOf = (test) => test.names.join(' > ');

function indent(text, by) {
  return text.replace(/^/gm, by);
}

/* The sentences that say how a worker died. */
function deathLines(death) {
  if (!death.signal) {
    return [death.text, ...death.file ? [`file: ${death.file}`] : []];
  }
  const addon = death.addon ?? 'none was called';
  const last = death.function ?? 'none was called';
  return [`a worker died by ${death.signal}`,
    `file: ${death.file ?? 'none, between files'}`,
    `addon called last: ${addon}`,
    `Node-API function called last: ${last}`];
}

function write(text) {
  binding.writeOut(1, text);
}

function duration(ms) {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}

// ----- spec: for people
const marks = { pass: 'ok', fail: 'FAILED', skip: 'skipped', todo: 'to do' };

const spec = {
  output: 1,
  status(text) {
    if (process.stderr.isTTY)
      binding.writeOut(2, `\r\x1b[K${text.slice(0, 100)}`);
  },
  progress(done, total, files) {
    this.status(done < total ? `${done}/${total} ${files.join(' ')}` : '');
  },
  file(result) {
    this.status('');
    let text = `${result.file}: ${result.failed ? 'FAILED' : 'ok'} (${
      result.tests.length} tests, ${duration(result.ms)})\n`;
    for (const test of result.tests) {
      const reason = test.reason ? `: ${test.reason}` : '';
      text += `  ${marks[test.status]} ${nameOf(test)}${reason}\n`;
      if (test.status === 'fail') text += `${indent(test.error, '      ')}\n`;
    }
    for (const note of result.notes) text += `  note: ${note}\n`;
    for (const failure of result.failures)
      text += `  FAILED outside of a test\n${indent(failure, '      ')}\n`;
    write(text);
  },
  end(summary) {
    this.status('');
    let text = `\n${summary.ran} of ${summary.files} files, ${
      summary.failedFiles} failed; ${summary.pass} tests passed, ${
      summary.fail} failed, ${summary.skip} skipped, ${
      summary.todo} to do (${duration(summary.ms)})\n`;
    if (summary.death) {
      text += `\nThe run was ended: ${
        deathLines(summary.death).join('\n  ')}\n`;
    }
    write(text);
  },
};

// ----- TAP 14
const tap = {
  output: 2,
  number: 0,
  head() {
    if (this.number === 0) write('TAP version 14\n');
  },
  line(ok, name, test, error) {
    this.head();
    this.number++;
    const directive = test?.status === 'skip' ? ' # SKIP'
      : test?.status === 'todo' ? ' # TODO' : '';
    const reason = directive && test.reason ? ` ${test.reason}` : '';
    write(`${ok ? 'ok' : 'not ok'} ${this.number} - ${
      name.replace(/[\\#]/g, '\\$&').replace(/\s/g, ' ')}${
      directive}${reason}\n${
      error ? `  ---\n  error: |-\n${indent(error, '    ')}\n  ...\n` : ''}`);
  },
  file(result) {
    for (const test of result.tests) {
      this.line(test.status !== 'fail', `${result.file} > ${nameOf(test)}`,
        test, test.error);
    }
    for (const failure of result.failures)
      this.line(false, result.file, null, failure);
    if (result.tests.length === 0 && !result.failed)
      this.line(true, result.file);
    for (const note of result.notes) write(`${indent(note, '# ')}\n`);
  },
  end(summary) {
    this.head();
    if (summary.death) {
      const lines = deathLines(summary.death);
      write(`${indent(lines.join('\n'), '# ')}\nBail out! ${
        lines.join('; ')}\n`);
      return;
    }
    write(`1..${this.number}\n# files ${summary.files}\n# failed files ${
      summary.failedFiles}\n# pass ${summary.pass}\n# fail ${
      summary.fail}\n# skip ${summary.skip}\n# todo ${summary.todo}\n`);
  },
};

// ----- JUnit XML
const entities = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;',
  '\n': '&#10;' };

function xml(text) {
  // eslint-disable-next-line no-control-regex
  return text.replace(/[^\t\n\x20-\ud7ff\ue000-\ufffd]/g, '?')
    .replace(/[&<>"\n]/g, (c) => entities[c]);
}

function testcase(name, file, ms, inner) {
  const head = `<testcase name="${xml(name)}" classname="${xml(file)}" ` +
    `time="${(ms / 1000).toFixed(3)}"`;
  return inner ? `    ${head}>${inner}</testcase>\n` : `    ${head}/>\n`;
}

function problem(kind, text) {
  return `<${kind} message="${xml(text.split('\n')[0])}">${
    xml(text)}</${kind}>`;
}

function junitFile(result) {
  const cases = result.tests.map((test) => testcase(nameOf(test), result.file,
    test.ms, test.status === 'fail' ? problem('failure', test.error)
      : test.status === 'pass' ? '' : '<skipped/>'));
  for (const failure of result.failures) {
    cases.push(testcase('outside of a test', result.file, 0,
      problem('error', failure)));
  }
  const failed = result.tests.filter((test) => test.status === 'fail').length;
  return `  <testsuite name="${xml(result.file)}" tests="${
    cases.length}" failures="${failed}" errors="${
    result.failures.length}" time="${(result.ms / 1000).toFixed(3)}">\n${
    cases.join('')}  </testsuite>\n`;
}

const junit = {
  output: 2,
  file() {},
  end(summary, results) {
    let text = results.map(junitFile).join('');
    if (summary.death) {
      const lines = deathLines(summary.death).join('\n');
      text += '  <testsuite name="the run" tests="1" errors="1">\n' +
        `${testcase('worker', summary.death.file ?? '', 0,
          problem('error', lines))}  </testsuite>\n`;
    }
    write(`<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n${
      text}</testsuites>\n`);
    if (summary.death)
      binding.writeOut(2, `${deathLines(summary.death).join('\n')}\n`);
  },
};

exports.makeReporter = (name) => ({ spec, tap, junit })[name];
