// SPDX-License-Identifier: MIT
// Fatal errors and uncaught exceptions: texts, exit codes, what still runs.
'use strict';
const addon = require(process.argv[2]);
const scenario = process.argv[3];
const log = (...parts) => console.log(...parts);
const onExit = () => process.on('exit', (code) => log('exit event', code));

const scenarios = {
  fatal_error() { onExit(); addon.fatal(0); },
  fatal_error_lengths() { addon.fatal(1); },
  fatal_error_no_place() { addon.fatal(2); },
  fatal_error_empty() { addon.fatal(3); },
  fatal_error_on_thread() { addon.fatalOnThread(); },
  fatal_exception() {
    onExit();
    addon.fatalException(new Error('fatal'));
    log('not reached');
  },
  fatal_exception_handled() {
    onExit();
    process.on('uncaughtException', (error, origin) =>
      log('uncaught', origin, error.message));
    addon.fatalException(new Error('fatal'));
    log('reached');
  },
  fatal_exception_of_a_number() {
    process.on('uncaughtException', (error) => log('uncaught', error));
    addon.fatalException(5);
    setTimeout(() => addon.fatalException(undefined), 1);
  },
  fatal_exception_handler_throws() {
    onExit();
    process.on('uncaughtException', (error) => {
      log('uncaught', error.message);
      throw new Error('from the handler');
    });
    addon.fatalException(new Error('fatal'));
    log('not reached');
  },
  refusals() { addon.refusals(); },
  last_errors() { addon.lastErrors(); },
  file_name() {
    const name = addon.fileName();
    log(name.startsWith('file:///'), name.split('/').pop());
  },
  uncaught_from_native() {
    onExit();
    setTimeout(() => addon.throws(), 1);
  },
  caught_from_native() {
    try {
      addon.throws();
    } catch (error) {
      log(error.name, error.code, error.message);
    }
  },
};

scenarios[scenario]();
