// Nothing ends in silence: whatever a server, a platform or a page does, there is an error that helps, and one end.
'use strict';

const assert = require('node:assert');
const test = require('node:test');

const { play } = require('./wire.js');

process.on('unhandledRejection', (error) => {
  throw error;
});

const STREAM = { 'Content-Type': 'text/event-stream' };

// One end, last of all.
function assertEnded(stream, message) {
  const ends = stream.calls.filter(([name]) => name === 'onEnd');
  assert.strictEqual(ends.length, 1, message);
  assert.strictEqual(stream.calls[stream.calls.length - 1][0], 'onEnd', message);
  assert.deepStrictEqual(stream.device.timers, [], message);
  assert.strictEqual(stream.device.hideListeners.size + stream.device.showListeners.size, 0, message);
}

async function playWhole(options, body, news) {
  const stream = play(options);
  const request = await stream.request();
  request.head().chunk(body).success(news);
  const reason = await stream.ended();
  assertEnded(stream);
  return { reason, stream, errors: stream.all('onError'), events: stream.all('onEvent') };
}

test('an option that is off is no value that a stream can contain', async () => {
  for (const options of [{}, { doneType: 'end' }, { done: '[DONE]' }, { done: undefined, doneType: null }]) {
    const { events, reason } = await playWhole(options, 'data\n\ndata: x\n\nevent\ndata: y\n\nid\ndata: z\n\n');
    assert.deepStrictEqual(
      events.map((event) => event.data),
      ['', 'x', 'y', 'z'],
      JSON.stringify(options)
    );
    assert.strictEqual(reason, options.done || options.doneType ? 'lost' : 'complete');
  }
  // And one that is on may be any value.
  const { events, reason } = await playWhole({ done: '' }, 'data: x\n\ndata\n\ndata: y\n\n');
  assert.deepStrictEqual([events.map((event) => event.data), reason], [['x'], 'done']);
  assert.strictEqual((await playWhole({ doneType: 'message' }, 'data: x\n\n')).reason, 'done');
  assert.strictEqual((await playWhole({ done: (event) => event.data === 'x' }, 'data: x\n\n')).reason, 'done');
});

test('limits of 0 and of infinity are limits', async () => {
  const stream = play();
  const core = await stream.device.require('unchunk/unchunk.js').load('/unchunk/unchunk.wasm');
  stream.controller.close();
  const names = (decoder, text) =>
    decoder.feed(new Uint8Array(Buffer.from(text))).map((item) => item.name || item.text || item.data);
  assert.deepStrictEqual([...names(core.json('lines', { maxFrameBytes: 0 }), '1\n')], ['frame-too-large']);
  assert.deepStrictEqual([...names(core.json('lines', { maxDepth: 0 }), '[]\n')], ['too-deep']);
  for (const most of [Infinity, 2 ** 32, 2 ** 40]) {
    assert.deepStrictEqual([...names(core.sse({ maxEventBytes: most }), 'data: 0123456789\n\n')], ['0123456789']);
    assert.deepStrictEqual(
      [...names(core.json('lines', { maxFrameBytes: most, maxDepth: most }), '[[1]]\n')],
      ['[[1]]']
    );
  }
  for (const wrong of [-1, NaN, '9', null]) {
    assert.throws(() => core.sse({ maxEventBytes: wrong }), /maxEventBytes is a number of 0 or more/);
    assert.throws(() => core.json('lines', { maxDepth: wrong }), /maxDepth is a number of 0 or more/);
  }
});

test('a clean end before the sentinel is a loss, and resumes where there are IDs', async () => {
  for (const options of [{ done: '[DONE]' }, { doneType: 'end' }, { done: () => false }]) {
    const { reason, errors } = await playWhole(options, 'data: half\n\n');
    assert.deepStrictEqual([reason, errors.length], ['lost', 1]);
    assert.deepStrictEqual([errors[0].kind, errors[0].loss, errors[0].retryIn], ['lost', 'complete', null]);
    assert.match(errors[0].message, /not as the stream ends/);
  }
  const stream = play({ done: '[DONE]' });
  (await stream.request()).head().chunk('id: 7\ndata: half\n\n').success();
  await stream.device.pass(2000);
  const second = await stream.request();
  assert.strictEqual(second.lastEventId, '7');
  // The sentinel is one without its blank line too.
  second.head().chunk('data: [DONE]').success();
  assert.strictEqual(await stream.ended(), 'done');
  assert.deepStrictEqual(
    stream.all('onError').map((error) => error.loss),
    ['complete']
  );
  assertEnded(stream);
});

const MISUSES = {
  'request throws': () => {
    throw new Error('parameter.url should be String');
  },
  'request calls fail at once': (request) => void request.fail('request:fail url not in domain list'),
  'request calls fail at once, and returns nothing': (request) => (request.fail('request:fail invalid url'), null),
  'request returns nothing': () => null,
  'request returns a number': () => 7,
};

for (const [name, answer] of Object.entries(MISUSES)) {
  test(`one error that helps, and one end: ${name}`, async () => {
    const stream = play({}, answer);
    assert.strictEqual(await stream.ended(), 'request');
    const errors = stream.all('onError');
    assert.deepStrictEqual(
      errors.map((error) => error.kind),
      ['request']
    );
    assert.match(errors[0].message, /parameter\.url|domain list|invalid url|returned no task/);
    assert.strictEqual(stream.wire.requests.length, 1);
    assertEnded(stream);
  });
}

test('a request that fails at once for now is tried again', async () => {
  const stream = play({ attempts: 1 }, (request) => void request.fail('request:fail '));
  await stream.request();
  await stream.device.pass(2000);
  assert.strictEqual(await stream.ended(), 'lost');
  assert.deepStrictEqual(
    stream.all('onError').map((error) => error.retryIn),
    [2000, null]
  );
  assertEnded(stream);
});

test('a request that is a promise as well may reject', async () => {
  // As Taro's: it calls `fail` and rejects, or does but one of both.
  for (const calls of [true, false]) {
    const stream = play({ attempts: 0 }, (request) => {
      if (calls) setImmediate(() => request.fail('request:fail timeout'));
      return Object.assign(Promise.reject(new Error('request:fail timeout')), request.task);
    });
    assert.strictEqual(await stream.ended(), 'lost');
    assert.strictEqual(stream.all('onError').length, 1);
    assertEnded(stream);
  }
});

const WRONG = [
  [{ mode: 'appendd' }, /mode is to be one of append, replace, auto, not 'appendd'/],
  [{ url: undefined }, /url is to be a URL/],
  [{ url: '' }, /url is to be a URL/],
  [{ url: 7 }, /url is to be a URL/],
  [{ transportIdle: 0 }, /transportIdle is to be .* above 0, or null/],
  [{ transportIdle: '60s' }, /transportIdle is to be/],
  [{ attempts: -1 }, /attempts is to be a whole number/],
  [{ attempts: NaN }, /attempts is to be a whole number/],
  [{ retriedStatuses: 502 }, /retriedStatuses is to be an array/],
  [{ onText: 'text' }, /onText is to be a function/],
  [{ onMesage: () => {} }, /there is no option onMesage/],
  [{ lastEventID: '1' }, /there is no option lastEventID; did you mean lastEventId\?/],
  [{ lastEventId: 7 }, /lastEventId is to be a string, not 7/],
  [{ preset: 'answer' }, /preset is to be one of answers, feeds/],
  [{ format: 'xml' }, /format is to be one of sse, json, text/],
  [{ framing: 'lines' }, /framing goes with format: 'json'/],
  [{ format: 'json', framing: 'xml' }, /framing is to be one of concatenated/],
  [{ format: 'text', done: 'x' }, /plain text has no event/],
  [{ onHide: 'stop' }, /onHide is to be one of keep, pause, close/],
  [{ throttle: -1 }, /throttle is to be a number/],
];

test('options are validated, with a message', async () => {
  for (const [options, message] of WRONG) {
    const stream = play(options);
    assert.deepStrictEqual(stream.calls, [], 'nothing is called inside connect()');
    assert.strictEqual(await stream.ended(), 'options', JSON.stringify(options));
    const errors = stream.all('onError');
    assert.deepStrictEqual([errors.length, errors[0].kind], [1, 'options']);
    assert.match(errors[0].message, message);
    assert.strictEqual(stream.wire.requests.length, 0);
    assertEnded(stream);
  }
  for (const given of [undefined, null, 'http://wire', 7]) {
    const { device } = play();
    device.require('unchunk/event-source.js').connect(given).close();
  }
});

test('undefined and null are as if not given', async () => {
  const nothing = {
    lastEventId: null,
    done: undefined,
    doneType: null,
    header: undefined,
    mode: undefined,
    payload: null,
  };
  Object.assign(nothing, { attempts: null, text: undefined, resume: null, throttle: undefined, wasm: undefined });
  const { reason, stream } = await playWhole(nothing, 'data: x\n\n');
  assert.strictEqual(reason, 'complete');
  assert.strictEqual(stream.wire.last.lastEventId, undefined);
  assert.deepStrictEqual(stream.all('onText'), ['x']);
});

test('without onError, what goes wrong is on the console', async () => {
  for (const options of [{ mode: 'appendd' }, { done: 'x' }]) {
    const stream = play(Object.assign({ onError: undefined }, options));
    const warned = [];
    stream.device.realm.console = { warn: (...words) => warned.push(words) };
    const request = await stream.request();
    if (request) request.head().chunk('data: y\n\n').success();
    await stream.ended();
    assert.strictEqual(warned.length, 1);
    assertEnded(stream);
  }
});

test('close() at any moment is the end, at once and once', async () => {
  const places = ['onOpen', 'onEvent', 'onHeartbeat', 'onText', 'onError', 'onRetry'];
  for (const place of places.concat('payload', 'accept', 'done', 'url', 'header')) {
    let stream;
    let closed = false;
    const close = () => {
      stream.controller.close();
      closed = true;
    };
    const inside = { [place]: close };
    const options = { inside, preset: 'feeds' };
    const answers = { payload: 'x', accept: true, done: false, url: 'http://wire', header: {} };
    if (place in answers) options[place] = () => (close(), answers[place]);
    stream = play(options);
    const request = await stream.request();
    if (request) {
      request.head().chunk(': heartbeat\n\ndata: x\n\ndata: y\n\n');
      if (!request.isAborted) request.chunk('data: z').fail();
    }
    assert.strictEqual(await stream.ended(), 'closed', place);
    assert(closed, place);
    // What comes late is no news.
    if (request) request.head().chunk('data: late\n\n').success();
    if (request) request.fail();
    stream.controller.close();
    await stream.device.pass(100000);
    assertEnded(stream, place);
    assert(stream.all('onEvent').length <= 2, place);
    if (place === 'payload') assert.deepStrictEqual(stream.all('onText'), []);
  }
});

test('close() inside onError is the end of errors too', async () => {
  const stream = play({ maxEventBytes: 8, inside: { onError: () => stream.controller.close() } });
  (await stream.request()).head().chunk('data: 0123456789\n\ndata: 0123456789\n\n');
  assert.strictEqual(await stream.ended(), 'closed');
  assert.deepStrictEqual(
    stream.all('onError').map((error) => error.name),
    ['event-too-large']
  );
  assertEnded(stream);
});

test('a text that becomes too large is told of once, and events go on', async () => {
  const large = 'x'.repeat(9 * 1024 * 1024);
  const { stream, reason } = await playWhole(
    { payload: ({ data }) => (data === 'x' ? 'x' : large) },
    'data: x\n\ndata: y\n\ndata: x\n\ndata: y\n\n'
  );
  assert.deepStrictEqual([stream.all('onText'), stream.all('onEvent').length, reason], [['x'], 4, 'complete']);
  assert.deepStrictEqual(
    stream.all('onError').map(({ kind, message }) => [kind, message]),
    [['payload', 'text larger than the limit']]
  );
});

test('close() inside request() aborts what it returns', async () => {
  const stream = play({}, () => void stream.controller.close());
  assert.strictEqual(await stream.ended(), 'closed');
  assert(stream.wire.last.isAborted);
  assertEnded(stream);
  // And where that throws.
  const wrong = play({}, (request) => {
    wrong.controller.close();
    request.task.abort = () => {
      throw new Error('no');
    };
  });
  assert.strictEqual(await wrong.ended(), 'closed');
});

test('a chunk that is a string is text, wherever it is cut', async () => {
  const stream = play();
  const request = await stream.request();
  for (const unit of 'data: hi 😀 你\n\n'.split('')) {
    for (const listener of [...request.head().chunkListeners]) listener({ data: unit });
  }
  request.success();
  assert.strictEqual(await stream.ended(), 'complete');
  assert.deepStrictEqual(stream.all('onText'), ['hi 😀 你']);
});

test('a chunk that is neither bytes nor a string is told of, and so is one that is nothing', async () => {
  for (const data of [7, null, undefined, {}, [100]]) {
    const stream = play();
    const request = await stream.request();
    for (const listener of [...request.head().chunkListeners]) listener({ data });
    assert.strictEqual(await stream.ended(), 'request');
    assert.match(stream.all('onError')[0].message, /a chunk is bytes or a string/);
    assert(request.isAborted);
    assertEnded(stream);
  }
});

test('all that comes with success may be a string, or parsed already', async () => {
  const body = { error: { message: '余额不足' } };
  for (const data of [JSON.stringify(body), body]) {
    const stream = play();
    (await stream.request()).success({ statusCode: 401, header: {}, data });
    assert.strictEqual(await stream.ended(), 'response');
    assert.deepStrictEqual(
      stream.all('onError').map((error) => [error.status, error.json]),
      [[401, body]]
    );
  }
});

test('what auto mode has left open is handed out at the end', async () => {
  const { stream, reason } = await playWhole({ mode: 'auto' }, 'data: ha\n\ndata: ha\n\n');
  assert.deepStrictEqual([stream.all('onText'), reason], [['ha', 'haha'], 'complete']);
  const closed = play({ mode: 'auto' });
  (await closed.request()).head().chunk('data: ha\n\ndata: ha\n\n');
  closed.controller.close();
  assert.deepStrictEqual([...closed.all('onText')], ['ha', 'haha']);
  await closed.ended();
  assertEnded(closed);
});

test('what a cut stream leaves is told as its tail, and ignored lines with it', async () => {
  const error = '{"error":{"message":"overloaded"}}';
  const cases = [
    // body, end, tail, ignored, json
    [`data: x\n\n${error}`, 'success', error, error, true],
    [`data: x\n\n${error}\n`, 'success', `${error}\n`, `${error}\n`, true],
    [`data: x\n\n${error}\n\n`, 'fail', '', `${error}\n`, true],
    ['data: x\n\ndata: last', 'success', 'last', '', false],
    ['data: x\n\ndata: la', 'fail', 'la', '', false],
    [`data: x\n\n${error}\ndata: half`, 'fail', 'half', `${error}\n`, false],
  ];
  for (const [body, end, tail, ignored, isJson] of cases) {
    const stream = play();
    (await stream.request()).head().chunk(body)[end]();
    assert.strictEqual(await stream.ended(), 'lost', body);
    const errors = stream.all('onError');
    assert.deepStrictEqual(
      [errors.length, errors[0].kind, errors[0].tail, errors[0].ignored],
      [1, 'lost', tail, ignored],
      body
    );
    assert.strictEqual(errors[0].json && errors[0].json.error.message, isJson ? 'overloaded' : undefined, body);
  }
  // After the last event, before a clean end.
  const { reason, errors } = await playWhole({}, `data: x\n\n${error}\n\n`);
  assert.deepStrictEqual([reason, errors[0].kind, errors[0].json.error.message], ['complete', 'ignored', 'overloaded']);
  // By the deadline too.
  const silent = play();
  (await silent.request()).head().chunk('data: x\n\ndata: half');
  await silent.device.pass(60000);
  assert.strictEqual(await silent.ended(), 'lost');
  assert.deepStrictEqual(
    silent.all('onError').map((error) => [error.loss, error.tail]),
    [['transport-idle', 'half']]
  );
});

test('halves cut between two events are joined, and escapes cut inside', async () => {
  const delta = (text) => `data: {"delta":"${text}"}\n\n`;
  const payload = (event) => JSON.parse(event.data).delta;
  const halves = await playWhole({ payload }, delta('hi \\ud83d') + delta('\\ude00!'));
  assert.deepStrictEqual(halves.stream.all('onText'), ['hi ', 'hi 😀!']);
  for (const mode of ['append', 'auto']) {
    const cut = await playWhole(
      { mode, percentEncoded: true },
      'data: %E4%BD\n\ndata: %A0%E\n\ndata: 5%A5%BD 100%\n\n'
    );
    assert.strictEqual(cut.stream.all('onText').pop(), '你好 100%', mode);
  }
  const whole = await playWhole(
    { mode: 'replace', percentEncoded: true },
    'data: %E4%BD\n\ndata: %E4%BD%A0%E5\n\ndata: %E4%BD%A0\n\n'
  );
  assert.deepStrictEqual(whole.stream.all('onText'), ['你']);
});

test('a clock set back or forward moves no deadline', async () => {
  for (const set of [-3600000, 3600000, -100, 100]) {
    const stream = play({ contentIdle: 200000 });
    const request = (await stream.request()).head().chunk('data: 1\n\n');
    await stream.device.pass(30000);
    stream.device.clockSet += set;
    request.chunk('data: 2\n\n');
    const next = Math.min(...stream.device.timers.map((timer) => timer.at - stream.device.time));
    assert.strictEqual(next, 60000, `${set}`);
    await stream.device.pass(30000);
    stream.device.clockSet += set;
    await stream.device.pass(29999);
    assert.deepStrictEqual(stream.all('onError'), [], `${set}`);
    // A timer that seems to be late is given a moment.
    await stream.device.pass(1001);
    assert.deepStrictEqual(
      stream.all('onError').map((error) => error.loss),
      ['transport-idle'],
      `${set}`
    );
    await stream.ended();
  }
});

test('a clock set forward makes no event late', async () => {
  const stream = play({ contentIdle: 90000 });
  const request = (await stream.request()).head().chunk('data: 1\n\n');
  await stream.device.pass(1000);
  stream.device.clockSet += 3600000;
  request.chunk(': heartbeat\n\n');
  await stream.device.pass(20000);
  assert.deepStrictEqual(stream.all('onError'), []);
  stream.controller.close();
});

test('after a sleep, bytes that wait are read before a deadline is believed', async () => {
  const stream = play({ preset: 'feeds', jitter: false });
  const request = (await stream.request()).head().chunk('data: 1\n\n');
  stream.device.sleep(3600000);
  // The timer is the first to know that time has passed.
  await stream.device.pass(0);
  request.chunk('data: 2\n\n');
  await stream.device.pass(59000);
  assert.deepStrictEqual([stream.all('onError'), stream.all('onEvent').length], [[], 2]);
  // And silence is silence.
  stream.device.sleep(3600000);
  await stream.device.pass(1000);
  assert.deepStrictEqual(
    stream.all('onError').map((error) => error.loss),
    ['transport-idle']
  );
  stream.controller.close();
  await stream.ended();
  assertEnded(stream);
});

test('a clock that does not jump is used where there is one', async () => {
  const { device } = play();
  device.realm.performance = { now: () => device.time };
  const { Clock } = device.require('unchunk/clock.js');
  const clock = new Clock();
  device.clockSet -= 3600000;
  device.time += 7;
  assert.strictEqual(clock.now(), 7);
});

test('nothing is allocated after free()', async () => {
  const { device, controller } = play();
  const core = await device.require('unchunk/unchunk.js').load('/unchunk/unchunk.wasm');
  controller.close();
  let allocated = 0;
  const alloc = core.exports.unchunk_alloc;
  core.exports = Object.assign({}, core.exports, { unchunk_alloc: (length) => ((allocated += 1), alloc(length)) });
  const freed = { sse: core.sse(), json: core.json(), text: core.text(), assembler: core.assembler('append') };
  for (const handle of Object.values(freed)) handle.free();
  allocated = 0;
  for (const [name, calls] of Object.entries({
    sse: ['feed', 'finish', 'state'],
    json: ['feed', 'finish'],
    text: ['feed', 'finish'],
    assembler: ['push', 'resolve', 'finish'],
  })) {
    for (const call of calls) assert.throws(() => freed[name][call]('append'), /used after free/, `${name}.${call}`);
  }
  assert.strictEqual(allocated, 0);
});

test("what fails inside ends the stream, and not in the platform's callback", async () => {
  const stream = play();
  const request = (await stream.request()).head();
  const [instance] = stream.device.instances;
  assert(instance.exports.memory);
  // The module runs out of memory.
  const core = await stream.device.require('unchunk/unchunk.js').load('/unchunk/unchunk.wasm');
  core.exports = Object.assign({}, core.exports, {
    unchunk_decode: () => {
      throw new WebAssembly.RuntimeError('unreachable');
    },
  });
  request.success();
  await stream.ended();
  const other = play({ wasm: core });
  (await other.request()).head().chunk('data: x\n\n');
  assert.strictEqual(await other.ended(), 'internal');
  assert(other.wire.last.isAborted);
  assert.deepStrictEqual(other.all('onError'), [{ kind: 'internal', message: 'unreachable' }]);
  assertEnded(other);
});
