// From format.js, by esm.js.
// The formats of streams: Server-Sent Events, JSON, plain text. What is asked for, what is accepted, what decodes it.

import { headerOf } from './request.mjs';

const ACCEPT = {
  sse: 'text/event-stream',
  json: 'application/json, application/x-ndjson, application/json-seq',
  text: 'text/plain',
};

// Whether a response is taken for a stream of a format, where the page does not say.
function isStream(format, head) {
  if (format !== 'sse') return head.status >= 200 && head.status < 300 && head.status !== 204;
  return head.status === 200 && /^\s*text\/event-stream\s*(;|$)/i.test(headerOf(head.header, 'content-type') || '');
}

function decoderOf(core, options, lastEventId) {
  if (options.format === 'json') return core.json(options.framing, { maxFrameBytes: options.maxEventBytes });
  if (options.format === 'text') return core.text();
  return core.sse({
    maxEventBytes: options.maxEventBytes,
    comments: options.onHeartbeat !== undefined,
    salvage: true,
    lastEventId,
  });
}

// What an item carries.
function dataOf(item) {
  return item.kind === 'event' ? item.data : item.text;
}

export { ACCEPT, decoderOf, isStream, dataOf };
