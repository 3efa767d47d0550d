// The page's own code on a simulated device, against the Rust server, and the old hand-written way beside it.
'use strict';

const assert = require('node:assert');
const { after, before, test } = require('node:test');

const byHand = require('./by-hand.js');
const { Device } = require('./device.js');
const { startServer } = require('./server.js');
const { Wx, every } = require('./wx.js');

const ANSWER = '你好！😀 Streams are cut anywhere：字节会在任何地方\n被切断 𠮷野家 👩‍👩‍👧‍👦。';

let server;
before(async () => {
  server = await startServer();
});
after(() => server.stop());

// asked: what the page asks for, and what it gets instead: the same at once, or one that goes wrong.
function openPage(faults, asked) {
  const wx = new Wx(faults);
  const request = wx.request.bind(wx);
  const paths = Object.entries(asked || { '/chat': '/chat?interval=0' });
  wx.request = (options) => {
    const url = paths.reduce((url, [path, other]) => url.replace(path, other), options.url);
    return request(Object.assign({}, options, { url }));
  };
  const device = new Device(wx);
  const page = device.open('pages/index/index.js');
  page.setServer({ detail: { value: server.url } });
  page.setQuestion({ detail: { value: '?' } });
  return { wx, device, page };
}

// The answer, which the page has in pieces.
function shownOn(page) {
  return page.data.answer.join('');
}

// Until some of the answer is shown.
async function begun(device, page) {
  while (shownOn(page) === '') {
    await device.pass(60);
    await device.network();
  }
}

// What the old way shows, and how it ends; null where it never does.
async function askByHand(faults, path) {
  const wx = new Wx(faults);
  let text = '';
  let end = null;
  byHand.ask(wx, server.url + path, (shown) => (text = shown), (how) => (end = end || how));
  await new Device(wx).until(() => end !== null || wx.tasks[0].state === 'silent');
  return { text, end };
}

async function askPage(faults, path) {
  const { device, page } = openPage(faults, { '/chat': path });
  page.ask();
  const state = () => device.wx.states[device.wx.states.length - 1];
  for (let rounds = 0; page.data.asking; rounds += 1) {
    assert(rounds < 20);
    await device.until(() => !page.answering || ['done', 'silent', 'aborted'].includes(state()));
    // The idle deadline, or the wait before the next attempt; all is typed out long before.
    await device.pass(state() === 'silent' ? 60000 : 2000);
  }
  assert.deepStrictEqual(device.timers, []);
  return { text: shownOn(page), note: page.data.note };
}

const SITUATIONS = [
  { name: 'whole chunks', faults: () => ({}), byHand: ANSWER },
  { name: 'a cut in every 30 bytes', faults: () => ({ cut: every(30) }) },
  { name: 'a cut in every 7 bytes', faults: () => ({ cut: every(7) }) },
  { name: 'every byte alone', faults: () => ({ cut: every(1) }) },
  { name: 'two packets at once', faults: () => ({ merge: true }), byHand: ANSWER },
  { name: 'a broken line', faults: (n) => (n === 0 ? { failAfter: 200 } : {}) },
  { name: 'a silent line', faults: (n) => (n === 0 ? { silentAfter: 200 } : {}), never: true },
  { name: 'a restarted server', faults: () => ({}), path: '/chat?interval=0&break_after=4' },
];

for (const situation of SITUATIONS) {
  test(`beside the old way: ${situation.name}`, async (t) => {
    const path = situation.path || '/chat?interval=0';
    const old = await askByHand(situation.faults, path);
    const page = await askPage(situation.faults, path);
    t.diagnostic(`by hand: ${JSON.stringify(old)}; with unchunk: ${JSON.stringify(page.text)}`);
    assert.strictEqual(page.text, ANSWER);
    if (situation.byHand) assert.strictEqual(old.text, situation.byHand);
    else assert.notStrictEqual(old.text, ANSWER);
    assert.strictEqual(old.end === null, situation.never === true);
  });
}

test('beside the old way: an error body', async () => {
  assert.deepStrictEqual(await askByHand(() => ({}), '/refused'), { text: '', end: 'success' });
  assert.deepStrictEqual(await askPage(() => ({}), '/refused'), { text: '', note: '余额不足' });
});

test('the answer is typed out, and never part of what is read as one character', async () => {
  const { device, page } = openPage(() => ({ cut: every(3) }));
  const shown = [];
  const setData = page.setData;
  page.setData = (changes) => {
    setData(changes);
    if (shown[shown.length - 1] !== shownOn(page)) shown.push(shownOn(page));
  };
  page.ask();
  await device.until(() => page.answering === null);
  assert(shownOn(page).length < ANSWER.length);
  while (page.data.asking) await device.pass(30);
  assert.strictEqual(shownOn(page), ANSWER);
  assert(shown.length > 10, `${shown.length}`);
  const characters = [...new Intl.Segmenter('zh').segment(ANSWER)];
  const whole = new Set(characters.map(({ index }) => ANSWER.slice(0, index)).concat(ANSWER));
  for (const text of shown) assert(whole.has(text), text);
});

test('setData is given what is new of a long answer', async () => {
  const events = 4000;
  let task;
  const device = new Device({
    request: (options) => {
      task = { options, onHeadersReceived: () => {}, onChunkReceived: (listener) => (task.listener = listener), abort: () => {} };
      return task;
    },
  });
  const page = device.open('pages/index/index.js');
  let characters = 0;
  const setData = page.setData;
  page.setData = (changes) => {
    setData(changes);
    characters += JSON.stringify(changes).length;
  };
  page.ask();
  await device.until(() => task !== undefined);
  const chunk = Buffer.from('data: {"delta":"好的"}\n\n');
  for (let at = 0; at < events; at += 1) {
    task.listener({ data: chunk });
    await device.pass(20);
  }
  task.listener({ data: Buffer.from('data: [DONE]\n\n') });
  await device.pass(10000);
  assert.deepStrictEqual([shownOn(page), page.data.asking], ['好的'.repeat(events), false]);
  // The whole text each time would be 16 million.
  assert(characters < 1000 * 1000, `${characters} characters`);
});

test('the stop button stops', async () => {
  const { wx, device, page } = openPage(() => ({}), { '/chat': '/chat?interval=1' });
  page.ask();
  await begun(device, page);
  page.stop();
  const stopped = shownOn(page);
  assert.deepStrictEqual([wx.tasks[0].state, page.data.asking, stopped], ['aborted', false, page.typewriter.text]);
  await device.pass(120000);
  assert.deepStrictEqual([shownOn(page), wx.tasks.length, device.timers], [stopped, 1, []]);
  // And one can ask again.
  page.ask();
  await device.until(() => page.answering === null);
  await device.pass(10000);
  assert.deepStrictEqual([shownOn(page), page.data.asking], [ANSWER, false]);
});

test('asking again stops the first answer', async () => {
  const { wx, device, page } = openPage(() => ({}), { '/chat': '/chat?interval=1' });
  page.ask();
  await begun(device, page);
  page.ask();
  await device.until(() => page.answering === null);
  await device.pass(10000);
  assert.deepStrictEqual(wx.states, ['aborted', 'aborted']);
  assert.strictEqual(shownOn(page), ANSWER);
});

test('the ticker shows the latest quote, beside an answer, until it is stopped', async () => {
  const { wx, device, page } = openPage(() => ({ cut: every(11) }), { 'interval=1000': 'interval=1' });
  const quotes = new Set();
  page.follow();
  page.ask();
  while (quotes.size <= 10 || page.answering !== null) {
    quotes.add(page.data.quote);
    await device.pass(60);
    await device.network();
  }
  await device.pass(10000);
  assert.strictEqual(shownOn(page), ANSWER);
  for (const quote of quotes) assert.match(quote, /^$|^贵州茅台 600519\n\d{4}\.\d\d [▲▼]$/);
  page.onUnload();
  assert.deepStrictEqual([page.data.following, wx.states], [false, ['aborted', 'aborted']]);
  assert.deepStrictEqual(device.timers, []);
});
