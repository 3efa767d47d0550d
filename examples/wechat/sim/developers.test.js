// What developers expect of a stream: presets, reconnecting, tokens, storage, the background, any platform, any format.
'use strict';

const assert = require('node:assert');
const http = require('node:http');
const path = require('node:path');
const fs = require('node:fs');
const test = require('node:test');

const { Device } = require('./device.js');
const { play } = require('./wire.js');

const GET = { jitter: false };
const POST = { method: 'POST', jitter: false };

// Whether another request comes after the first, and what was told of the loss.
async function isRepeated(options, first) {
  const stream = play(options);
  first(await stream.request(), stream.device);
  await stream.device.until(() => stream.all('onError').length > 0);
  const [error] = stream.all('onError');
  if (error.retryIn !== null && error.kind === 'lost') await stream.device.pass(error.retryIn);
  for (let turn = 0; turn < 3; turn += 1) await stream.device.network();
  const isRepeated = stream.wire.requests.length > 1;
  stream.controller.close();
  return isRepeated;
}

test('a request is sent again as its preset has it', async () => {
  const failed = (request) => request.fail();
  const timeout = (request) => request.fail('request:fail timeout');
  const silent = (request, device) => device.pass(60000);
  const status = (statusCode) => (request) => request.head(statusCode, {}).success();
  const cut =
    (body, end = 'fail') =>
    (request) =>
      request.head().chunk(body)[end]();
  const answers = Object.assign({ preset: 'answers' }, POST);
  const feeds = Object.assign({ preset: 'feeds' }, GET);
  // what happens; then whether it is sent again by answers, by feeds, by a GET and a POST without a preset
  const table = [
    ['failed before a response', failed, true, true, true, true],
    ["the platform's timeout", timeout, false, true, false, false],
    ['silence', silent, false, true, false, false],
    ['408', status(408), false, true, true, false],
    ['429', status(429), true, true, true, true],
    ['500', status(500), false, true, true, false],
    ['502', status(502), false, true, true, false],
    ['503', status(503), true, true, true, true],
    ['404', status(404), false, false, false, false],
    ['cut before an event', cut(''), false, true, true, true],
    ['cut after an event', cut('data: x\n\n'), false, true, false, false],
    ['cut after an ID', cut('id: 1\ndata: x\n\n'), false, true, true, true],
  ];
  for (const [name, first, ...expected] of table) {
    const repeated = [];
    for (const options of [answers, feeds, GET, POST]) repeated.push(await isRepeated(options, first));
    assert.deepStrictEqual(repeated, expected, name);
  }
});

test('a server that restarts does not end a stream that can resume', async () => {
  for (const method of ['GET', 'POST']) {
    const stream = play({ method, done: '[DONE]' });
    (await stream.request()).head().chunk('id: 7\ndata: x\n\n').fail();
    await stream.device.pass(2000);
    (await stream.request()).head(502, { 'Content-Type': 'text/html' }).success({ data: '<h1>Bad Gateway</h1>' });
    await stream.device.pass(4000);
    const third = await stream.request();
    assert.strictEqual(third.lastEventId, '7');
    third.head().chunk('data: y\n\ndata: [DONE]\n\n');
    assert.strictEqual(await stream.ended(), 'done');
    assert.deepStrictEqual(stream.all('onText'), ['x', 'xy']);
    assert.deepStrictEqual(
      stream.all('onError').map(({ loss, status }) => [loss, status]),
      [
        ['failed', 200],
        ['status', 502],
      ]
    );
    assert.deepStrictEqual(stream.all('onRetry'), [
      { attempt: 1, retryIn: 2000, lastEventId: '7' },
      { attempt: 2, retryIn: 4000, lastEventId: '7' },
    ]);
  }
});

test('headers may come late or never, and a status that passes still does', async () => {
  const stream = play({ attempts: 1 });
  (await stream.request()).chunk('<h1>Bad Gateway</h1>').success({ statusCode: 502, header: { 'retry-after': '9' } });
  await stream.device.until(() => stream.all('onRetry').length > 0);
  assert.strictEqual(stream.all('onRetry')[0].retryIn, 9000);
  stream.controller.close();
});

test('Retry-After is waited for: seconds, or a date', async () => {
  for (const [value, retryIn] of [
    ['120', 120000],
    [' 7 ', 7000],
    ['0', 2000],
    [new Date(90000).toUTCString(), 90000],
    ['soon', 2000],
  ]) {
    const stream = play();
    (await stream.request()).head(503, { 'RETRY-AFTER': value });
    await stream.device.until(() => stream.all('onRetry').length > 0);
    assert.strictEqual(stream.all('onRetry')[0].retryIn, retryIn, value);
    await stream.device.pass(retryIn - 1);
    assert.strictEqual(stream.wire.requests.length, 1);
    await stream.device.pass(1);
    assert.strictEqual(stream.wire.requests.length, 2);
    stream.controller.close();
  }
});

test('a retry from the server has a floor, and a cap where one is wanted', async () => {
  const waits = [
    ['retry: 0\n', {}, 500],
    ['retry: 0\n', { minDelay: 0 }, 0],
    ['retry: 86400000\n', {}, 86400000],
    ['retry: 86400000\n', { capsRetry: true }, 30000],
    ['', { reconnectionTime: 100 }, 100],
  ];
  for (const [line, options, retryIn] of waits) {
    const stream = play(options);
    (await stream.request()).head().chunk(`${line}id: 1\ndata: x\n\n`).fail();
    await stream.device.until(() => stream.all('onRetry').length > 0);
    assert.strictEqual(stream.all('onRetry')[0].retryIn, retryIn, JSON.stringify([line, options]));
    stream.controller.close();
  }
});

test('an idle deadline may be off, and the first byte may have its own', async () => {
  const patient = play({ transportIdle: null });
  const request = (await patient.request()).head().chunk('data: x\n\n');
  assert.deepStrictEqual(patient.device.timers, []);
  await patient.device.pass(36000000);
  request.chunk('data: y\n\n').success();
  assert.strictEqual(await patient.ended(), 'complete');
  const hasty = play({ firstByte: 5000, preset: 'feeds' });
  await hasty.request();
  await hasty.device.pass(4999);
  assert.deepStrictEqual(hasty.calls, []);
  await hasty.device.pass(1);
  assert.deepStrictEqual(
    hasty.all('onError').map((error) => error.loss),
    ['transport-idle']
  );
  hasty.controller.close();
});

test('a server that closes at once is not asked without end', async () => {
  const stream = play({ preset: 'feeds', jitter: false, attempts: 3 });
  for (const retryIn of [2000, 4000, 8000]) {
    (await stream.request()).head().chunk('data: x\n\n').success();
    await stream.device.until(() => stream.all('onRetry').length === stream.taken);
    assert.strictEqual(stream.all('onRetry').pop().retryIn, retryIn);
    await stream.device.pass(retryIn);
  }
  const held = (await stream.request()).head();
  await stream.device.pass(5000);
  held.chunk('data: x\n\n').success();
  await stream.device.until(() => stream.all('onRetry').length === 4);
  assert.strictEqual(stream.all('onRetry').pop().retryIn, 2000);
  stream.controller.close();
});

test('the response is told of, and judged by the page', async () => {
  const octets = { 'Content-Type': 'application/octet-stream', 'X-Model': 'm' };
  for (const [status, header] of [
    [201, { 'Content-Type': 'text/event-stream' }],
    [200, octets],
    [200, {}],
  ]) {
    const refused = play();
    (await refused.request()).head(status, header).chunk('data: x\n\n').success();
    assert.strictEqual(await refused.ended(), 'response');
    assert.deepStrictEqual([refused.all('onOpen'), refused.all('onEvent')], [[], []]);
    const asked = [];
    const accepted = play({ accept: (...head) => asked.push(head) > 0 });
    (await accepted.request()).head(status, header).chunk('data: x\n\n').success();
    assert.strictEqual(await accepted.ended(), 'complete');
    assert.deepStrictEqual(asked, [[status, header]]);
    assert.deepStrictEqual(accepted.all('onOpen'), [{ status, header }]);
    assert.deepStrictEqual(accepted.all('onText'), ['x']);
  }
  const none = play({ accept: () => false });
  (await none.request()).head().chunk('data: x\n\n').success();
  assert.strictEqual(await none.ended(), 'response');
});

test('onOpen comes before all else, whenever the headers come', async () => {
  for (const headers of ['first', 'late', 'never']) {
    const stream = play();
    const request = await stream.request();
    if (headers === 'first') request.head();
    request.chunk('da');
    if (headers === 'late') request.head();
    request.chunk('ta: x\n\n').success();
    assert.strictEqual(await stream.ended(), 'complete');
    assert.deepStrictEqual(
      stream.calls.map(([name]) => name),
      ['onOpen', 'onEvent', 'onText', 'onEnd'],
      headers
    );
  }
});

test("late headers that are no stream's are told as such", async () => {
  const stream = play();
  (await stream.request()).chunk('{"error":').head(401, {}).chunk('"no"}').success();
  assert.strictEqual(await stream.ended(), 'response');
  assert.deepStrictEqual(
    stream.calls.map(([name]) => name),
    ['onError', 'onEnd']
  );
  assert.deepStrictEqual(
    stream.all('onError').map(({ status, json }) => [status, json]),
    [[401, { error: 'no' }]]
  );
});

test('an error page that does not end is told as far as it came', async () => {
  const stream = play({ preset: 'feeds' });
  (await stream.request()).head(401, {}).chunk('{"error":"no"}');
  await stream.device.pass(9999);
  assert.deepStrictEqual(stream.calls, []);
  await stream.device.pass(1);
  assert.strictEqual(await stream.ended(), 'response');
  assert.deepStrictEqual(
    stream.all('onError').map((error) => [error.status, error.json]),
    [[401, { error: 'no' }]]
  );
});

test('heartbeats are told to those who ask', async () => {
  const stream = play();
  (await stream.request()).head().chunk(': still here\n\n:\n\ndata: x\n\n').success();
  await stream.ended();
  assert.deepStrictEqual(
    stream.all('onHeartbeat').map((comment) => comment.text),
    ['still here', '']
  );
  assert.deepStrictEqual(stream.all('onText'), ['x']);
});

test('url and header may be functions, asked for each request', async () => {
  let count = 0;
  const ways = [
    (value) => value,
    (value) => Promise.resolve(value),
    (value) => new Promise((resolve) => setTimeout(() => resolve(value), 5)),
  ];
  for (const way of ways) {
    count = 0;
    const stream = play({
      url: () => way(`http://wire/${(count += 1)}`),
      header: () => way({ Authorization: `token ${count}`, accept: 'x' }),
    });
    (await stream.request()).head().chunk('id: 1\ndata: x\n\n').fail();
    await stream.device.pass(2000);
    (await stream.request()).head().success();
    assert.strictEqual(await stream.ended(), 'complete');
    const sent = stream.wire.requests.map(({ options }) => [options.url, options.header]);
    assert.deepStrictEqual(JSON.parse(JSON.stringify(sent)), [
      ['http://wire/1', { Authorization: 'token 1', accept: 'x' }],
      ['http://wire/2', { Authorization: 'token 2', accept: 'x', 'Last-Event-ID': '1' }],
    ]);
  }
});

test('a token that cannot be had is a request that failed', async () => {
  const wrongs = [
    () => {
      throw new Error('no token');
    },
    () => Promise.reject(new Error('no token')),
  ];
  for (const wrong of wrongs) {
    let count = 0;
    const stream = play({ header: () => ((count += 1) === 1 ? wrong() : {}) });
    await stream.device.until(() => stream.all('onRetry').length > 0);
    assert.strictEqual(stream.all('onError')[0].message, 'no token');
    await stream.device.pass(2000);
    (await stream.request()).head().chunk('data: x\n\n').success();
    assert.strictEqual(await stream.ended(), 'complete');
  }
  // Closed while it is waited for.
  let give = null;
  const stream = play({ header: () => new Promise((resolve) => (give = resolve)) });
  await stream.device.until(() => give !== null);
  stream.controller.close();
  give({});
  for (let turn = 0; turn < 5; turn += 1) await stream.device.network();
  assert.deepStrictEqual([stream.wire.requests.length, stream.calls.length], [0, 1]);
});

const ANSWER = { resume: 'answer-1', done: '[DONE]' };

test('a stream goes on after the page or the program was closed', async () => {
  const first = play(ANSWER);
  (await first.request()).head().chunk('id: 1\ndata: Hel\n\nid: 2\ndata: lo\n\n');
  await first.device.pass(1000);
  assert.deepStrictEqual(JSON.parse(first.device.storage.get('answer-1')), { lastEventId: '2', text: 'Hello' });
  // The program is killed: nothing is told any more. The next one has its storage.
  const second = play(ANSWER);
  second.device.storage = first.device.storage;
  const request = await second.request();
  assert.strictEqual(request.lastEventId, '2');
  assert.deepStrictEqual(second.calls[0], ['onText', 'Hello', { text: 'Hello', removed: 0, suffix: 'Hello' }]);
  request.head().chunk('id: 3\ndata: , wor\n\n');
  second.controller.close();
  assert.deepStrictEqual(JSON.parse(second.device.storage.get('answer-1')), { lastEventId: '3', text: 'Hello, wor' });
  // On the same device, once more.
  second.connect(ANSWER);
  (await second.request()).head().chunk('id: 4\ndata: ld\n\ndata: [DONE]\n\n');
  assert.deepStrictEqual(second.all('onText').pop(), 'Hello, world');
  await second.device.pass(5000);
  assert.strictEqual(second.device.storage.size, 0);
});

test('Alipay has its own way with storage', async () => {
  const kept = {};
  const { device } = play();
  device.realm.my = {
    request: (options) => device.wx.request(options).task || { abort: () => {} },
    getStorageSync: ({ key }) => ({ data: kept[key] === undefined ? null : kept[key] }),
    setStorageSync: ({ key, data }) => (kept[key] = data),
    removeStorageSync: ({ key }) => delete kept[key],
  };
  delete device.realm.wx;
  const { storageOf } = device.require('unchunk/platform.js');
  const storage = storageOf();
  assert.strictEqual(storage.get('k'), null);
  storage.set('k', 'v');
  assert.strictEqual(storage.get('k'), 'v');
  storage.remove('k');
  assert.deepStrictEqual(kept, {});
});

test('what is kept is a place in the stream: its ID, and the text up to there', async () => {
  // Closed inside the callback of an event, the text is not yet that event's.
  const stream = play(
    Object.assign({ inside: { onEvent: (event) => event.data === 'b' && stream.controller.close() } }, ANSWER)
  );
  (await stream.request()).head().chunk('id: 1\ndata: a\n\nid: 2\ndata: b\n\n');
  assert.deepStrictEqual(JSON.parse(stream.device.storage.get('answer-1')), { lastEventId: '1', text: 'a' });
  // Half a character is no place to go on from, nor is a text that is open.
  for (const [options, chunk] of [
    [{ payload: () => '\ud83d' }, 'id: 3\ndata: x\n\n'],
    [{ mode: 'auto' }, 'id: 4\ndata: ha\n\nid: 5\ndata: ha\n\n'],
  ]) {
    const half = play(Object.assign({}, ANSWER, options));
    (await half.request()).head().chunk(chunk);
    half.controller.close();
    const kept = half.device.storage.get('answer-1');
    assert.deepStrictEqual(kept && JSON.parse(kept), options.mode && { lastEventId: '4', text: 'ha' });
  }
  // Without IDs, nothing is kept.
  const none = play(ANSWER);
  (await none.request()).head().chunk('data: x\n\n');
  none.controller.close();
  assert.strictEqual(none.device.storage.size, 0);
});

test('storage that is broken, full or missing harms no stream', async () => {
  const broken = play(ANSWER);
  broken.device.storage.set('answer-1', '{"lastEventId":7}');
  assert.strictEqual((await broken.request()).lastEventId, undefined);
  broken.controller.close();
  const full = () => {
    throw new Error('exceeded');
  };
  const stream = play(Object.assign({}, ANSWER, { storage: { get: full, set: full, remove: full } }));
  (await stream.request()).head().chunk('id: 1\ndata: x\n\n');
  await stream.device.pass(5000);
  stream.wire.last.chunk('data: [DONE]\n\n');
  assert.strictEqual(await stream.ended(), 'done');
  assert.deepStrictEqual(stream.all('onError'), [{ kind: 'storage', message: 'exceeded' }]);
  // One's own, and no mode that it needs.
  const kept = new Map();
  const own = play({
    resume: 'k',
    storage: {
      get: (key) => kept.get(key),
      set: (key, value) => kept.set(key, value),
      remove: (key) => kept.delete(key),
    },
  });
  (await own.request()).head().chunk('id: 1\ndata: x\n\n');
  own.controller.close();
  assert.deepStrictEqual([...kept], [['k', '{"lastEventId":"1","text":"x"}']]);
});

test('a text may be begun with', async () => {
  for (const [mode, payload] of [
    ['append', 'lo'],
    ['replace', 'Hello'],
  ]) {
    const stream = play({ mode, text: 'Hel', lastEventId: '1' });
    const request = await stream.request();
    assert.strictEqual(request.lastEventId, '1');
    request.head().chunk(`data: ${payload}\n\n`).success();
    assert.strictEqual(await stream.ended(), 'complete');
    assert.deepStrictEqual(
      stream.calls.filter(([name]) => name === 'onText'),
      [['onText', 'Hello', { text: 'Hello', removed: 0, suffix: 'lo' }]]
    );
  }
});

test('in the background it is kept, and what is lost there is asked for again when shown', async () => {
  const stream = play();
  const request = (await stream.request()).head().chunk('id: 1\ndata: x\n\n');
  stream.device.hide();
  assert.strictEqual(request.isAborted, false);
  request.chunk('id: 2\ndata: y\n\n').fail('request:fail interrupted');
  await stream.device.pass(3600000);
  assert.deepStrictEqual([stream.wire.requests.length, stream.all('onRetry').length], [1, 1]);
  stream.device.show();
  const second = await stream.request();
  assert.strictEqual(second.lastEventId, '2');
  second.head().success();
  assert.strictEqual(await stream.ended(), 'complete');
});

test('in the background it is paused, where it can go on', async () => {
  const stream = play({ onHide: 'pause' });
  const request = (await stream.request()).head().chunk('id: 1\ndata: x\n\nid: 2\ndata: ha');
  stream.device.hide();
  assert(request.isAborted);
  await stream.device.pass(3600000);
  assert.deepStrictEqual([stream.wire.requests.length, stream.all('onError'), stream.all('onRetry')], [1, [], []]);
  stream.device.show();
  assert.strictEqual((await stream.request()).lastEventId, '1');
  stream.controller.close();
  await stream.ended();
  // Without an ID it could only start over.
  const answer = play({ onHide: 'pause' });
  const only = (await answer.request()).head().chunk('data: x\n\n');
  answer.device.hide();
  answer.device.show();
  only.chunk('data: y\n\n').success();
  assert.strictEqual(await answer.ended(), 'complete');
  assert.deepStrictEqual(answer.all('onText'), ['x', 'xy']);
});

test('in the background it is closed, or an error page is waited for', async () => {
  const stream = play({ onHide: 'close' });
  const request = (await stream.request()).head();
  stream.device.hide();
  assert(request.isAborted);
  assert.strictEqual(await stream.ended(), 'closed');
  const refused = play({ onHide: 'pause' });
  (await refused.request()).head(401, {}).chunk('{"error":"no"}');
  refused.device.hide();
  refused.device.show();
  assert.strictEqual(await refused.ended(), 'response');
  assert.deepStrictEqual(
    refused.all('onError').map((error) => error.json),
    [{ error: 'no' }]
  );
});

test('any platform sends the request, by its own words', async () => {
  // As Alipay has it: `headers` and `status`.
  const stream = play({
    request: (options) => {
      const task = stream.wire.request(options);
      const tell = task.onHeadersReceived;
      task.onHeadersReceived = (listener) =>
        tell(({ statusCode, header }) => listener({ status: statusCode, headers: header }));
      return task;
    },
  });
  (await stream.request()).head(401, { a: 'b' }).success({ data: 'no' });
  assert.strictEqual(await stream.ended(), 'response');
  assert.deepStrictEqual(
    stream.all('onError').map(({ status, header, body }) => [status, header, body]),
    [[401, { a: 'b' }, 'no']]
  );
  // Under its own name.
  for (const name of ['my', 'tt', 'qq', 'swan', 'ks', 'uni']) {
    const other = new Device();
    const sent = [];
    other.realm[name] = { request: (options) => (sent.push(options.url), { abort: () => {} }) };
    delete other.realm.wx;
    const { connect } = other.require('unchunk/event-source.js');
    const controller = connect({ url: name });
    await other.until(() => sent.length > 0);
    controller.close();
    assert.deepStrictEqual(sent, [name]);
  }
  const nowhere = new Device();
  delete nowhere.realm.wx;
  const told = [];
  nowhere
    .require('unchunk/event-source.js')
    .connect({ url: 'x', onError: (error) => told.push(error), onEnd: (end) => told.push(end) });
  await nowhere.until(() => told.length === 2);
  assert.match(told[0].message, /no wx\.request here/);
});

test('WebAssembly has another name on each platform, or is given', async () => {
  const bytes = fs.readFileSync(path.join(__dirname, '../miniprogram/unchunk/unchunk.wasm'));
  for (const name of ['TTWebAssembly', 'MYWebAssembly', 'given', 'bytes']) {
    const device = new Device();
    const instantiator = device.realm.WXWebAssembly;
    delete device.realm.WXWebAssembly;
    if (name === 'bytes') device.realm.WebAssembly = WebAssembly;
    else if (name !== 'given') device.realm[name] = instantiator;
    const { load } = device.require('unchunk/unchunk.js');
    const given = name === 'given' ? { webAssembly: instantiator } : undefined;
    const core = await load(name === 'bytes' ? bytes : '/unchunk/unchunk.wasm', given);
    assert.strictEqual(core.text().feed(bytes.subarray(0, 1)).length, 1, name);
  }
});

test('a browser has fetch', async (t) => {
  const asked = [];
  const server = http.createServer((request, response) => {
    let body = '';
    request.on('data', (data) => (body += data));
    request.on('end', () => {
      asked.push([request.method + ' ' + request.url, request.headers['last-event-id'], request.headers['content-type'], body]);
      if (asked.length === 3) {
        response.writeHead(401, { 'content-type': 'application/json' });
        response.end('{"error":"no"}');
        return;
      }
      response.writeHead(200, { 'content-type': 'text/event-stream', 'x-a': 'b' });
      response.write('id: 号\ndata: x\n\n');
      if (asked.length === 1) setTimeout(() => response.destroy(), 20);
      else response.end('data: y\n\n');
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => (server.closeAllConnections(), server.close()));
  const url = `http://127.0.0.1:${server.address().port}/`;
  // The scripts as a page has them: with fetch, and no wx.
  const { connect } = require('../miniprogram/unchunk/event-source.js');
  const wasm = fs.readFileSync(path.join(__dirname, '../miniprogram/unchunk/unchunk.wasm'));
  const run = (options) =>
    new Promise((resolve) => {
      const told = { texts: [], errors: [], opens: [] };
      const listeners = {
        onText: (text) => told.texts.push(text),
        onError: (error) => told.errors.push(error),
        onOpen: (open) => told.opens.push(open),
        onEnd: ({ reason }) => resolve(Object.assign(told, { reason })),
      };
      connect(Object.assign({ url, wasm, throttle: 0, reconnectionTime: 5 }, listeners, options));
    });
  const first = await run({ method: 'POST', data: { q: '?' } });
  assert.deepStrictEqual([first.reason, first.texts], ['complete', ['x', 'xx', 'xxy']]);
  assert.deepStrictEqual([first.opens.length, first.opens[0].status, first.opens[0].header['x-a']], [2, 200, 'b']);
  assert.deepStrictEqual(
    first.errors.map(({ kind, loss }) => [kind, loss]),
    [['lost', 'failed']]
  );
  const id = Buffer.from('号').toString('latin1');
  assert.deepStrictEqual(asked, [
    ['POST /', undefined, 'application/json', '{"q":"?"}'],
    ['POST /', id, 'application/json', '{"q":"?"}'],
  ]);
  const refused = await run({ url: `${url}?a=b#c`, data: { q: '你 ?', n: 1 } });
  assert.strictEqual(asked[2][0], 'GET /?a=b&q=%E4%BD%A0%20%3F&n=1');
  assert.deepStrictEqual([refused.reason, refused.errors[0].json], ['response', { error: 'no' }]);
  const closed = await new Promise((resolve) => {
    const controller = connect({
      url,
      wasm,
      onEvent: () => controller.close(),
      onEnd: ({ reason }) => resolve(reason),
    });
  });
  assert.strictEqual(closed, 'closed');
  const wrong = await run({ url: 'http://' });
  assert.deepStrictEqual([wrong.reason, wrong.errors.length], ['request', 1]);
});

test('JSON and plain text are streams by the same rules', async () => {
  const texts = ['{"a":"你"}', '[1,{}]', '"😀"', '12'];
  const bodies = {
    concatenated: texts.join(' '),
    lines: texts.join('\n'),
    array: `[${texts.join(',')}]`,
    'text-sequence': texts.map((text) => `\x1e${text}\n`).join(''),
    'content-length': texts.map((text) => `Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`).join(''),
  };
  for (const [framing, body] of Object.entries(bodies)) {
    const stream = play({ format: 'json', framing, payload: (frame) => `${frame.text};` });
    const request = (await stream.request()).head(200, { 'Content-Type': 'application/json' });
    for (const byte of Buffer.from(body)) request.chunk(Uint8Array.of(byte));
    request.success();
    assert.strictEqual(await stream.ended(), 'complete', framing);
    assert.deepStrictEqual(
      stream.all('onEvent').map((frame) => frame.text),
      texts
    );
    assert.strictEqual(stream.all('onText').pop(), texts.map((text) => `${text};`).join(''));
  }
  const text = play({ format: 'text' });
  const request = (await text.request()).head(200, { 'Content-Type': 'text/plain' });
  for (const byte of Buffer.from('né你😀')) request.chunk(Uint8Array.of(byte));
  request.success();
  assert.strictEqual(await text.ended(), 'complete');
  assert.strictEqual(text.all('onText').pop(), 'né你😀');
});

test('other formats reconnect, time out and end by the same rules too', async () => {
  const lines = { format: 'json', framing: 'lines' };
  // Cut after an item: nothing tells the server where to go on.
  const cut = play(lines);
  (await cut.request()).head(200, {}).chunk('{"a":1}\n{"b"').fail();
  assert.strictEqual(await cut.ended(), 'lost');
  assert.deepStrictEqual(
    cut.all('onError').map(({ loss, tail }) => [loss, tail]),
    [['failed', '{"b"']]
  );
  // Before one it is asked for again, and a feed always.
  for (const [options, body] of [
    [lines, ''],
    [Object.assign({ preset: 'feeds', jitter: false }, lines), '{}\n'],
  ]) {
    const stream = play(options);
    (await stream.request()).head(200, {}).chunk(body).fail();
    await stream.device.pass(2000);
    (await stream.request()).head(200, {}).chunk('{"a":2}\n');
    assert.strictEqual(stream.all('onEvent').pop().text, '{"a":2}');
    stream.controller.close();
  }
  // The sentinel, and its absence.
  const done = play(Object.assign({ done: (frame) => JSON.parse(frame.text).done === true }, lines));
  (await done.request()).head(200, {}).chunk('{"a":1}\n{"done":true}\n{"late":1}\n');
  assert.strictEqual(await done.ended(), 'done');
  assert.strictEqual(done.all('onEvent').length, 1);
  const last = play(Object.assign({ done: 'null' }, lines));
  (await last.request()).head(200, {}).chunk('1\nnull').success();
  assert.strictEqual(await last.ended(), 'done');
  const half = play(Object.assign({ done: 'null' }, lines));
  (await half.request()).head(200, {}).chunk('1\n').success();
  assert.strictEqual(await half.ended(), 'lost');
  assert.deepStrictEqual(
    half.all('onError').map(({ loss }) => loss),
    ['complete']
  );
  // Silence, and an error page.
  for (const format of ['json', 'text']) {
    const silent = play({ format });
    (await silent.request()).head(200, {}).chunk('1 ');
    await silent.device.pass(60000);
    assert.strictEqual(await silent.ended(), 'lost');
    assert.deepStrictEqual(
      silent.all('onError').map(({ loss }) => loss),
      ['transport-idle']
    );
    const refused = play({ format });
    (await refused.request()).head(404, {}).chunk('{"error":1}').success();
    assert.strictEqual(await refused.ended(), 'response');
  }
  const page = play(lines);
  (await page.request()).head(200, { 'Content-Type': 'text/html' }).chunk('<html>\n').success();
  assert.notStrictEqual(page.all('onError').length, 0);
  await page.ended();
});
