// typewriter.js and graphemes.js on a device.
'use strict';

const assert = require('node:assert');
const test = require('node:test');

const { Device } = require('./device.js');

const FAMILY = '👨‍👩‍👧';
const TEXT = `ok ${FAMILY} 🇨🇳🇩🇪 👍🏽 e\u0301 你好 क्षि 각 \r\n a`;
const standard = new Intl.Segmenter('en', { granularity: 'grapheme' });

function boundaries(text) {
  return [...standard.segment(text)].map((segment) => segment.index).concat(text.length);
}

function ours(Cluster, text) {
  const found = [0];
  for (let end = 0; end >= 0; end = new Cluster(end).end(text)) found.push(end);
  return found.slice(1).concat(text.length);
}

// In common text the boundaries are those of the standard.
test('clusters are those of UAX #29', () => {
  const { Cluster } = new Device().require('unchunk/graphemes.js');
  for (const text of [TEXT, '🏴󠁧󠁢󠁥󠁮󠁧󠁿🏳️‍🌈 ☺️ 1️⃣', 'x\u0300\u0301y', 'ﾊﾟ กำ', '漢字かな\u3099']) {
    assert.deepStrictEqual(ours(Cluster, text), boundaries(text), text);
  }
});

// Wherever the standard has no boundary, there is none: a representative of each class, all sequences of 3.
test('no cluster is split', () => {
  const codes = [0x61, 0x0d, 0x0a, 0xa9, 0x301, 0x200d, 0x200c, 0x1f468, 0x1f3fd, 0x1f1e8, 0x1f1f3, 0xfe0f, 0x4f60];
  codes.push(0x1100, 0x1161, 0x11a8, 0xac00, 0xac01, 0x915, 0x94d, 0x93f, 0x600, 0xe33, 0xe01, 0xe0067, 0x1f3f4);
  for (const withoutMarks of [false, true]) {
    const device = new Device();
    // An engine that knows no \p{M} as well.
    if (withoutMarks)
      device.realm.RegExp = class {
        constructor() {
          throw new SyntaxError('invalid escape');
        }
      };
    const { Cluster } = device.require('unchunk/graphemes.js');
    for (const a of codes) {
      for (const b of codes) {
        for (const c of codes) {
          const text = String.fromCodePoint(a, b, c);
          const allowed = boundaries(text);
          for (const end of ours(Cluster, text))
            assert(allowed.includes(end), `${[a, b, c].map((code) => code.toString(16))}`);
        }
      }
    }
  }
});

// Every boundary that is shown while the text grows by one UTF-16 character at a time.
test('the typewriter shows whole clusters, however the text is cut', async () => {
  const device = new Device();
  const { Typewriter } = device.require('unchunk/typewriter.js');
  const shown = [];
  let ends = 0;
  const typewriter = new Typewriter({ onType: (update) => shown.push(update.text), onEnd: () => (ends += 1) });
  let text = '';
  for (const character of TEXT) {
    text += character;
    typewriter.push({ text, removed: 0, suffix: character });
    await device.pass(30);
  }
  typewriter.finish();
  await device.pass(1000);
  assert.strictEqual(shown[shown.length - 1], TEXT);
  assert.strictEqual(ends, 1);
  const whole = boundaries(TEXT);
  for (const part of shown) assert(whole.includes(part.length), JSON.stringify(part));
  assert(shown.length > 15);
  assert.deepStrictEqual(device.timers, []);
});

test('what is rewritten is taken back, with the cluster that it was part of', async () => {
  const device = new Device();
  const { Typewriter } = device.require('unchunk/typewriter.js');
  let display = '';
  const shown = [];
  const typewriter = new Typewriter({
    onType: ({ text, removed, suffix }) => {
      display = display.slice(0, display.length - removed) + suffix;
      assert.strictEqual(display, text);
      shown.push(text);
    },
  });
  typewriter.push({ text: 'a👍 b', removed: 0, suffix: 'a👍 b' });
  await device.pass(1000);
  assert.strictEqual(display, 'a👍 ');
  typewriter.push({ text: 'a👍🏽!', removed: 2, suffix: '🏽!' });
  await device.pass(1000);
  typewriter.finish();
  await device.pass(1000);
  assert.deepStrictEqual(shown, ['a', 'a👍', 'a👍 ', 'a👍🏽', 'a👍🏽!']);
  // While the cluster may go on, nothing of it is shown.
  const open = new Typewriter({ onType: ({ text }) => shown.push(text) });
  shown.length = 0;
  open.push({ text: 'a👍 b', removed: 0, suffix: 'a👍 b' });
  await device.pass(1000);
  open.push({ text: 'a👍🏽', removed: 2, suffix: '🏽' });
  await device.pass(1000);
  open.finish();
  await device.pass(1000);
  assert.deepStrictEqual(shown, ['a', 'a👍', 'a👍 ', 'a', 'a👍🏽']);
  shown.length = 0;
  const stopped = new Typewriter({ onType: () => shown.push('late') });
  stopped.push({ text: 'abc', removed: 0, suffix: 'abc' });
  stopped.flush();
  stopped.stop();
  stopped.push({ text: 'abcd', removed: 0, suffix: 'd' });
  stopped.flush();
  stopped.finish();
  await device.pass(1000);
  assert.deepStrictEqual(shown, ['late', 'late']);
  assert.deepStrictEqual(device.timers, []);
});

test('an endless cluster is looked at once', () => {
  const { Cluster } = new Device().require('unchunk/graphemes.js');
  const cluster = new Cluster(0);
  let looks = 0;
  let text = 'e';
  const counted = (value) => ({ length: value.length, codePointAt: (at) => ((looks += 1), value.codePointAt(at)) });
  for (let at = 0; at < 1000; at += 1) {
    assert.strictEqual(cluster.end(counted(text)), -1);
    text += '\u0301';
  }
  assert.strictEqual(looks, 1000);
});

test('pieces keep setData short, whatever is taken back', () => {
  const device = new Device();
  const { Pieces } = device.require('unchunk/typewriter.js');
  const pieces = new Pieces('answer', 8);
  const data = { answer: [] };
  let text = '';
  let seed = 1;
  let largest = 0;
  const random = (n) => (seed = (seed * 48271) % 2147483647) % n;
  for (let round = 0; round < 5000; round += 1) {
    const removed = random(5) === 0 ? random(20) % (text.length + 1) : 0;
    const suffix = 'abcdefg'.slice(0, random(7));
    text = text.slice(0, text.length - removed) + suffix;
    const changed = pieces.changes({ text, removed, suffix });
    for (const [path, piece] of Object.entries(changed)) {
      data.answer[Number(/^answer\[(\d+)\]$/.exec(path)[1])] = piece;
      largest = Math.max(largest, piece.length);
    }
    assert.strictEqual(data.answer.join(''), text);
  }
  assert(data.answer.length > 100 && largest < 16, `${data.answer.length} ${largest}`);
  assert.deepStrictEqual(JSON.stringify(pieces.clear()), '{"answer":[]}');
  // A piece begins where a cluster begins.
  pieces.changes({ text: '12345678👍', removed: 0, suffix: '12345678👍' });
  assert.deepStrictEqual(Object.keys(pieces.changes({ removed: 0, suffix: '🏽' })), ['answer[0]']);
});
