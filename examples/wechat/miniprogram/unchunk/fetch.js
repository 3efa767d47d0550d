// A browser's fetch as a request of mini-programs: the same options, the same task.
'use strict';

const { encodeUtf8 } = require('./unchunk.js');

function fetchRequest(options) {
  const controller = new AbortController();
  const listeners = { chunk: null, headers: null };
  const header = Object.assign({}, options.header);
  const init = { method: options.method, headers: header, signal: controller.signal, cache: 'no-store' };
  const isInUrl = /^(get|head)$/i.test(options.method);
  if (options.data !== undefined && !isInUrl) init.body = bodyOf(options.data, header);
  const url = options.data !== undefined && isInUrl ? urlWith(options.url, options.data) : options.url;
  for (const name of Object.keys(header)) header[name] = byteString(String(header[name]));
  let isTimeout = false;
  const timer = setTimeout(
    () => {
      isTimeout = true;
      controller.abort();
    },
    Math.min(options.timeout, 0x7fffffff)
  );
  fetch(url, init)
    .then((response) => {
      const news = { statusCode: response.status, header: {} };
      response.headers.forEach((value, name) => (news.header[name] = value));
      if (listeners.headers) listeners.headers(news);
      return read(response, (data) => listeners.chunk && listeners.chunk({ data })).then(() => news);
    })
    .then(
      (news) => {
        clearTimeout(timer);
        options.success(Object.assign({ data: '', errMsg: 'request:ok' }, news));
      },
      (error) => {
        clearTimeout(timer);
        options.fail({ errMsg: 'request:fail ' + (isTimeout ? 'timeout' : error.message) });
      }
    );
  return {
    abort: () => controller.abort(),
    onChunkReceived: (listener) => (listeners.chunk = listener),
    offChunkReceived: () => (listeners.chunk = null),
    onHeadersReceived: (listener) => (listeners.headers = listener),
    offHeadersReceived: () => (listeners.headers = null),
  };
}

function read(response, onChunk) {
  if (!response.body) return response.arrayBuffer().then(onChunk);
  const reader = response.body.getReader();
  const next = () =>
    reader.read().then(({ done, value }) => {
      if (done) return undefined;
      onChunk(value);
      return next();
    });
  return next();
}

// As wx.request does: what goes with a GET is in its query.
function urlWith(url, data) {
  const part = (name) => `${encodeURIComponent(name)}=${encodeURIComponent(data[name])}`;
  const query = typeof data === 'object' ? Object.keys(data).map(part).join('&') : String(data);
  const [before, fragment] = url.split('#');
  const sign = before.indexOf('?') < 0 ? '?' : '&';
  return query === '' ? url : before + sign + query + (fragment === undefined ? '' : '#' + fragment);
}

// As wx.request does: what is no text and no bytes is sent as JSON.
function bodyOf(data, header) {
  const isBytes = ArrayBuffer.isView(data) || Object.prototype.toString.call(data) === '[object ArrayBuffer]';
  if (typeof data === 'string' || isBytes) return data;
  if (!Object.keys(header).some((name) => name.toLowerCase() === 'content-type'))
    header['content-type'] = 'application/json';
  return JSON.stringify(data);
}

// A header's value in UTF-8, as fetch wants it: one character for each byte.
function byteString(text) {
  return Array.from(encodeUtf8(text), (byte) => String.fromCharCode(byte)).join('');
}

module.exports = { fetchRequest };
