// From connection.js, by esm.js.
// One connection: a request, and the decoder of what it brings, or the body of a response that is no stream.

import { ACCEPT, decoderOf } from './format.mjs';
import { Request, headerOf, messageOf } from './request.mjs';

// Characters kept of such a body.
const MAX_BODY = 16 * 1024;

class Connection {
  // `listener` is that of a Request; failed() is called as well where url() or header() fails.
  constructor(core, options, lastEventId, listener) {
    this.options = options;
    this.listener = listener;
    this.request = new Request(listener);
    this.decoder = decoderOf(core, options, lastEventId);
    this.head = null;
    // Whether it was announced: to the session, and to the page.
    this.isOpen = false;
    this.isTold = false;
    this.body = null;
    this.read = '';
  }

  // Sends the request: at once, where neither url() nor header() has to be waited for.
  send(request, lastEventId) {
    const { url, header } = this.options;
    const sendTo = (url, header) => {
      if (typeof url !== 'string') throw new TypeError('url() is to return a string, not ' + typeof url);
      this.request.send(request, this.optionsFor(url, header, lastEventId));
    };
    const giveUp = (error) => {
      if (this.request.isOut) this.listener.failed(messageOf(error), false);
    };
    try {
      const parts = [url, header].map((part) => (typeof part === 'function' ? part() : part));
      const isWaited = parts.some((part) => part && typeof part.then === 'function');
      if (isWaited)
        Promise.all(parts)
          .then(([url, header]) => sendTo(url, header))
          .catch(giveUp);
      else sendTo(parts[0], parts[1]);
    } catch (error) {
      Promise.resolve().then(() => giveUp(error));
    }
  }

  optionsFor(url, header, lastEventId) {
    const { method, data, timeout, format } = this.options;
    return {
      url,
      method,
      data,
      header: headersFor(header, ACCEPT[format], lastEventId),
      timeout,
      enableChunked: true,
      responseType: 'arraybuffer',
      dataType: 'text',
    };
  }

  // The response is no stream: its body is read, as far as it is kept.
  refuse(core) {
    this.body = core.text();
  }

  // Whether that is enough of it.
  readBody(chunk) {
    for (const piece of this.body.feed(chunk)) this.read += piece.text;
    return this.read.length > MAX_BODY;
  }

  // What the next connection goes by, and what was ignored.
  state() {
    if (this.decoder.state) return this.decoder.state();
    return { lastEventId: '', reconnectionTime: null, ignored: '' };
  }

  // Ends it: what it leaves unfinished.
  leave() {
    const { ignored } = this.state();
    this.request.drop();
    if (this.body !== null) this.body.free();
    const { items, verdict } = this.decoder.finish();
    return { items, verdict, ignored };
  }
}

// The page's own headers, whatever the case of their names, and what the stream needs besides.
function headersFor(given, accept, lastEventId) {
  const header = Object.assign({}, given);
  if (headerOf(header, 'accept') === undefined) header.Accept = accept;
  if (lastEventId === '') return header;
  for (const name of Object.keys(header)) {
    if (name.toLowerCase() === 'last-event-id') delete header[name];
  }
  header['Last-Event-ID'] = lastEventId;
  return header;
}

export { Connection };
