// From event-source.js, by esm.js.
// Server-Sent Events over wx.request: what an EventSource is to a browser, and POST besides. The crate's session says
// when to open, wait and close; here are the request, the clock and the callbacks.

import { GrowingText } from './growing-text.mjs';
import { load, encodeUtf8 } from './unchunk.mjs';

const DEFAULTS = {
  method: 'GET',
  wasm: '/unchunk/unchunk.wasm',
  // wx.request's own limit is 60 s for the whole answer; the idle deadline takes its place.
  timeout: 24 * 60 * 60 * 1000,
  attempts: 3,
  reconnectionTime: 2000,
  maxDelay: 0,
  idle: 60000,
  contentIdle: 0,
  follow: false,
  lastEventId: '',
  done: '',
  doneType: '',
  throttle: 60,
};

// Characters kept of the body of a response that is no event stream.
const MAX_BODY = 16 * 1024;

// What setTimeout can wait.
const MAX_TIMEOUT = 0x7fffffff;

// Opens a stream. See event-source.d.ts for the options.
function connect(options) {
  const stream = new Stream(Object.assign({}, DEFAULTS, options));
  stream.start();
  return {
    close() {
      stream.close();
    },
  };
}

const cores = {};

function coreOf(path) {
  if (!cores[path]) {
    cores[path] = load(path);
    // The next stream may try again.
    cores[path].catch(function () {
      delete cores[path];
    });
  }
  return cores[path];
}

class Stream {
  constructor(options) {
    this.options = options;
    this.core = null;
    this.source = null;
    this.text = null;
    // The one request that is out. News of any other is late.
    this.connection = null;
    this.timer = null;
    // What the last connection was lost to, until it is told.
    this.loss = null;
    // How it ends, where the session does not know: to it, a clean end is a loss.
    this.outcome = null;
    this.ended = false;
    this.epoch = Date.now();
  }

  start() {
    const o = this.options;
    coreOf(o.wasm).then(
      (core) => {
        if (this.ended) return;
        this.core = core;
        this.source = core.source({
          attempts: o.attempts,
          reconnectionTime: o.reconnectionTime,
          maxDelay: o.maxDelay,
          transportIdle: o.idle,
          contentIdle: o.contentIdle,
          replayWithoutId: o.follow,
          lastEventId: o.lastEventId,
          doneData: o.done,
          doneType: o.doneType,
        });
        if (o.mode) this.text = new GrowingText(core, o, (update) => this.tell('onText', update.text, update));
        this.step();
      },
      (error) => {
        if (this.ended) return;
        this.tell('onError', { kind: 'load', message: String((error && error.message) || error) });
        this.end('load');
      }
    );
  }

  close() {
    if (this.ended) return;
    if (this.source === null) {
      this.end('closed');
      return;
    }
    this.source.abort();
    this.step();
  }

  now() {
    return Date.now() - this.epoch;
  }

  // Does what the session says, until there is nothing to do but wait.
  step() {
    while (!this.ended) {
      clearTimeout(this.timer);
      const now = this.now();
      const action = this.source.poll(now);
      switch (action.todo) {
        case 'open':
          this.tellLoss(0);
          if (!this.ended) this.open(action.lastEventId);
          break;
        case 'close':
          if (this.connection !== null) {
            this.loss = { loss: 'idle', message: '' };
            this.drop();
          }
          break;
        case 'end':
          this.endAs(action);
          break;
        default:
          if (action.todo === 'wait') this.tellLoss(action.until - now);
          if (!this.ended && action.until < Infinity) {
            this.timer = setTimeout(() => this.step(), Math.min(action.until - now, MAX_TIMEOUT));
          }
          return;
      }
    }
  }

  open(lastEventId) {
    const o = this.options;
    const header = Object.assign({ Accept: 'text/event-stream' }, o.header);
    if (lastEventId !== '') header['Last-Event-ID'] = lastEventId;
    const connection = { task: null, head: null, announced: false, body: null, text: '' };
    const ifCurrent = (report) => (news) => {
      if (this.connection === connection) report.call(this, connection, news);
    };
    connection.onHeaders = ifCurrent(this.headersReceived);
    connection.onChunk = ifCurrent(this.chunkReceived);
    this.connection = connection;
    const task = wx.request({
      url: o.url,
      method: o.method,
      data: o.data,
      header,
      timeout: o.timeout,
      enableChunked: true,
      responseType: 'arraybuffer',
      dataType: 'text',
      success: ifCurrent(this.succeeded),
      fail: ifCurrent(this.failed),
    });
    connection.task = task;
    // At once: the first chunk must not come before its listener. Without chunks, all comes with success.
    if (task.onChunkReceived) task.onChunkReceived(connection.onChunk);
    if (task.onHeadersReceived) task.onHeadersReceived(connection.onHeaders);
  }

  headersReceived(connection, news) {
    if (connection.head !== null) return;
    // Not all versions tell the status here.
    const head = { status: news.statusCode || 200, header: news.header || {} };
    connection.head = head;
    if (connection.announced) return;
    const type = contentType(head);
    if (head.status === 200 && /^\s*text\/event-stream\s*(;|$)/i.test(type)) {
      connection.announced = true;
      this.source.opened(this.now(), head.status, type);
      this.step();
    } else {
      connection.body = this.core.text();
    }
  }

  chunkReceived(connection, news) {
    if (connection.head === null && !connection.announced) {
      // Chunks may come before headers. If this is no event stream, the verdict will tell.
      connection.announced = true;
      this.source.opened(this.now(), 200, 'text/event-stream');
    }
    if (!connection.announced) {
      for (const piece of connection.body.feed(news.data)) connection.text += piece.text;
      if (connection.text.length > MAX_BODY) this.refuse(connection);
      return;
    }
    this.source.feed(news.data);
    while (!this.ended) {
      const item = this.source.next(this.now());
      if (item === null) break;
      this.deliver(item);
    }
    if (!this.ended && this.text !== null) this.text.settle();
    if (!this.ended) this.step();
  }

  succeeded(connection, news) {
    this.headersReceived(connection, news);
    const rest = typeof news.data === 'string' ? encodeUtf8(news.data) : news.data;
    if (rest && rest.byteLength > 0) this.chunkReceived(connection, { data: rest });
    if (this.connection !== connection) return;
    if (connection.body !== null) {
      connection.head.status = news.statusCode || connection.head.status;
      this.refuse(connection);
      return;
    }
    this.release();
    const verdict = this.source.ended(this.now());
    if (verdict.kind === 'foreign') {
      this.tellResponse(news.statusCode, connection.head.header, verdict.head);
      this.finish('response');
    } else if (verdict.kind === 'complete' && !this.options.follow) {
      this.finish('complete');
    } else {
      this.loss = { loss: verdict.kind, message: '' };
      this.step();
    }
  }

  failed(connection, news) {
    if (connection.body !== null) {
      this.refuse(connection);
      return;
    }
    this.release();
    this.loss = { loss: 'failed', message: (news && news.errMsg) || '' };
    this.source.failed(this.now());
    this.step();
  }

  // The response is no event stream: tells of its body, then the session has it its way.
  refuse(connection) {
    const head = connection.head;
    this.source.opened(this.now(), head.status, contentType(head));
    this.drop();
    if (head.status !== 204) this.tellResponse(head.status, head.header, connection.text);
    if (!this.ended) this.step();
  }

  deliver(item) {
    if (item.kind === 'error') {
      this.tell('onError', { kind: 'decode', name: item.name, offset: item.offset });
      return;
    }
    this.tell('onEvent', item);
    if (this.ended || this.text === null) return;
    try {
      const payload = this.options.payload ? this.options.payload(item) : item.data;
      if (!this.ended && payload !== undefined && payload !== null) this.text.push(payload);
    } catch (error) {
      this.tell('onError', { kind: 'payload', message: error.message, event: item });
    }
  }

  tellResponse(status, header, body) {
    let json;
    try {
      json = JSON.parse(body);
    } catch (error) {
      json = undefined;
    }
    this.tell('onError', { kind: 'response', status, header, body, json });
  }

  // retryIn: milliseconds, or null if it is not tried again.
  tellLoss(retryIn) {
    const loss = this.loss;
    this.loss = null;
    if (loss !== null) this.tell('onError', { kind: 'lost', loss: loss.loss, message: loss.message, retryIn });
  }

  // A fault of the callback is the page's, and is thrown where it harms no stream.
  tell(callback, ...news) {
    const listener = this.options[callback];
    if (!listener) return;
    try {
      listener(...news);
    } catch (error) {
      setTimeout(() => {
        throw error;
      }, 0);
    }
  }

  // Forgets the request, which has ended.
  release() {
    const connection = this.connection;
    this.connection = null;
    const task = connection.task;
    if (task.offChunkReceived) task.offChunkReceived(connection.onChunk);
    if (task.offHeadersReceived) task.offHeadersReceived(connection.onHeaders);
    if (connection.body !== null) connection.body.free();
    return task;
  }

  drop() {
    this.release().abort();
  }

  finish(outcome) {
    if (this.ended) return;
    this.outcome = outcome;
    this.source.abort();
    this.step();
  }

  endAs(action) {
    if (this.outcome !== null) {
      this.end(this.outcome);
      return;
    }
    switch (action.reason) {
      case 'aborted':
        this.end('closed');
        break;
      case 'status':
      case 'content-type':
        this.end('response');
        break;
      case 'attempts-exhausted':
      case 'replay-refused':
        this.tellLoss(null);
        this.end('lost');
        break;
      default:
        this.end(action.reason);
    }
  }

  end(reason) {
    if (this.ended) return;
    // What a callback does to it now comes too late.
    this.ended = true;
    if (this.source !== null) this.source.free();
    if (this.text !== null) {
      this.text.finish();
      this.text.free();
    }
    this.tell('onEnd', { reason });
  }
}

function contentType(head) {
  for (const name of Object.keys(head.header)) {
    if (name.toLowerCase() === 'content-type') return String(head.header[name]);
  }
  return '';
}

export { connect };
