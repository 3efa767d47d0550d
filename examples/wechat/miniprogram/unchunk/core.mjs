// From core.js, by esm.js.
// The loaded module of a path: loaded once for all streams.

import { load } from './unchunk.mjs';

const cores = {};

// A promise of the core. If loading a path has failed, the next stream tries again.
function coreOf(wasm, webAssembly) {
  if (typeof wasm === 'object' && typeof wasm.sse === 'function') return Promise.resolve(wasm);
  if (typeof wasm !== 'string') return load(wasm, { webAssembly });
  if (!cores[wasm]) {
    cores[wasm] = load(wasm, { webAssembly });
    cores[wasm].catch(() => {
      delete cores[wasm];
    });
  }
  return cores[wasm];
}

export { coreOf };
