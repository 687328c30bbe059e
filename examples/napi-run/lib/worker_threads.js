// SPDX-License-Identifier: MIT
// worker_threads: a runtime on each thread, messages between them.
'use strict';

const { MessageChannel, MessagePort, receiveMessageOnPort } =
  require('internal/message_port');
const { Worker, environment } = require('internal/worker');
const { BroadcastChannel } = require('internal/broadcast_channel');
const { untransferable, uncloneable } = require('internal/clone');
const { coded } = require('internal/errors');

const isMainThread = host.threadId === 0;
const own = isMainThread ? null : require('internal/worker_main');

function markAsUntransferable(object) {
  if (object !== null && typeof object === 'object') untransferable.add(object);
}

function markAsUncloneable(object) {
  if (object !== null && typeof object === 'object') uncloneable.add(object);
}

module.exports = {
  BroadcastChannel,
  isMainThread,
  isInternalThread: false,
  MessageChannel,
  MessagePort,
  Worker,
  parentPort: isMainThread ? null : own.parentPort(),
  workerData: isMainThread ? null : own.workerData(),
  threadId: host.threadId,
  threadName: isMainThread ? '' : own.threadName(),
  resourceLimits: isMainThread ? {} : own.resourceLimits(),
  SHARE_ENV: Symbol.for('nodejs.worker_threads.SHARE_ENV'),
  receiveMessageOnPort,
  markAsUncloneable,
  markAsUntransferable,
  isMarkedAsUntransferable: (object) => untransferable.has(object),
  moveMessagePortToContext() {
    throw coded(Error, 'ERR_FEATURE_UNAVAILABLE_ON_PLATFORM',
      'There is one global per thread here');
  },
  getEnvironmentData: (key) => environment.get(key),
  setEnvironmentData(key, value) {
    if (value === undefined) environment.delete(key);
    else environment.set(key, value);
  },
};
