// SPDX-License-Identifier: MIT
// What wrappers of other languages do with Node-API: owners of references,
// native halves of classes, errors that are kept, finalizers that post.
'use strict';
const { api, attempt, collect, label, main, scrub, text } =
  require('../harness.js');

const [TWIN, BESIDE, DANGLING, BOX, POSTED, FAILED] = [0, 1, 2, 3, 4, 5];
const numbers = () => api.numbers();
const { Box } = api;
label(Box, 'Box');

// Native halves.
const box = label(new Box(9), 'box');
const numberOf = (it) => it.value;
attempt('value', () => box.value);
attempt('set', () => {
  box.value = 10;
  return [box.value, box.readOnly];
});
attempt('set wrongly', () => {
  box.value = 'x';
});
attempt('set what is read only', () => {
  box.readOnly = 1;
});
attempt('times', () => [box.times(10).value, box.times(-1) instanceof Box,
  box.times(2) === box]);
attempt('without new', () => [Box(5).value, Box(5) instanceof Box]);
attempt('without new, failing', () => Box({}));
attempt('new, failing', () => new Box());
attempt('new, failing once more', () => new Box(Symbol('x')));
attempt('failed', () => numbers()[FAILED]);
class Derived extends Box {
  constructor(x) {
    super(x);
    this.more = true;
  }

  get value() {
    return super.value + 1000;
  }
}
attempt('derived', () => [new Derived(1).value, new Derived(2).readOnly,
  new Derived(3).times(2).value, new Derived(4).times(2) instanceof Derived]);
attempt('derived, failing', () => new Derived());
attempt('instances of nothing', () => Box.prototype.value);
attempt('made by Object.create', () => Object.create(box).value);
attempt('made by Object.create from the prototype', () =>
  Object.create(Box.prototype).value);
attempt('borrowed', () => Box.prototype.times.call({}, 2));
attempt('borrowed by an array', () => [1, 2].map(Box.prototype.times, box)
  .map(numberOf));
attempt('Reflect.construct with another target', () =>
  numberOf(Reflect.construct(Box, [7], Derived)));
attempt('Reflect.construct with a target that has no prototype', () => {
  const plain = () => 1;
  return Reflect.construct(Box, [7], function() {}.bind(plain)) instanceof Box;
});
attempt('a proxy of the class', () => new (new Proxy(Box, {}))(8).value);
attempt('a proxy of an instance', () => new Proxy(box, {}).value);

// A native class below a script's, and below another native one.
class Script {
  field = 5;
  method(x) {
    return `script ${x}`;
  }
  static make() {
    return new this(3);
  }
}
for (const Super of [Script, Derived, Box]) {
  const { Box: Sub } = (() => {
    const holder = { exports: {} };
    process.dlopen(holder, process.argv[2]);
    return holder.exports;
  })();
  Object.setPrototypeOf(Sub, Super);
  Object.setPrototypeOf(Sub.prototype, Super.prototype);
  const it = new Sub(4);
  console.log(Super.name, it instanceof Sub, it instanceof Super,
    Object.getPrototypeOf(Sub) === Super, it.field);
  attempt('its own', () => it.times(2).value);
  attempt('above it', () => Super.prototype.method ? it.method('x') :
    Super.prototype.times.call(it, 2));
  attempt('a getter above it', () => Reflect.get(Super.prototype, 'readOnly',
    it));
  attempt('static', () => Sub.make && Sub.make().value);
  attempt('and below', () => {
    class Below extends Sub {
      method(x) {
        return `below ${super.method ? super.method(x) : 'nothing'}`;
      }
    }
    const below = new Below(6);
    return [below.method(1), below.value, below instanceof Super];
  });
}

// Errors that are kept and thrown once more.
const thrown = [undefined, null, 0, NaN, '', 'text', true, 3n, Symbol('s'),
  label({}, 'object'), label({ message: 'm' }, 'with a message'),
  label([1], 'array'), label(() => 1, 'function'),
  label(new Error('test'), 'error'), label(Object.freeze(new Error('test')),
    'frozen error'),
  label(Object.freeze({}), 'frozen'), label(Object.create(null), 'bare'),
  label(new Proxy({}, { get() { throw new Error('test trap'); } }),
    'throwing proxy'),
  label(new Proxy({}, {
    getOwnPropertyDescriptor() { throw new Error('test own'); } }),
  'proxy that hides'),
  label({ 'kept by the test': 7 }, 'with such a key'),
  label({ get message() { throw new Error('test message'); },
    toString() { throw new Error('test text'); } }, 'with bad getters'),
  label(Promise.resolve(), 'promise'), label(new Date(0), 'date')];
for (const value of thrown)
  attempt(`carry ${text(value)}`, () => api.carry(() => {
    throw value;
  }));
attempt('carry nothing', () => api.carry(() => 'fine'));
attempt('carry what was carried', () => api.carry(() => api.carry(() => {
  throw label({}, 'inner');
})));
attempt('stack stays', () => {
  const error = new Error('test');
  error.stack = 'a stack';
  try {
    api.carry(() => {
      throw error;
    });
  } catch (caught) {
    return [caught === error, caught.stack];
  }
  return 'not thrown';
});
let calls = 0;
attempt('again', () => api.again(() => ++calls));
attempt('again, throwing', () => api.again(() => {
  throw new Error(`test ${++calls}`);
}));
attempt('again, inside each other', () => api.again(() => api.carry(() => {
  throw `text ${++calls}`;
})));

main(async () => {
  const many = 20;
  const most = many - 2;
  const before = numbers()[BOX];
  // Inside a collection Node itself does not survive that a finalizer deletes
  // the reference whose turn is next.
  const survives = api.version <= 10 || !process.env.CONFORMANCE_ORACLE;
  (() => {
    for (let i = 0; i < many; i++) {
      if (survives) {
        api.twin({});
        api.besideAfter({});
      }
      api.besideBefore({});
      new Box(i);
    }
  })();
  scrub();
  await collect(() => (!survives || numbers()[TWIN] >= most &&
    numbers()[BESIDE] >= 2 * most) && numbers()[BOX] - before >= most);
  const now = numbers();
  console.log('twins', !survives || now[TWIN] >= most, now[TWIN] <= many);
  console.log('beside', now[BESIDE] >= (survives ? 2 : 1) * most,
    now[BESIDE] <= 2 * many);
  console.log('boxes', now[BOX] - before >= most);

  // An instance whose constructor threw is finalized as any other.
  const failed = numbers()[BOX];
  (() => {
    for (let i = 0; i < many; i++)
      try {
        new Box(undefined, 'stays wrapped');
      } catch {
        // As it should be.
      }
  })();
  scrub();
  await collect(() => numbers()[BOX] - failed >= most);
  console.log('thrown away', numbers()[BOX] - failed >= most);

  console.log('removed, found by its reference', (() => {
    let same = 0;
    for (let i = 0; i < many; i++)
      same += api.dangling({}) ? 1 : 0;
    return same;
  })());
  scrub();
  await collect(() => api.danglingDead() >= most);
  console.log('removed, dead', api.danglingDead() >= most,
    numbers()[DANGLING]);

  const called = [];
  const promises = (() => [0, 1, 3].map((rounds) => {
    const list = [];
    for (let i = 0; i < 5; i++)
      list.push(api.posting({}, () => called.push(rounds), rounds));
    return Promise.any(list);
  }))();
  const all = Promise.all(promises).then(() => 'kept');
  scrub();
  await collect(() => [0, 1, 3].every((n) => called.includes(n)));
  console.log('posted', await all, numbers()[POSTED] >= called.length,
    called.length <= 15);
});
