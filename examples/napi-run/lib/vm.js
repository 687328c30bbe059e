// SPDX-License-Identifier: MIT
// vm: scripts in this context.
'use strict';

class Script {
  #source;
  #name;
  constructor(source, options = {}) {
    this.#source = `${source}`;
    this.#name = typeof options === 'string' ? options
      : options.filename ?? 'evalmachine.<anonymous>';
    // A syntax error is the constructor's, not the run's.
    new Function(this.#source);
  }
  runInThisContext() {
    return host.compileText(this.#source, this.#name);
  }
}

module.exports = { Script,
  runInThisContext: (source, options = {}) => host.compileText(`${source}`,
    typeof options === 'string' ? options
      : options.filename ?? 'evalmachine.<anonymous>'),
  isContext: () => false };
