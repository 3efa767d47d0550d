// From request.js, by esm.js.
// One request through what a platform has for it, and one account of it: head, chunks, and then either its end or its
// failure, once. Platforms throw, answer at once, return nothing, tell headers late and go on calling when all is over.

import { bytesOf, encodeUtf8 } from './unchunk.mjs';

// No other attempt can mend these.
const HOPELESS = /domain list|invalid url|not a valid url|parse url|parameter error|invalid param/i;

class Request {
  // `listener` has head({ status, header }), chunk(bytes), ended({ status, header }), failed(message, isTimeout), and
  // misused(message) for what a developer has to change.
  constructor(listener) {
    this.listener = listener;
    this.task = null;
    this.isOut = true;
    this.isSent = false;
    // A high half of UTF-16, where chunks are strings.
    this.half = '';
    this.onChunk = (news) => this.take(() => this.chunkReceived(news.data));
    this.onHeaders = (news) => this.take(() => this.headersReceived(news));
  }

  send(request, options) {
    if (!this.isOut) return;
    const success = (news) => this.later(() => this.succeeded(news || {}));
    const fail = (news) => this.later(() => this.failed(news || {}));
    let task;
    try {
      task = request(Object.assign({ success, fail }, options));
    } catch (error) {
      this.later(() => this.misused('request() threw: ' + messageOf(error)));
      this.isSent = true;
      return;
    }
    this.isSent = true;
    this.task = task;
    if (!this.isOut) {
      // Dropped inside request().
      this.abort();
      return;
    }
    const isTask = (typeof task === 'object' && task !== null) || typeof task === 'function';
    if (!isTask) {
      this.later(() => this.misused('request() returned no task: chunks cannot be received, nor can it be aborted'));
      return;
    }
    // Some return a promise that is a task too; a rejection says what `fail` says.
    if (typeof task.then === 'function') task.then(success, fail);
    // At once: the first chunk must not come before its listener. Without chunks, all comes with success.
    if (task.onChunkReceived) task.onChunkReceived(this.onChunk);
    if (task.onHeadersReceived) task.onHeadersReceived(this.onHeaders);
  }

  // Aborts it. Nothing more is told.
  drop() {
    if (!this.isOut) return;
    this.release();
    this.abort();
  }

  abort() {
    const task = this.task;
    if (!task || !task.abort) return;
    try {
      task.abort();
    } catch (error) {
      // It is over all the same.
    }
  }

  release() {
    this.isOut = false;
    const task = this.task;
    if (!task) return;
    if (task.offChunkReceived) task.offChunkReceived(this.onChunk);
    if (task.offHeadersReceived) task.offHeadersReceived(this.onHeaders);
  }

  take(report) {
    if (this.isOut) report();
  }

  // What is called inside request() is told once it has returned.
  later(report) {
    if (this.isSent) this.take(report);
    else Promise.resolve().then(() => this.take(report));
  }

  headersReceived(news) {
    this.listener.head(headOf(news));
  }

  chunkReceived(data) {
    const bytes = this.bytesOf(data);
    if (bytes === null) this.misused('a chunk is bytes or a string, not ' + typeof data);
    else if (bytes.length > 0) this.listener.chunk(bytes);
  }

  succeeded(news) {
    const head = headOf(news);
    this.listener.head(head);
    if (!this.isOut) return;
    // Some platforms have parsed it already, whatever they were asked for.
    const isParsed = typeof news.data === 'object' && news.data !== null && this.bytesOf(news.data) === null;
    const rest = this.bytesOf(isParsed ? JSON.stringify(news.data) : news.data);
    if (rest !== null && rest.length > 0) this.listener.chunk(rest);
    if (!this.isOut) return;
    this.release();
    this.listener.ended(head);
  }

  failed(news) {
    const message = messageOf(news);
    this.release();
    if (HOPELESS.test(message)) this.listener.misused(message);
    else this.listener.failed(message, /time.?out|timed out/i.test(message));
  }

  misused(message) {
    this.drop();
    this.listener.misused(message);
  }

  // Strings are text: some developer tools decode what they should deliver.
  bytesOf(data) {
    if (typeof data === 'string') {
      const text = this.half + data;
      this.half = /[\ud800-\udbff]$/.test(text) ? text.slice(-1) : '';
      return encodeUtf8(this.half === '' ? text : text.slice(0, -1));
    }
    try {
      return bytesOf(data);
    } catch (error) {
      return null;
    }
  }
}

// Not all tell the status with the headers, and some have other names for both.
function headOf(news) {
  return { status: news.statusCode || news.status || 200, header: news.header || news.headers || {} };
}

function messageOf(news) {
  return String((news && (news.errMsg || news.errorMessage || news.message)) || news);
}

// A header by its name, in whatever case it was written; undefined if there is none.
function headerOf(header, name) {
  const found = Object.keys(header).find((key) => key.toLowerCase() === name);
  return found === undefined ? undefined : String(header[found]);
}

// Milliseconds that a Retry-After asks to wait (RFC 9110 § 10.2.3): seconds, or a date; 0 if it is neither.
function retryAfter(header) {
  const value = headerOf(header, 'retry-after') || '';
  if (/^[ \t]*\d+[ \t]*$/.test(value)) return Number(value) * 1000;
  const date = Date.parse(value);
  return isNaN(date) ? 0 : Math.max(0, date - Date.now());
}

export { Request, headerOf, messageOf, retryAfter };
