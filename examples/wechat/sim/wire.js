// A network that the test plays: requests go nowhere, and the test says what comes of them, and when.
'use strict';

const { Device } = require('./device.js');

class Wire {
  // answer(request) is called inside wx.request, before the task is returned.
  constructor(answer) {
    this.answer = answer;
    this.requests = [];
  }

  get last() {
    return this.requests[this.requests.length - 1];
  }

  request(options) {
    const request = new Played(options);
    this.requests.push(request);
    const returned = this.answer ? this.answer(request) : undefined;
    return returned === undefined ? request.task : returned;
  }
}

class Played {
  constructor(options) {
    this.options = options;
    this.isAborted = false;
    this.chunkListeners = new Set();
    this.headersListeners = new Set();
    this.task = {
      abort: () => {
        this.isAborted = true;
      },
      onChunkReceived: (listener) => this.chunkListeners.add(listener),
      offChunkReceived: (listener) => this.chunkListeners.delete(listener),
      onHeadersReceived: (listener) => this.headersListeners.add(listener),
      offHeadersReceived: (listener) => this.headersListeners.delete(listener),
    };
  }

  get lastEventId() {
    return this.options.header['Last-Event-ID'];
  }

  head(statusCode = 200, header = { 'Content-Type': 'text/event-stream' }) {
    this.news = { statusCode, header };
    for (const listener of [...this.headersListeners]) listener(this.news);
    return this;
  }

  // Strings become bytes; whatever else is delivered as it is.
  chunk(data) {
    const delivered = typeof data === 'string' ? new Uint8Array(Buffer.from(data)).buffer : data;
    for (const listener of [...this.chunkListeners]) listener({ data: delivered });
    return this;
  }

  success(news) {
    this.options.success(Object.assign({ data: '' }, this.news, news));
    return this;
  }

  fail(errMsg = 'request:fail net::ERR_CONNECTION_RESET') {
    this.options.fail({ errMsg });
    return this;
  }
}

// A stream over such a network, and all calls it has made, each with its name first.
function play(options, answer) {
  const wire = new Wire(answer);
  const device = new Device(wire);
  const calls = [];
  const stream = { wire, device, calls };
  stream.all = (name) => calls.filter((call) => call[0] === name).map((call) => call[1]);
  stream.connect = (options) => {
    const { connect } = device.require('unchunk/event-source.js');
    const listeners = {};
    for (const name of ['onOpen', 'onEvent', 'onHeartbeat', 'onText', 'onRetry', 'onError', 'onEnd']) {
      listeners[name] = (...news) => {
        calls.push([name, ...JSON.parse(JSON.stringify(news))]);
        if (options && options.inside && options.inside[name]) options.inside[name](...news);
      };
    }
    const given = Object.assign({ url: 'http://wire', throttle: 0 }, listeners, options);
    delete given.inside;
    stream.controller = connect(given);
    return stream.controller;
  };
  stream.connect(options);
  // The request that comes next.
  stream.request = async () => {
    const count = stream.taken === undefined ? 0 : stream.taken;
    await device.until(() => wire.requests.length > count || stream.all('onEnd').length > 0);
    stream.taken = count + 1;
    return wire.requests[count];
  };
  stream.ended = async () => {
    await device.until(() => stream.all('onEnd').length > 0);
    // And nothing follows.
    await device.pass(200000);
    for (let turn = 0; turn < 5; turn += 1) await device.network();
    return stream
      .all('onEnd')
      .map((end) => end.reason)
      .join();
  };
  return stream;
}

module.exports = { Wire, play };
