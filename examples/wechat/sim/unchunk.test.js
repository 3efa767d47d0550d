'use strict';

const assert = require('node:assert');
const fs = require('node:fs');
const path = require('node:path');
const test = require('node:test');
const vm = require('node:vm');

const { Device } = require('./device.js');
const { oddBytes } = require('./wx.js');

const WASM = '/unchunk/unchunk.wasm';
const SSE = ': hi\r\n\r\nid: 1\ndata: 你好 😀𠮷\n\nevent: delta\rdata: a\rdata:  b\r\rid\nretry: 5\ndata\n\ndata: cut 你';

// On a device: what a test calls has neither TextDecoder nor WebAssembly.
async function onDevice() {
  const unchunk = new Device().require('unchunk/unchunk.js');
  return { unchunk, core: await unchunk.load(WASM) };
}

// Objects of another realm are equal by what they hold.
function equal(actual, expected) {
  assert.deepStrictEqual(JSON.parse(JSON.stringify(actual)), expected);
}

function bytes(text) {
  return new Uint8Array(Buffer.from(text));
}

// All items and the verdict, whatever the pieces.
function decode(decoder, pieces) {
  const items = [];
  for (const piece of pieces) items.push(...decoder.feed(piece));
  const end = decoder.finish();
  return { items: [...items, ...end.items], verdict: end.verdict };
}

test('a device lacks what it is said to lack', () => {
  const { realm } = new Device();
  const missing = ['TextDecoder', 'TextEncoder', 'fetch', 'EventSource', 'WebAssembly', 'Buffer', 'BigInt'];
  for (const name of missing) assert.strictEqual(vm.runInContext('typeof ' + name, realm), 'undefined', name);
  assert.strictEqual(vm.runInContext('[].at || [].flat || Object.fromEntries', realm), undefined);
});

test('events are the same at every cut', async () => {
  const { core } = await onDevice();
  const all = bytes(SSE);
  const whole = decode(core.sse({ comments: true }), [all]);
  equal(whole, {
    items: [
      { kind: 'comment', text: 'hi', start: 0, end: 5 },
      { kind: 'event', type: 'message', data: '你好 😀𠮷', lastEventId: '1', start: 8, end: 37 },
      { kind: 'event', type: 'delta', data: 'a\n b', lastEventId: '1', start: 37, end: 68 },
      { kind: 'event', type: 'message', data: '', lastEventId: '', start: 68, end: 86 },
    ],
    verdict: { kind: 'truncated', tail: 'cut 你', offset: 86 },
  });
  for (let first = 0; first <= all.length; first += 1) {
    for (let second = first; second <= all.length; second += 1) {
      const pieces = [all.subarray(0, first), all.subarray(first, second), all.subarray(second)];
      assert.deepStrictEqual(decode(core.sse({ comments: true }), pieces), whole, `${first} ${second}`);
    }
  }
  const events = whole.items.filter((item) => item.kind === 'event');
  assert.deepStrictEqual(decode(core.sse(), [all]).items, events);
});

// Events of all that batches treat each in its own way: short and long, ASCII and not, in one line and in several, with
// IDs that change and stay, larger than what a batch can copy, and more than it can hold.
function mixture() {
  const datas = ['x', '你', '😀', '', 'a\nb', 'plain '.repeat(20), '任何 '.repeat(20), 'é' + 'x'.repeat(31), '\ufeff', '\0'];
  datas.push('y'.repeat(5000), '大'.repeat(3000), 'x'.repeat(31), 'x'.repeat(32), ('z'.repeat(100) + '\n').repeat(50));
  const items = [];
  const lines = [];
  let size = 0;
  let id = '';
  const write = (text) => {
    lines.push(text);
    size += Buffer.byteLength(text);
  };
  const addEvent = (data, type, newId) => {
    const start = size;
    if (newId !== undefined) write(`id: ${(id = newId)}\n`);
    if (type !== 'message') write(`event: ${type}\n`);
    write(data.replace(/^/gm, 'data: ') + '\n\n');
    items.push({ kind: 'event', type, data, lastEventId: id, start, end: size });
  };
  for (let at = 0; at < 600; at += 1) {
    const type = at % 5 === 0 ? 'delta' : at % 17 === 0 ? '类型' : 'message';
    const newId = at % 3 !== 0 ? undefined : at % 4 === 0 ? `号${at}` : `${at}`;
    addEvent(datas[Math.floor((at * at) / 7) % datas.length], type, newId);
    // What is between two events is no part of either.
    if (at % 11 === 0) {
      const start = size;
      write(': 注\n');
      items.push({ kind: 'comment', text: '注', start, end: size });
      write('\n');
    }
  }
  // In 16 KiB more of them than a batch has records for, and more bytes to copy than it has room for.
  for (let at = 0; at < 2000; at += 1) addEvent('x', 'message', at === 0 ? '' : undefined);
  for (let at = 0; at < 400; at += 1) addEvent(`${at}`.padEnd(31), 'message', `${at}`.padEnd(50, '.'));
  return { stream: bytes(lines.join('')), items };
}

test('batches hold what they can, with a TextDecoder and without', async () => {
  const { stream, items } = mixture();
  const { core } = await onDevice();
  const withTextDecoder = await require('../miniprogram/unchunk/unchunk.js').load(
    fs.readFileSync(path.join(__dirname, '../miniprogram', WASM))
  );
  for (const loaded of [core, withTextDecoder]) {
    for (const size of [1, 7, 64, 1400, 4096, 16384, 16385, 40000, stream.length]) {
      const pieces = [];
      for (let at = 0; at < stream.length; at += size) pieces.push(stream.subarray(at, at + size));
      const found = decode(loaded.sse({ comments: true }), pieces).items;
      assert.strictEqual(found.length, items.length, `${size}`);
      found.forEach((item, at) => equal(item, items[at]));
    }
  }
});

test('what is not UTF-8 is replaced, whether it lies in a chunk or is cut', async () => {
  const { core } = await onDevice();
  const text = (units) => Buffer.concat([Buffer.from('data: '), Buffer.from(units), Buffer.from('\n\ndata: é\n\n')]);
  const long = [...Buffer.from('x'.repeat(40))];
  for (const units of [[0xff], [0xe4, 0xbd], [0xf0, 0x9f, 0x98, 0x41], [...long, 0xff, ...long], [...long, 0xe4]]) {
    const stream = new Uint8Array(text(units));
    const expected = [new TextDecoder('utf-8', { ignoreBOM: true }).decode(Uint8Array.from(units)), 'é'];
    for (let cut = 0; cut < stream.length; cut += 1) {
      const { items } = decode(core.sse(), [stream.subarray(0, cut), stream.subarray(cut)]);
      equal(items.map((item) => item.data), expected);
    }
  }
  // The parts of one character in two events, one after the other.
  const parts = [[0xe4], [0xbd, 0xa0], [0xe4, 0xbd, 0xa0]].map((part) => [...bytes('data: '), ...part, 10, 10]);
  const { items } = decode(core.sse(), [Uint8Array.from(parts.flat())]);
  equal(items.map((item) => item.data), ['\ufffd', '\ufffd\ufffd', '你']);
});

test('JSON texts come in each framing', async () => {
  const { core } = await onDevice();
  const texts = ['{"a":"你"}', '[1,{}]', '"😀"', '12'];
  const streams = {
    concatenated: texts.join(' '),
    lines: texts.join('\n'),
    array: '[' + texts.join(',') + ']',
    'text-sequence': texts.map((text) => `\x1e${text}\n`).join(''),
    'content-length': texts.map((text) => `Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`).join(''),
  };
  for (const [framing, stream] of Object.entries(streams)) {
    const pieces = [...bytes(stream)].map((byte) => Uint8Array.of(byte));
    const { items, verdict } = decode(core.json(framing), pieces);
    equal(
      items.map((frame) => [frame.index, frame.text, stream.includes(frame.text)]),
      texts.map((text, index) => [index, text, true])
    );
    equal(verdict, { kind: 'complete' });
  }
  assert.throws(() => core.json('xml'), /none of concatenated/);
});

test('text never cuts a character', async () => {
  const { core } = await onDevice();
  const text = 'né你😀';
  const pieces = [...bytes(text), 0xff, 0xe4].map((byte) => Uint8Array.of(byte));
  const { items, verdict } = decode(core.text(), pieces);
  equal(items.map((item) => item.text), ['n', 'é', '你', '😀', '\ufffd', '\ufffd']);
  equal(verdict, { kind: 'truncated', tail: '\ufffd', offset: 11 });
  equal(decode(core.text({ strict: true }), [Uint8Array.of(0x61, 0xff, 0x62)]).items, [
    { kind: 'text', text: 'a' },
    { kind: 'error', name: 'invalid-utf8', offset: 1 },
    { kind: 'text', text: 'b' },
  ]);
});

test('errors say where, and the end what it was', async () => {
  const { core } = await onDevice();
  const { items } = decode(core.sse({ maxEventBytes: 9 }), [bytes('data: 0123456789\n\ndata: 1\n\n')]);
  equal(items.map((item) => item.name || item.data), ['event-too-large', '1']);
  const ignored = decode(core.sse({ ignored: true }), [bytes('foo: 1\n: no\ndata: 1\n\n')]).items;
  equal(ignored.map(({ kind, text, data }) => [kind, text || data]), [['ignored', 'foo: 1'], ['event', '1']]);
  equal(decode(core.sse(), [bytes('{"error":"余额不足"}')]).verdict, { kind: 'foreign', head: '{"error":"余额不足"}' });
  equal(decode(core.json('lines'), [bytes('{}\noops')]), {
    items: [
      { kind: 'frame', text: '{}', start: 0, end: 2, index: 0 },
      { kind: 'error', name: 'unexpected-byte', offset: 3 },
    ],
    verdict: { kind: 'complete' },
  });
  // What ends the decoding is told once, and ends the loop.
  equal(decode(core.json(), [bytes('{}]'), bytes('{}')]).items.map((item) => item.kind), ['frame', 'error']);
  equal(decode(core.json('concatenated', { validate: true }), [bytes('[01]')]).items, [
    { kind: 'error', name: 'invalid-number', offset: 2 },
  ]);
  equal(decode(core.json('concatenated', { maxDepth: 2 }), [bytes('[[[]]]')]).items, [
    { kind: 'error', name: 'too-deep', offset: 2 },
  ]);
  equal(decode(core.json('concatenated', { maxFrameBytes: 4 }), [bytes('[1,2]')]).items, [
    { kind: 'error', name: 'frame-too-large', offset: 4 },
  ]);
});

test('a last event ID goes in and comes out, in any plane', async () => {
  const { core } = await onDevice();
  const [event] = core.sse({ lastEventId: 'é你😀' }).feed(bytes('data: 1\n\n'));
  assert.strictEqual(event.lastEventId, 'é你😀');
});

test('a chunk is an ArrayBuffer or a view into one, of any realm', async () => {
  const { core } = await onDevice();
  const stream = bytes('data: 1\n\n');
  const padded = new Uint8Array(stream.length + 5);
  padded.set(stream, 3);
  const chunks = [
    stream.buffer,
    stream,
    Buffer.from(stream),
    oddBytes(Buffer.from(stream)),
    padded.subarray(3, 3 + stream.length),
    new DataView(padded.buffer, 3, stream.length),
  ];
  for (const chunk of chunks) assert.strictEqual(core.sse().feed(chunk).length, 1);
  for (const wrong of ['data: 1\n\n', null, undefined, {}, [100]]) {
    assert.throws(() => core.sse().feed(wrong), /a chunk is an ArrayBuffer/);
  }
});

test('memory may grow at any call', async () => {
  const { core } = await onDevice();
  const decoder = core.sse();
  const before = core.exports.memory.buffer.byteLength;
  const long = '你😀'.repeat(600000);
  const data = bytes('data: ' + long + '\n\n');
  const items = [...decoder.feed(data.subarray(0, 1000000)), ...decoder.feed(data.subarray(1000000))];
  assert(core.exports.memory.buffer.byteLength > before + 4000000);
  assert.strictEqual(items[0].data, long);
});

test('what is freed or finished is gone, and its memory used again', async () => {
  const { core } = await onDevice();
  const decoder = core.sse();
  decoder.finish();
  assert.throws(() => decoder.feed(bytes('data: 1\n\n')), /used after/);
  decoder.free();
  const round = () => {
    decode(core.sse({ lastEventId: 'x' }), [bytes('data: 0123456789\nda'), bytes('ta: 1\n\ndata')]);
    decode(core.json(), [bytes('{"a":'), bytes('1}[')]);
    const abandoned = core.text();
    abandoned.feed(Uint8Array.of(0xe4));
    abandoned.free();
    const state = core.sse({ salvage: true });
    state.feed(bytes('id: 1\ndata: 1\n\nda'));
    state.state();
    state.free();
    const assembler = core.assembler('replace');
    assembler.push('0123456789'.repeat(10));
    assembler.free();
  };
  for (let warm = 0; warm < 10; warm += 1) round();
  const before = core.exports.memory.buffer.byteLength;
  for (let rounds = 0; rounds < 5000; rounds += 1) round();
  assert.strictEqual(core.exports.memory.buffer.byteLength, before);
});

test('events that grow and shrink leave no memory in pieces', async () => {
  const { core } = await onDevice();
  const decoder = core.sse();
  const before = core.exports.memory.buffer.byteLength;
  for (let size = 1000; size < 2000000; size += 17000) {
    const event = bytes('data: ' + 'x'.repeat(size) + '\n\ndata: 1\n\n');
    const items = [...decoder.feed(event.subarray(0, size / 2)), ...decoder.feed(event.subarray(size / 2))];
    assert.deepStrictEqual(items.map((item) => item.data.length), [size, 1]);
  }
  // At its worst it holds a chunk of 1 MB, and 1 MB that moves to where there are 2; some allocators take 128 MB.
  const grown = core.exports.memory.buffer.byteLength - before;
  assert(grown < 10000000, `${grown} bytes`);
});

test('streams do not mix', async () => {
  const { core } = await onDevice();
  const decoders = Array.from({ length: 50 }, () => core.sse());
  const stream = (n) => bytes(`data: ${'你'.repeat(n)} ${n}\n\n`);
  const found = decoders.map(() => []);
  for (let at = 0; at < 200; at += 1) {
    decoders.forEach((decoder, n) => found[n].push(...decoder.feed(stream(n).subarray(at, at + 1))));
  }
  found.forEach((events, n) => equal(events.map((event) => event.data), [`${'你'.repeat(n)} ${n}`]));
});

test('one text is put together, with what to take back', async () => {
  const { core } = await onDevice();
  const replace = core.assembler('replace');
  equal(replace.push('价 😀𠮷'), { text: '价 😀𠮷', removed: 0, suffix: '价 😀𠮷' });
  equal(replace.push('价 😁𠮷!'), { text: '价 😁𠮷!', removed: 4, suffix: '😁𠮷!' });
  const append = core.assembler('append');
  equal([append.push('你').text, append.push('好').text], ['你', '你好']);
  const auto = core.assembler('auto');
  equal(auto.push('ha').text, 'ha');
  assert.strictEqual(auto.push('ha'), null);
  equal(auto.resolve('append'), { text: 'haha', removed: 0, suffix: 'ha' });
  assert.throws(() => append.push('x'.repeat(9 * 1024 * 1024)), /larger than the limit/);
});

test('it loads from a path on a device, from bytes or a module elsewhere', async () => {
  const unchunk = require('../miniprogram/unchunk/unchunk.js');
  const file = fs.readFileSync(path.join(__dirname, '../miniprogram', WASM));
  for (const source of [file, new WebAssembly.Module(file)]) {
    const core = await unchunk.load(source);
    assert.strictEqual(core.sse().feed(bytes('data: 1\n\n')).length, 1);
  }
  await assert.rejects(unchunk.load(WASM), /no WXWebAssembly/);
  const { unchunk: onPhone } = await onDevice();
  await assert.rejects(onPhone.load('/nowhere.wasm'), /ENOENT/);
});

test('UTF-8 is decoded and encoded as the Encoding Standard has it', async () => {
  const { unchunk } = await onDevice();
  const oracle = new TextDecoder('utf-8', { ignoreBOM: true });
  const check = (some) => assert.strictEqual(unchunk.decodeUtf8(some, 0, some.length), oracle.decode(some));
  let text = '';
  for (let code = 0; code <= 0x10ffff; code += 1) text += String.fromCodePoint(code);
  // Lone surrogates among them.
  assert(Buffer.from(unchunk.encodeUtf8(text)).equals(Buffer.from(text)));
  check(Buffer.from(text));
  // All sequences of up to 4 bytes over those that matter.
  const matter = [0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc1, 0xc2, 0xdf, 0xe0, 0xe1, 0xed, 0xef, 0xf0, 0xf1];
  matter.push(0xf4, 0xf5, 0xff);
  for (let n = 0; n < matter.length ** 4; n += 1) {
    const sequence = new Uint8Array(4);
    for (let at = 0, left = n; at < 4; at += 1, left = Math.floor(left / matter.length)) {
      sequence[at] = matter[left % matter.length];
    }
    check(sequence);
  }
});
