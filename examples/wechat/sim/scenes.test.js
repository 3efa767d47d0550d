// The pages against the servers that the README shows, Rust's and Express's.
'use strict';

const assert = require('node:assert');
const http = require('node:http');
const { after, before, test } = require('node:test');

const { Device } = require('./device.js');
const { startExpress, startHastened, startServer } = require('./server.js');
const { Wx, every } = require('./wx.js');

const ANSWER = '你好！😀 Streams are cut anywhere：字节会在任何地方\n被切断 𠮷野家 👩‍👩‍👧‍👦。';
const TRACK = ['已揽收', '已发出', '已到达', '派送中', '已签收'];

for (const [name, start] of Object.entries({ axum: startServer, Express: startExpress })) {
  let server;
  before(async () => {
    server = await start('0');
  });
  after(() => server.stop());

  // A page whose server is this one, with events every millisecond.
  const open = (page, faults) => {
    const wx = new Wx(faults);
    const device = new Device({
      request: (options) => {
        const url = options.url.replace(/\?.*|$/, '?interval=1');
        return wx.request(Object.assign({}, options, { url }));
      },
    });
    device.require('app.js');
    device.app.globalData.server = server.url;
    return { wx, device, page: device.open(`pages/${page}/${page}.js`) };
  };

  const until = async (device, isSo) => {
    for (let rounds = 0; !isSo(); rounds += 1) {
      assert(rounds < 10000, `in vain: ${isSo}`);
      await device.pass(60);
      await device.network();
    }
  };

  test(`${name}: a chat, also where the connection breaks`, async () => {
    const { wx, device, page } = open('index', (n) => (n < 2 ? { cut: every(7), failAfter: 210 } : {}));
    page.ask();
    await until(device, () => !page.data.asking);
    assert.strictEqual(page.data.answer.join(''), ANSWER);
    assert.strictEqual(wx.tasks.length, 3);
  });

  test(`${name}: a ticker`, async () => {
    const { device, page } = open('index', () => ({ cut: every(11) }));
    const quotes = new Set();
    page.follow();
    await until(device, () => quotes.add(page.data.quote).size > 3);
    page.unfollow();
    for (const quote of quotes) assert.match(quote, /^$|^贵州茅台 600519\n\d{4}\.\d\d [▲▼]$/);
  });

  test(`${name}: a parcel's track, also where the connection breaks`, async () => {
    const { wx, device, page } = open('parcel', (n) => (n < 2 ? { cut: every(7), failAfter: 200 } : {}));
    await until(device, () => wx.states.length === 3 && wx.states[2] !== 'open');
    assert.deepStrictEqual(page.data.steps.map((step) => step.state), TRACK);
    assert.strictEqual(page.data.note, '');
    await device.pass(120000);
    page.onUnload();
    assert.deepStrictEqual([wx.tasks.length, device.timers], [3, []]);
  });

  test(`${name}: a device's status, until the page is left`, async () => {
    const { wx, device, page } = open('device', () => ({ cut: every(11) }));
    const temperatures = new Set();
    await until(device, () => temperatures.add(page.data.status.temperature).size > 3);
    assert.strictEqual(page.data.status.online, true);
    assert.strictEqual(page.data.status.battery, 88);
    page.onUnload();
    assert.deepStrictEqual([wx.states, device.timers], [['aborted'], []]);
  });

  test(`${name}: headers that no proxy and no cache holds up`, async () => {
    const response = await new Promise((resolve) => http.get(`${server.url}/parcel`, resolve));
    response.destroy();
    assert.match(response.headers['content-type'], /^text\/event-stream/);
    assert.strictEqual(response.headers['cache-control'], 'no-cache, no-transform');
    assert.strictEqual(response.headers['x-accel-buffering'], 'no');
    assert.strictEqual(response.headers['content-length'], undefined);
  });

  test(`${name}: listens for the network if asked to`, async () => {
    const open = await start('0', '0.0.0.0');
    open.stop();
    assert.match(open.url, /^http:\/\/0\.0\.0\.0:\d+$/);
  });
}

test('Express: heartbeats while there is nothing to tell', async () => {
  const server = await startHastened();
  try {
    const response = await new Promise((resolve) => http.get(`${server.url}/device?interval=100000`, resolve));
    let body = '';
    for await (const chunk of response) {
      body += chunk;
      if (body.length >= 9) break;
    }
    assert.match(body, /^(:\n\n)+$/);
  } finally {
    server.stop();
  }
});
