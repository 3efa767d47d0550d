// event-source.js on a simulated device, against the Rust server.
'use strict';

const assert = require('node:assert');
const { after, before, test } = require('node:test');

const { Device } = require('./device.js');
const { startServer } = require('./server.js');
const { Wx, every, inPieces } = require('./wx.js');

const ANSWER = '你好！😀 Streams are cut anywhere：字节会在任何地方\n被切断 𠮷野家 👩‍👩‍👧‍👦。';

let server;
before(async () => {
  server = await startServer();
});
after(() => server.stop());

// A stream on a device of its own, and all it told. faults(n) are those of the nth request.
function open(path, options, faults) {
  const wx = new Wx(faults);
  const device = new Device(wx);
  const { connect } = device.require('unchunk/event-source.js');
  const told = { events: [], texts: [], errors: [], ends: [] };
  const controller = connect(
    Object.assign(
      {
        url: server.url + path,
        onEvent: (event) => told.events.push(event),
        onText: (text) => told.texts.push(text),
        onError: (error) => told.errors.push(error),
        onEnd: (end) => told.ends.push(end.reason),
      },
      options
    )
  );
  const ended = () => device.until(() => told.ends.length > 0);
  return { wx, device, controller, told, ended };
}

const CHAT = {
  method: 'POST',
  data: { question: '?' },
  mode: 'append',
  payload: (event) => JSON.parse(event.data).delta,
  done: '[DONE]',
};

function lastIds(wx) {
  return wx.tasks.map((task) => task.options.header['Last-Event-ID']);
}

// No timer is left, no request is open, no listener is registered.
function assertQuiet({ wx, device }) {
  assert.deepStrictEqual(device.timers, []);
  for (const task of wx.tasks) {
    assert(['done', 'aborted'].includes(task.state), task.state);
    assert.strictEqual(task.chunkListeners.size + task.headersListeners.size, 0);
    assert.strictEqual(task.missed, 0);
  }
}

const CUTS = {
  whole: {},
  'byte by byte': { cut: every(1) },
  'two packets at once': { merge: true },
  'odd Uint8Arrays': { odd: true, cut: every(3) },
  'headers late': { headers: 'late', cut: every(7) },
  'headers without status': { status: false, cut: every(7) },
  'no headers': { headers: 'never', cut: every(7) },
  'no chunks but the answer': { chunks: false },
};
for (let seed = 1; seed <= 20; seed += 1) {
  CUTS['cuts by chance, ' + seed] = { cut: inPieces(seed), odd: seed % 2 === 0 };
}

for (const [name, faults] of Object.entries(CUTS)) {
  test(`an answer arrives whole: ${name}`, async () => {
    const stream = open('/chat?interval=0', CHAT, () => faults);
    await stream.ended();
    assert.strictEqual(stream.told.texts.pop(), ANSWER);
    assert.strictEqual(stream.told.events.length, 12);
    assert.deepStrictEqual(stream.told.errors, []);
    assert.deepStrictEqual(stream.told.ends, ['done']);
    assert.strictEqual(stream.wx.tasks.length, 1);
    assertQuiet(stream);
  });
}

test('the listener is there before anything can come', async () => {
  const wx = new Wx();
  const { connect } = new Device(wx).require('unchunk/event-source.js');
  const registered = new Promise((resolve) => {
    const request = wx.request.bind(wx);
    wx.request = (options) => {
      const face = request(options);
      // The earliest moment behind wx.request.
      queueMicrotask(() => resolve(wx.tasks[0].chunkListeners.size));
      return face;
    };
  });
  const controller = connect({ url: server.url + '/ticker' });
  assert.strictEqual(await registered, 1);
  controller.close();
});

test('the request is for an event stream, and otherwise as asked', async () => {
  const stream = open('/chat?interval=0', Object.assign({ header: { Authorization: 'x' }, lastEventId: '9' }, CHAT));
  await stream.ended();
  const { method, data, header, enableChunked, timeout } = stream.wx.tasks[0].options;
  assert.deepStrictEqual([method, data.question, enableChunked], ['POST', '?', true]);
  assert.deepStrictEqual(
    [header.Accept, header.Authorization, header['Last-Event-ID']],
    ['text/event-stream', 'x', '9']
  );
  // Longer than wx.request's own minute, which would cut any long answer.
  assert(timeout > 60000);
  assert.deepStrictEqual(stream.told.texts.pop(), ' 𠮷野家 👩‍👩‍👧‍👦。');
});

test('a broken connection is resumed behind the last event, after 2 s', async () => {
  const stream = open('/chat?interval=0&break_after=5', CHAT);
  const { wx, device, told } = stream;
  await device.until(() => told.errors.length === 1);
  assert.deepStrictEqual([told.errors[0].kind, told.errors[0].loss, told.errors[0].retryIn], ['lost', 'failed', 2000]);
  await device.pass(1999);
  assert.strictEqual(wx.tasks.length, 1);
  await device.pass(1);
  await stream.ended();
  assert.deepStrictEqual(lastIds(wx), [undefined, '4']);
  assert.strictEqual(told.texts.pop(), ANSWER);
  assert.deepStrictEqual(told.ends, ['done']);
  assertQuiet(stream);
});

test('wherever it breaks, the answer becomes whole', async () => {
  for (let bytes = 1; bytes < 420; bytes += 13) {
    const faults = (n) => (n === 0 ? { failAfter: bytes, cut: every(5) } : { cut: inPieces(bytes) });
    const stream = open('/chat?interval=0', CHAT, faults);
    await stream.device.until(() => stream.told.errors.length === 1);
    await stream.device.pass(2000);
    await stream.ended();
    assert.strictEqual(stream.told.texts.pop(), ANSWER, `after ${bytes} bytes`);
    assert.strictEqual(stream.told.events.length, 12);
    assertQuiet(stream);
  }
});

test('three attempts in a row, then it is lost', async () => {
  const stream = open('/chat?interval=0', CHAT, () => ({ failAfter: 0 }));
  for (const attempt of [1, 2, 3]) {
    await stream.device.until(() => stream.told.errors.length === attempt);
    await stream.device.pass(1000 * 2 ** attempt);
  }
  await stream.ended();
  assert.deepStrictEqual(stream.told.errors.map((error) => error.retryIn), [2000, 4000, 8000, null]);
  assert.deepStrictEqual(stream.told.ends, ['lost']);
  assert.strictEqual(stream.wx.tasks.length, 4);
  assertQuiet(stream);
});

test('the server sets the reconnection time', async () => {
  const stream = open('/chat?interval=0&break_after=3&retry=7000', CHAT);
  await stream.device.until(() => stream.told.errors.length === 1);
  assert.strictEqual(stream.told.errors[0].retryIn, 7000);
  await stream.device.pass(6999);
  assert.strictEqual(stream.wx.tasks.length, 1);
  await stream.device.pass(1);
  await stream.ended();
  assert.strictEqual(stream.told.texts.pop(), ANSWER);
});

test('a silent line is found dead by the idle deadline', async () => {
  const stream = open('/chat?interval=0', CHAT, (n) => (n === 0 ? { silentAfter: 100 } : {}));
  const { wx, device, told } = stream;
  await device.until(() => wx.tasks.length === 1 && wx.tasks[0].state === 'silent');
  const seen = told.events.length;
  assert(seen > 0 && seen < 12);
  await device.pass(59999);
  assert.deepStrictEqual([told.errors, wx.tasks[0].state], [[], 'silent']);
  await device.pass(1);
  assert.deepStrictEqual([told.errors[0].loss, wx.tasks[0].state], ['transport-idle', 'aborted']);
  await device.pass(2000);
  await stream.ended();
  assert.strictEqual(told.texts.pop(), ANSWER);
  assert.strictEqual(told.events.length, 12);
  assertQuiet(stream);
});

test('a silence before the first byte too, and what may have begun is not asked for again', async () => {
  for (const replayWithoutId of [false, true]) {
    const options = Object.assign({ replayWithoutId }, CHAT);
    const stream = open('/chat?interval=0', options, (n) => (n === 0 ? { silentAfter: 0, headers: 'never' } : {}));
    await stream.device.until(() => stream.wx.tasks.length === 1 && stream.wx.tasks[0].state === 'silent');
    await stream.device.pass(62000);
    await stream.ended();
    assert.strictEqual(stream.wx.tasks.length, replayWithoutId ? 2 : 1);
    assert.strictEqual(stream.told.texts.pop(), replayWithoutId ? ANSWER : undefined);
  }
});

test('heartbeats keep a line alive, but are no content', async () => {
  const silent = open('/heartbeats?interval=1', { contentIdle: 90000 });
  const { wx, device, told } = silent;
  for (let minute = 0; minute < 10; minute += 1) {
    const before = wx.tasks[0] ? wx.tasks[0].delivered : 0;
    await device.until(() => wx.tasks.length === 1 && wx.tasks[0].delivered > before);
    await device.pass(8000);
  }
  assert.deepStrictEqual([told.events, told.errors, wx.tasks.length], [[], [], 1]);
  await device.pass(10000);
  assert.strictEqual(told.errors[0].loss, 'content-idle');
  silent.controller.close();
  assertQuiet(silent);
});

test('an error body is told, and ends it', async () => {
  for (const faults of Object.values(CUTS).slice(0, 12)) {
    const stream = open('/refused', CHAT, () => faults);
    await stream.ended();
    const [error] = stream.told.errors;
    assert.deepStrictEqual([error.kind, error.status, error.json.error.message], ['response', 401, '余额不足']);
    assert.deepStrictEqual([stream.told.errors.length, stream.told.ends], [1, ['response']]);
    assert.strictEqual(stream.wx.tasks.length, 1);
    assertQuiet(stream);
  }
});

test('so is one that passes for an event stream', async () => {
  const stream = open('/foreign', CHAT, () => ({ cut: every(2) }));
  await stream.ended();
  const [error] = stream.told.errors;
  assert.deepStrictEqual([error.kind, error.status, error.json.error.message], ['response', 200, '余额不足']);
  assert.deepStrictEqual(stream.told.ends, ['response']);
  assertQuiet(stream);
});

test('an endless error page is told as far as it is kept', async () => {
  const stream = open('/page', {});
  await stream.ended();
  const [error] = stream.told.errors;
  assert.deepStrictEqual([error.kind, error.status, error.json], ['response', 200, undefined]);
  assert(error.body.startsWith('<!doctype html>') && error.body.length > 16384 && error.body.length < 200000);
  assert.deepStrictEqual(stream.wx.states, ['aborted']);
  assertQuiet(stream);
});

test('a 204 ends it without an error', async () => {
  const stream = open('/nothing', {});
  await stream.ended();
  assert.deepStrictEqual([stream.told.errors, stream.told.ends], [[], ['no-content']]);
  assertQuiet(stream);
});

test('a clean end ends it, and a feed goes on', async () => {
  const once = open('/ticker?interval=0&count=3', { mode: 'replace', throttle: 0 });
  await once.ended();
  assert.deepStrictEqual([once.told.ends, once.told.texts.length, once.wx.tasks.length], [['complete'], 3, 1]);
  assertQuiet(once);

  const feed = open('/ticker?interval=0&count=3', { mode: 'replace', preset: 'feeds', jitter: false });
  await feed.device.until(() => feed.told.errors.length === 1);
  assert.deepStrictEqual([feed.told.errors[0].loss, feed.told.errors[0].retryIn], ['complete', 2000]);
  await feed.device.pass(2000);
  await feed.device.until(() => feed.told.errors.length === 2);
  assert.strictEqual(feed.told.events.length, 6);
  feed.controller.close();
  assert.deepStrictEqual(feed.told.ends, ['closed']);
  assertQuiet(feed);
});

test('what was delivered without IDs is not asked for anew', async () => {
  const stream = open('/chat?interval=0&ids=false&break_after=3', CHAT);
  await stream.ended();
  assert.deepStrictEqual([stream.told.ends, stream.told.errors[0].retryIn], [['lost'], null]);
  assert.strictEqual(stream.wx.tasks.length, 1);
});

test('close() ends it at any moment, once, and nothing follows', async () => {
  const atOnce = open('/ticker', {});
  atOnce.controller.close();
  assert.deepStrictEqual(atOnce.told.ends, ['closed']);

  for (const n of [1, 2, 5]) {
    const inside = open('/ticker?interval=0', {
      onEvent: () => {
        inside.seen = (inside.seen || 0) + 1;
        if (inside.seen === n) inside.controller.close();
      },
    });
    await inside.ended();
    for (let turn = 0; turn < 50; turn += 1) await new Promise(setImmediate);
    assert.deepStrictEqual([inside.seen, inside.told.ends], [n, ['closed']]);
    assertQuiet(inside);
  }

  const waiting = open('/chat?interval=0&break_after=2', CHAT);
  await waiting.device.until(() => waiting.told.errors.length === 1);
  waiting.controller.close();
  waiting.controller.close();
  await waiting.device.pass(60000);
  assert.deepStrictEqual([waiting.told.ends, waiting.wx.tasks.length], [['closed'], 1]);
  assertQuiet(waiting);
});

test('text is told at most every so many milliseconds, and at the end', async () => {
  const updates = [];
  const onText = (text, update) => updates.push(update);
  const stream = open('/ticker?interval=0&count=4000', { mode: 'replace', onText });
  await stream.ended();
  // The first one, and what came until the end: time stood still.
  assert.strictEqual(updates.length, 2);
  let shown = '';
  for (const { text, removed, suffix } of updates) {
    shown = shown.slice(0, shown.length - removed) + suffix;
    assert.strictEqual(shown, text);
  }
  assert.strictEqual(shown, stream.told.events.pop().data);
  assertQuiet(stream);

  const feed = open('/ticker?interval=1', { mode: 'replace', throttle: 500 });
  const { device, told } = feed;
  for (const calls of [1, 2, 3]) {
    const seen = told.events.length;
    await device.until(() => told.events.length > seen + 1);
    assert.strictEqual(told.texts.length, calls);
    await device.pass(499);
    assert.strictEqual(told.texts.length, calls);
    await device.pass(1);
    assert.strictEqual(told.texts.length, calls + 1);
  }
  feed.controller.close();
  assertQuiet(feed);
});

test('halves of a pair are joined, whatever the mode', async () => {
  const { core } = await new Promise((resolve) => {
    const device = new Device(new Wx());
    const { load } = device.require('unchunk/unchunk.js');
    load('/unchunk/unchunk.wasm').then((core) => resolve({ core }));
  });
  const { GrowingText } = require('../miniprogram/unchunk/growing-text.js');
  const read = (mode, payloads) => {
    const texts = [];
    const text = new GrowingText(core, { mode, throttle: 0 }, (update) => texts.push(update.text));
    payloads.forEach((payload) => text.push(payload));
    text.finish();
    return texts;
  };
  assert.deepStrictEqual(read('append', ['hi \ud83d', '', '\ude00!']), ['hi ', 'hi 😀!']);
  assert.deepStrictEqual(read('append', ['hi \ud83d', 'x', 'y\ud83d']), ['hi ', 'hi \ufffdx', 'hi \ufffdxy', 'hi \ufffdxy\ufffd']);
  assert.deepStrictEqual(read('replace', ['hi \ud83d', 'hi \ud83d\ude00!']), ['hi ', 'hi 😀!']);
  assert.deepStrictEqual(read('replace', ['hi 😀', 'hi \ud83d']), ['hi 😀', 'hi ', 'hi \ufffd']);
  assert.deepStrictEqual(read('auto', ['hi \ud83d', '\ude00!']), ['hi ', 'hi 😀!']);
  // What is undecided at the end is handed out.
  assert.deepStrictEqual(read('auto', ['ha', 'ha']), ['ha', 'haha']);
  // A whole text may be the empty one.
  assert.deepStrictEqual(read('replace', ['a', '', 'b']), ['a', '', 'b']);
});

test('several at a time do not mix', async () => {
  const wx = new Wx((n) => ({ cut: inPieces(n), odd: n % 3 === 0 }));
  const device = new Device(wx);
  const { connect } = device.require('unchunk/event-source.js');
  const texts = [];
  let ends = 0;
  for (let n = 0; n < 8; n += 1) {
    connect(
      Object.assign({}, CHAT, {
        url: server.url + '/chat?interval=0',
        lastEventId: n === 0 ? '' : String(n - 1),
        onText: (text) => (texts[n] = text),
        onEnd: () => (ends += 1),
      })
    );
  }
  await device.until(() => ends === 8);
  texts.forEach((text, n) => assert(ANSWER.endsWith(text) && (n === 0 || text.length < texts[n - 1].length), text));
});

test('faults of the callbacks harm no stream', async () => {
  const stream = open('/chat?interval=0', Object.assign({}, CHAT, {
    payload: (event) => JSON.parse(event.data.replace('cut', '"')).delta,
    onEvent: () => {
      throw new Error('of the page');
    },
  }));
  await stream.ended();
  assert.strictEqual(stream.told.texts.pop(), ANSWER.replace(' are cut', ''));
  assert.deepStrictEqual(stream.told.errors.map((error) => [error.kind, error.event.lastEventId]), [['payload', '4']]);
  // Each is thrown by itself, later.
  assert.strictEqual(stream.device.timers.length, 12);
  for (const timer of stream.device.timers) assert.throws(timer.callback, /of the page/);
});

test('without its module it says so, and the next stream tries again', async () => {
  const stream = open('/ticker', { wasm: '/nowhere.wasm' });
  await stream.ended();
  assert.deepStrictEqual([stream.told.errors[0].kind, stream.told.ends], ['load', ['load']]);
  assert.strictEqual(stream.wx.tasks.length, 0);
  let tried = 0;
  stream.device.realm.WXWebAssembly.instantiate = async () => {
    tried += 1;
    throw new Error('again');
  };
  const { connect } = stream.device.require('unchunk/event-source.js');
  const ends = [];
  connect({ url: server.url, wasm: '/nowhere.wasm', onEnd: (end) => ends.push(end.reason) });
  await stream.device.until(() => ends.length === 1);
  assert.strictEqual(tried, 1);
});

test('streams that have ended leave nothing in the module\'s memory', async () => {
  const device = new Device(new Wx());
  const { connect } = device.require('unchunk/event-source.js');
  const { memory } = await new Promise((resolve) => {
    const first = connect({ url: server.url + '/nothing', onEnd: () => resolve(device.instances[0].exports) });
    device.until(() => device.instances.length > 0).then(() => first.close());
  });
  let before = 0;
  for (let round = 0; round < 3000; round += 1) {
    let opened = false;
    // None gets as far as the network.
    device.wx.request = () => {
      opened = true;
      return { abort: () => {} };
    };
    const stream = connect({ url: server.url, mode: 'append' });
    while (!opened) await null;
    stream.close();
    if (round === 10) before = memory.buffer.byteLength;
  }
  assert.strictEqual(memory.buffer.byteLength, before);
  assert.deepStrictEqual(device.timers, []);
});
