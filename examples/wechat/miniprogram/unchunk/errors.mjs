// From errors.js, by esm.js.
// What onError is told: see StreamError in event-source.d.ts.

// What is said of a loss of which the platform says nothing.
const MESSAGES = {
  complete: 'ended, but not as the stream ends',
  truncated: 'ended inside an event',
  foreign: 'the body was no stream',
  failed: 'the request failed',
  'transport-idle': 'no byte in time',
  'content-idle': 'no event in time',
  status: 'the status is one to be retried',
};

// `left` is what the connection has left unfinished; `head` that of its response, null if none came.
function lost(loss, message, left, head) {
  const tail = left.verdict.kind === 'truncated' ? left.verdict.tail : '';
  return {
    kind: 'lost',
    loss,
    message: message || MESSAGES[loss],
    status: head === null ? null : head.status,
    tail,
    ignored: left.ignored,
    json: jsonOf(tail || left.ignored),
  };
}

function refused(head, body) {
  return { kind: 'response', status: head.status, header: head.header, body, json: jsonOf(body) };
}

function ignored(lines) {
  return { kind: 'ignored', ignored: lines, json: jsonOf(lines) };
}

function jsonOf(text) {
  try {
    return JSON.parse(text);
  } catch (error) {
    return undefined;
  }
}

export { lost, refused, ignored };
