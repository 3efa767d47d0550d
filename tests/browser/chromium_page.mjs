// Runs in the page.

/** Reads every stream of the plan, and holds the race. */
export async function readAll({ origins, streams, race }) {
  const STREAMS_PER_ORIGIN = 5; // of the six connections that Chromium opens to one
  const GUARD_SECONDS = 60;

  /** Reads one stream to its end. */
  function read(url, types) {
    return new Promise((resolve) => {
      const events = [];
      const source = new EventSource(url);
      const end = (outcome) => {
        clearTimeout(guard);
        source.close(); // or it would reconnect
        resolve({ outcome, events });
      };
      const guard = setTimeout(end, GUARD_SECONDS * 1000, `no end within ${GUARD_SECONDS} s`);
      let opened = false;
      const hear = (event) => {
        // A stream may name its events `open` and `error` too.
        if (event instanceof MessageEvent) {
          const { type, data, lastEventId } = event;
          events.push({ type, data, lastEventId });
        } else if (event.type === 'open') {
          opened = true;
        } else {
          end(opened && source.readyState === EventSource.CONNECTING ? 'ended' : 'failed');
        }
      };
      for (const type of new Set(['message', 'open', 'error', ...types])) source.addEventListener(type, hear);
    });
  }

  /** Which runners are connected to again before the mark is? */
  function hold({ runners, mark }) {
    return new Promise((resolve, reject) => {
      const beforeMark = runners.map(() => false);
      const sources = [];
      const late = () => reject(new Error(`no reconnection within ${GUARD_SECONDS} s`));
      const guard = setTimeout(late, GUARD_SECONDS * 1000);
      const run = (index, back) => {
        const source = new EventSource(`${origins[sources.length % origins.length]}/${index}`);
        let opened = 0;
        source.addEventListener('open', () => {
          opened += 1;
          if (opened === 2) {
            source.close();
            back();
          }
        });
        sources.push(source);
      };
      runners.forEach((index, i) => run(index, () => (beforeMark[i] = true)));
      run(mark, () => {
        clearTimeout(guard);
        for (const source of sources) source.close();
        resolve(beforeMark);
      });
    });
  }

  const readings = [];
  const queue = streams.entries();
  const worker = async (origin) => {
    for (const [index, types] of queue) readings[index] = await read(`${origin}/${index}`, types);
  };
  const workers = origins.flatMap((origin) => Array.from({ length: STREAMS_PER_ORIGIN }, () => worker(origin)));
  await Promise.all(workers);
  return { readings, beforeMark: await hold(race) };
}
