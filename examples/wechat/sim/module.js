// The module under test: the one in git, or with UNCHUNK_WASM=/path/to/unchunk.wasm a fresh one in its place.
'use strict';

const path = require('node:path');

function moduleAt(file) {
  const isModule = path.basename(file) === 'unchunk.wasm';
  return (isModule && process.env.UNCHUNK_WASM) || file;
}

module.exports = { moduleAt };
