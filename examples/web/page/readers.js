// The two ways to read a stream. Each tells its events, with type, data and lastEventId, and how it ended.

/** Reads with the crate's decoder: `onChunk` gets each chunk as it arrived, and how many events it completed. */
export function readWithUnchunk(url, { onEvent, onChunk, onEnd, signal }) {
  return new Promise((resolve) => {
    const worker = new Worker('reader.worker.js');
    const end = (how) => {
      worker.terminate();
      onEnd(how);
      resolve();
    };
    worker.onmessage = ({ data: { chunk, events, verdict } }) => {
      if (verdict) return end(describe(verdict));
      events.forEach(onEvent);
      onChunk(chunk, events.length);
    };
    worker.onerror = ({ message }) => end(message);
    signal.addEventListener('abort', () => end('stopped'));
    worker.postMessage(url);
  });
}

function describe({ kind, tail, head }) {
  if (kind === 'truncated') return `truncated, in “${tail}”`;
  return kind === 'foreign' ? `never an event stream, but “${head}”` : kind;
}

/** Reads with the browser's EventSource, which tells only events of the types it was told to listen to. */
export function readWithEventSource(url, types, { onEvent, onEnd, signal }) {
  return new Promise((resolve) => {
    const source = new EventSource(url);
    const end = (how) => {
      source.close();
      onEnd(how);
      resolve();
    };
    const hear = (event) => {
      // A stream may name its own events `open` and `error`.
      if (event instanceof MessageEvent) onEvent(event);
      // At the end of a stream it would connect again, and read it all once more.
      else if (event.type === 'error') end('an error event, which is all it tells of the end');
    };
    for (const type of new Set(['message', 'error', ...types])) source.addEventListener(type, hear);
    signal.addEventListener('abort', () => end('stopped'));
  });
}
