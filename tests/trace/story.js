// SPDX-License-Identifier: MIT
// What the trace of story.expected was made of.
const addon = require('./addon.node');
addon.outer(() => addon.inner());
addon.kinds();
addon.wrong();
