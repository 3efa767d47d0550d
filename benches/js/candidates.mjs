// Who decodes. Each takes a stream's chunks and calls back with each event's type and data.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createParser } from 'eventsource-parser';
import { PlainDecoder } from './decode.mjs';

const MODULE = fileURLToPath(new URL('../../examples/wechat/miniprogram/unchunk/', import.meta.url));

/** The module with its script; `platform` is what the script finds of TextDecoder. */
async function core(platform) {
  const module = { exports: {} };
  new Function('module', 'TextDecoder', readFileSync(`${MODULE}unchunk.js`, 'utf8'))(module, platform);
  return module.exports.load(readFileSync(`${MODULE}unchunk.wasm`));
}

function unchunk(loaded) {
  return (chunks, onEvent) => {
    const decoder = loaded.sse();
    for (const chunk of chunks) {
      for (const item of decoder.feed(chunk)) onEvent(item.type, item.data);
    }
    decoder.finish();
  };
}

function parser(makeDecoder) {
  return (chunks, onEvent) => {
    const decoder = makeDecoder();
    const parser = createParser({ onEvent: ({ event, data }) => onEvent(event ?? 'message', data) });
    for (const chunk of chunks) parser.feed(decoder.decode(chunk, { stream: true }));
  };
}

/** By name. Without WebAssembly, as under `--jitless`, the module takes no part. */
export async function candidates() {
  const all = {
    plain: parser(() => new PlainDecoder()),
    textDecoder: parser(() => new TextDecoder()),
  };
  if (typeof WebAssembly === 'undefined') return all;
  return { ...all, ours: unchunk(await core(undefined)), oursTextDecoder: unchunk(await core(TextDecoder)) };
}
