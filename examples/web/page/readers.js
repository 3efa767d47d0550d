// The two ways to read a stream. Each tells its events, with type, data and lastEventId, and how it ended: in words
// (`how`), whether it was `well`, and whether it was told of `all` that came.

const STOPPED = { how: 'stopped', well: false, all: false };
const NO_RESPONSE = { how: 'no response: the server does not answer', well: false, all: false };

/** Reads with the crate's decoder: `onChunk` gets each chunk as it arrived, and how many events it completed. */
export function readWithUnchunk(url, { onEvent, onChunk, onEnd, signal }) {
  return new Promise((resolve) => {
    const worker = new Worker('reader.worker.js');
    const finish = (ended) => {
      worker.terminate();
      onEnd(ended);
      resolve();
    };
    worker.onmessage = ({ data: { chunk, events, end } }) => {
      if (end) return finish(judge(end));
      events.filter(({ kind }) => kind === 'event').forEach(onEvent);
      onChunk(chunk, events.length);
    };
    // It could not be loaded; what fails inside it comes as a message.
    worker.onerror = (error) => {
      error.preventDefault();
      finish(NO_RESPONSE);
    };
    signal.addEventListener('abort', () => finish(STOPPED));
    worker.postMessage(url);
  });
}

function judge({ status, fault, verdict }) {
  if (status === null) return { ...NO_RESPONSE, how: `no response: ${fault}` };
  if (fault !== null) return { how: `the connection broke, ${describe(verdict)}`, well: false, all: false };
  if (status !== 200) return { how: `HTTP status ${status}, ${describe(verdict)}`, well: false, all: true };
  return { how: describe(verdict), well: verdict.kind === 'complete', all: true };
}

function describe({ kind, tail, head }) {
  if (kind === 'truncated') return `truncated, in “${tail}”`;
  return kind === 'foreign' ? `never an event stream, but “${head}”` : kind;
}

/** Reads with the browser's EventSource, which tells only events of the types it was told to listen to. */
export function readWithEventSource(url, types, { onEvent, onEnd, signal }) {
  return new Promise((resolve) => {
    const source = new EventSource(url);
    let opened = false;
    const finish = (ended) => {
      source.close();
      onEnd(ended);
      resolve();
    };
    source.onopen = (event) => (opened ||= !(event instanceof MessageEvent));
    const hear = (event) => {
      // A stream may name its own events `open` and `error`.
      if (event instanceof MessageEvent) onEvent(event);
      // At the end of a stream it would connect again, and read it all once more.
      else if (event.type === 'error') finish(tell(opened, source.readyState));
    };
    for (const type of new Set(['message', 'error', ...types])) source.addEventListener(type, hear);
    signal.addEventListener('abort', () => finish(STOPPED));
  });
}

/** An error event is all that an EventSource tells of any end. */
function tell(opened, readyState) {
  if (opened) return { how: 'an error event, which is all it tells of the end', well: true, all: true };
  const how = readyState === EventSource.CLOSED ? 'it refused the response' : 'it got no response';
  return { how: `an error event: ${how}, and does not tell why`, well: false, all: false };
}
