// Whatever happens, in whatever order: requests answered and not, bytes cut anywhere, time, sleep, the background, close().
'use strict';

const assert = require('node:assert');
const fs = require('node:fs');
const path = require('node:path');
const test = require('node:test');

const { randomly } = require('./chance.js');
const { play } = require('./wire.js');

const ROUNDS = 400;
const STEPS = 60;
const HANDLES = ['unchunk_sse', 'unchunk_json', 'unchunk_text', 'unchunk_assembler'];
const FREES = ['unchunk_free', 'unchunk_assembler_free'];
const BODY =
  'id: 1\ndata: Hel\n\n: heartbeat\n\nevent: x\ndata: lo 😀\n\nretry: 700\nid: 2\n\ndata\n\nfoo\n\ndata: [DONE]\n\n'.repeat(
    3
  );
const WASM = fs.readFileSync(path.join(__dirname, '../miniprogram/unchunk/unchunk.wasm'));

function optionsBy(random) {
  const choices = {
    preset: ['answers', 'feeds'],
    format: ['json', 'text'],
    mode: ['append', 'replace', 'auto'],
    done: ['[DONE]', ''],
    onHide: ['keep', 'pause', 'close'],
    throttle: [0, 60],
    attempts: [0, 1],
    method: ['POST'],
    resume: ['key'],
    contentIdle: [5000],
    header: [() => ({ a: 'b' }), () => Promise.resolve({}), () => Promise.reject(new Error('no token'))],
    accept: [() => true],
    text: ['start'],
    reconnectionTime: [1],
  };
  const options = {};
  for (const [name, values] of Object.entries(choices)) {
    if (random(4) === 0) options[name] = values[random(values.length)];
  }
  if (options.format === 'text') delete options.done;
  return options;
}

// What may happen next to a stream.
function happen(random, stream) {
  const { device, wire } = stream;
  const request = wire.last;
  const isOut = request && !request.isOver && !request.isAborted;
  switch (random(13)) {
    case 0:
    case 1:
      return device.pass([0, 1, 60, 700, 2000, 70000][random(6)]);
    case 2:
      return isOut && request.head([200, 200, 200, 401, 503, 204][random(6)], random(3) === 0 ? {} : undefined);
    case 3:
    case 4:
    case 5:
    case 6: {
      const start = random(BODY.length);
      return isOut && request.chunk(Buffer.from(BODY).subarray(start, start + random(80)));
    }
    case 7:
      if (!isOut) return undefined;
      request.isOver = true;
      return random(2) === 0 ? request.success() : request.fail(random(4) === 0 ? 'request:fail timeout' : undefined);
    case 8:
      return random(2) === 0 ? device.hide() : device.show();
    case 9:
      device.clockSet += [-3600000, 3600000][random(2)];
      return random(4) === 0 && device.sleep(3600000);
    case 10:
      // Of a request that is over, or was dropped, news may still come.
      if (!request || isOut || random(4) > 0) return undefined;
      return request.chunk('data: late\n\n').fail();
    case 11:
      return random(8) === 0 && stream.controller.close();
    default:
      return device.network();
  }
}

function assertSound(stream, seed) {
  const ends = stream.calls.filter(([name]) => name === 'onEnd').length;
  const out = stream.wire.requests.filter((request) => !request.isAborted && !request.isOver).length;
  assert(out <= 1, `seed ${seed}: ${out} requests at a time`);
  let shown = '';
  let isFirst = true;
  for (const [name, text, update] of stream.calls) {
    if (name !== 'onText') continue;
    // A text to begin with is shown already.
    if (isFirst) shown = text.slice(0, text.length - update.suffix.length) + 'x'.repeat(update.removed);
    isFirst = false;
    shown = shown.slice(0, shown.length - update.removed) + update.suffix;
    assert.strictEqual(shown, text, `seed ${seed}`);
  }
  if (ends === 0) return;
  assert.strictEqual(ends, 1, `seed ${seed}`);
  assert.strictEqual(stream.calls[stream.calls.length - 1][0], 'onEnd', `seed ${seed}`);
  assert.strictEqual(out, 0, `seed ${seed}: a request is out after the end`);
}

test('one end, last of all, and nothing is left behind', async () => {
  const reasons = new Set();
  const kinds = new Set();
  const { instance } = await WebAssembly.instantiate(WASM, {});
  let handles = 0;
  const exports = Object.assign({}, instance.exports);
  for (const name of HANDLES) exports[name] = (...given) => ((handles += 1), instance.exports[name](...given));
  for (const name of FREES) exports[name] = (...given) => ((handles -= 1), instance.exports[name](...given));
  for (let seed = 0; seed < ROUNDS; seed += 1) {
    const random = randomly(seed);
    const options = optionsBy(random);
    const stream = play(Object.assign({ webAssembly: { instantiate: async () => ({ exports }) } }, options));
    await stream.device.network();
    for (let step = 0; step < STEPS; step += 1) {
      await happen(random, stream);
      assertSound(stream, seed);
    }
    stream.device.show();
    // Left alone, it asks for the next request, or it ends; a feed may ask for ever.
    for (let turn = 0; turn < 12 && stream.all('onEnd').length === 0; turn += 1) {
      const before = stream.wire.requests.length + stream.calls.length;
      await stream.device.pass(100000);
      await stream.device.network();
      assert(stream.wire.requests.length + stream.calls.length > before, `seed ${seed}: it waits for nothing`);
      if (turn > 8) stream.controller.close();
    }
    assert.strictEqual(stream.all('onEnd').length, 1, `seed ${seed}`);
    assertSound(stream, seed);
    assert.deepStrictEqual(stream.device.timers, [], `seed ${seed}`);
    assert.strictEqual(stream.device.hideListeners.size + stream.device.showListeners.size, 0, `seed ${seed}`);
    assert.strictEqual(handles, 0, `seed ${seed}: handles are left`);
    for (const request of stream.wire.requests) assert.strictEqual(request.chunkListeners.size, 0, `seed ${seed}`);
    stream.all('onEnd').forEach((end) => reasons.add(end.reason));
    stream.all('onError').forEach((error) => kinds.add(error.loss || error.kind));
  }
  for (const reason of ['complete', 'done', 'closed', 'no-content', 'lost', 'response'])
    assert(reasons.has(reason), reason);
  for (const kind of ['failed', 'truncated', 'transport-idle', 'status', 'response', 'ignored'])
    assert(kinds.has(kind), kind);
  assert(!reasons.has('internal') && !reasons.has('options') && !reasons.has('request'), [...reasons].join());
});
