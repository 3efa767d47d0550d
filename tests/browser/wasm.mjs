// Reads streams, which come on standard input in hexadecimal chunks, with the crate as WebAssembly:
// `node wasm.mjs <the module>`, and unchunk.js beside it. What it tells goes to standard output.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { json } from 'node:stream/consumers';

const path = resolve(process.argv[2]);
const { load } = createRequire(import.meta.url)(join(dirname(path), 'unchunk.js'));
const core = await load(await readFile(path));

function read(chunks) {
  const decoder = core.sse();
  const items = chunks.flatMap((chunk) => decoder.feed(Buffer.from(chunk, 'hex')));
  decoder.free();
  const events = items.map(({ type, data, lastEventId }) => ({ type, data, lastEventId }));
  return { outcome: 'ended', events };
}

console.log(JSON.stringify((await json(process.stdin)).map(read)));
