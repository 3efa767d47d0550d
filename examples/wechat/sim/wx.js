// A mini-program's network for node: `wx.request` over real HTTP, with what devices and developer tools do to chunks.
'use strict';

const http = require('node:http');
const vm = require('node:vm');

const { randomly } = require('./chance.js');

// The Uint8Array of the developer tools: of another realm, inside a larger buffer.
const OddUint8Array = vm.runInNewContext('Uint8Array');

const NO_FAULTS = {
  // Cuts a packet into pieces.
  cut: (packet) => [packet],
  // Two packets become one.
  merge: false,
  // Chunks are Uint8Arrays as the developer tools deliver them.
  odd: false,
  // Headers are told 'first', 'late' (after the first chunk) or 'never'; and maybe without the status.
  headers: 'first',
  status: true,
  // Whether there is onChunkReceived. If not, all comes with success.
  chunks: true,
  // After so many bytes, nothing is ever told again.
  silentAfter: Infinity,
  // After so many bytes, the connection breaks.
  failAfter: Infinity,
};

class Wx {
  // faults(n) are those of the nth request.
  constructor(faults) {
    this.faults = faults || (() => ({}));
    this.tasks = [];
  }

  request(options) {
    const task = new Task(options, Object.assign({}, NO_FAULTS, this.faults(this.tasks.length)));
    this.tasks.push(task);
    return task.face;
  }

  // What became of each request: 'open', 'silent', 'done' or 'aborted'.
  get states() {
    return this.tasks.map((task) => task.state);
  }
}

class Task {
  constructor(options, faults) {
    this.options = options;
    this.faults = faults;
    this.state = 'open';
    this.chunkListeners = new Set();
    this.headersListeners = new Set();
    // Bytes that came while nobody listened.
    this.missed = 0;
    this.delivered = 0;
    this.held = Buffer.alloc(0);
    this.rest = [];
    this.face = this.makeFace();
    this.send();
  }

  makeFace() {
    const face = {
      abort: () => {
        if (this.state === 'done' || this.state === 'aborted') return;
        this.state = 'aborted';
        this.request.destroy();
        setImmediate(() => this.tell('fail', { errMsg: 'request:fail abort' }));
      },
      onHeadersReceived: (listener) => this.headersListeners.add(listener),
      offHeadersReceived: (listener) => off(this.headersListeners, listener),
    };
    if (this.faults.chunks) {
      face.onChunkReceived = (listener) => this.chunkListeners.add(listener);
      face.offChunkReceived = (listener) => off(this.chunkListeners, listener);
    }
    return face;
  }

  send() {
    const { url, method, data, header } = this.options;
    const body = data === undefined || typeof data === 'string' ? data : JSON.stringify(data);
    const headers = Object.assign({ 'content-type': 'application/json' }, header);
    this.request = http.request(url, { method, headers, agent: false }, (response) => this.receive(response));
    this.request.on('error', (error) => this.fail(error.message));
    this.request.end(body);
  }

  receive(response) {
    this.news = { statusCode: response.statusCode, header: response.headers, cookies: [] };
    if (this.faults.headers === 'first') this.tellHeaders();
    response.on('data', (packet) => this.take(packet));
    response.on('error', (error) => this.fail(error.message));
    response.on('end', () => {
      if (this.held.length > 0) this.pass(this.held);
      if (this.state !== 'open') return;
      this.state = 'done';
      const data = Buffer.concat(this.rest);
      this.tell('success', Object.assign({ data: arrayBuffer(data), errMsg: 'request:ok' }, this.news));
    });
  }

  take(packet) {
    if (!this.faults.merge) {
      this.pass(packet);
      return;
    }
    const isSecond = this.held.length > 0;
    this.held = Buffer.concat([this.held, packet]);
    if (isSecond) {
      this.pass(this.held);
      this.held = Buffer.alloc(0);
    }
  }

  pass(packet) {
    for (const piece of this.faults.cut(packet)) {
      const { silentAfter, failAfter } = this.faults;
      const most = Math.min(silentAfter, failAfter) - this.delivered;
      if (this.state !== 'open') return;
      if (piece.length < most) {
        this.deliver(piece);
        continue;
      }
      this.deliver(piece.subarray(0, most));
      if (this.state !== 'open') return;
      if (failAfter <= silentAfter) this.fail('net::ERR_CONNECTION_RESET');
      // Out of reach: it stays open for the page, which is told nothing.
      else this.state = 'silent';
      return;
    }
  }

  deliver(piece) {
    if (piece.length === 0) return;
    this.delivered += piece.length;
    if (!this.faults.chunks) {
      this.rest.push(piece);
      return;
    }
    if (this.chunkListeners.size === 0) this.missed += piece.length;
    const data = this.faults.odd ? oddBytes(piece) : arrayBuffer(piece);
    for (const listener of [...this.chunkListeners]) listener({ data });
    if (this.faults.headers === 'late') this.tellHeaders();
  }

  tellHeaders() {
    if (this.headersTold || this.state !== 'open') return;
    this.headersTold = true;
    const news = Object.assign({}, this.news);
    if (!this.faults.status) delete news.statusCode;
    for (const listener of [...this.headersListeners]) listener(news);
  }

  fail(message) {
    if (this.state !== 'open') return;
    this.state = 'done';
    this.request.destroy();
    this.tell('fail', { errMsg: 'request:fail ' + message });
  }

  tell(callback, news) {
    if (this.options[callback]) this.options[callback](news);
    if (this.options.complete) this.options.complete(news);
  }
}

// Only the very function that was registered.
function off(listeners, listener) {
  if (listener === undefined) listeners.clear();
  else listeners.delete(listener);
}

function arrayBuffer(bytes) {
  return new Uint8Array(bytes).buffer;
}

function oddBytes(bytes) {
  const odd = new OddUint8Array(bytes.length + 12);
  odd.fill(0x2a);
  odd.set(bytes, 5);
  return odd.subarray(5, 5 + bytes.length);
}

function every(size) {
  return (packet) => {
    const pieces = [];
    for (let at = 0; at < packet.length; at += size) pieces.push(packet.subarray(at, at + size));
    return pieces;
  };
}

// Pieces of 1 to 40 bytes, the same ones for the same seed.
function inPieces(seed) {
  const random = randomly(seed);
  return (packet) => {
    const pieces = [];
    for (let at = 0; at < packet.length; ) {
      const size = 1 + random(40);
      pieces.push(packet.subarray(at, at + size));
      at += size;
    }
    return pieces;
  };
}

module.exports = { Wx, every, inPieces, oddBytes };
