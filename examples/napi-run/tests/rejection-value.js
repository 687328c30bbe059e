// SPDX-License-Identifier: MIT
// A rejection with something that is no error.
// run: code 1
// run: stderr reason "#<Object>"
'use strict';

console.log('rejecting');
Promise.reject({ odd: 1 });
