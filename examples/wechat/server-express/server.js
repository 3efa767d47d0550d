// The streams that the sample's pages show, by Express: node server.js [port] [host]. Any free port and 127.0.0.1 by
// default; the host 0.0.0.0 lets a phone in the same network in. Prints its URL.
'use strict';

const express = require('express');

// Proxies often close what has been silent for 60 s; more often would only cost battery.
const HEARTBEAT = 25000;

const DELTAS = ['你', '好', '！😀', ' Streams', ' are cut', ' anywhere', '：字节', '会在', '任何地方\n', '被切断'];
DELTAS.push(' 𠮷野家', ' 👩‍👩‍👧‍👦。');

const STEPS = [
  { time: '09:12', place: '深圳南山', state: '已揽收' },
  { time: '13:40', place: '深圳转运中心', state: '已发出' },
  { time: '21:05', place: '杭州转运中心', state: '已到达' },
  { time: '07:30', place: '杭州西湖', state: '派送中' },
  { time: '10:18', place: '杭州西湖', state: '已签收' },
];

const app = express();
app.use(express.json());

// Deltas, resumed after Last-Event-ID, so that a lost connection costs no second answer of a model.
app.all('/chat', (request, response) => {
  const events = DELTAS.map((delta, id) => ({ id, data: JSON.stringify({ delta }) }));
  send(request, response, events.slice(next(request)).concat({ data: '[DONE]' }));
});

// Each event is the whole text.
app.get('/ticker', (request, response) => {
  send(request, response, endless((at) => {
    const cents = 168800 + ((at * 37) % 500);
    const arrow = at % 3 === 0 ? '▼' : '▲';
    return { type: 'quote', data: `贵州茅台 600519\n${(cents / 100).toFixed(2)} ${arrow}` };
  }));
});

// Steps with IDs; an event of the type "delivered" is the end.
app.get('/parcel', (request, response) => {
  const events = STEPS.map((step, id) => ({ id, data: JSON.stringify(step) }));
  send(request, response, events.slice(next(request)).concat({ type: 'delivered', data: '{}' }));
});

// First all of a device's status, then what has changed.
app.get('/device', (request, response) => {
  send(request, response, endless((at) => {
    const temperature = 21 + ((at * 7) % 20) / 10;
    const status = at === 0 ? { online: true, battery: 88, temperature } : { temperature };
    return { type: 'status', data: JSON.stringify(status) };
  }));
});

app.get('/refused', (request, response) => {
  response.status(401).json({ error: { code: 'insufficient_quota', message: '余额不足' } });
});

// The number of the first event that the client does not have.
function next(request) {
  const last = request.get('Last-Event-ID');
  return last === undefined ? 0 : Number(last) + 1;
}

function* endless(event) {
  for (let at = 0; ; at += 1) yield event(at);
}

// Sends one event each `interval` milliseconds, 60 by default, until there are no more or the client has gone.
async function send(request, response, events) {
  response.set({
    'Content-Type': 'text/event-stream',
    // Neither caches nor compression, which would wait for more.
    'Cache-Control': 'no-cache, no-transform',
    // nginx would wait as well.
    'X-Accel-Buffering': 'no',
  });
  // At once: the first event may be a while.
  response.flushHeaders();
  const heartbeat = setInterval(() => response.write(':\n\n'), HEARTBEAT);
  response.on('close', () => clearInterval(heartbeat));
  const interval = Number(request.query.interval || 60);
  for (const event of events) {
    await new Promise((resolve) => setTimeout(resolve, interval));
    if (response.destroyed) return;
    response.write(encode(event));
  }
  response.end();
}

// A line of `data` for each line of the text.
function encode({ id, type, data }) {
  const lines = data.split(/\r\n|\r|\n/).map((line) => `data: ${line}\n`);
  if (type !== undefined) lines.unshift(`event: ${type}\n`);
  if (id !== undefined) lines.unshift(`id: ${id}\n`);
  return lines.join('') + '\n';
}

const [port = 0, host = '127.0.0.1'] = process.argv.slice(2);
const server = app.listen(Number(port), host, (error) => {
  if (error) throw error;
  const { address, port } = server.address();
  console.log(`http://${address}:${port}`);
});
