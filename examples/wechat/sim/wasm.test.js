'use strict';

const assert = require('node:assert');
const fs = require('node:fs');
const path = require('node:path');
const test = require('node:test');
const zlib = require('node:zlib');

const { moduleAt } = require('./module.js');
const { inspect } = require('./wasm.js');

const BYTES = fs.readFileSync(moduleAt(path.join(__dirname, '../miniprogram/unchunk/unchunk.wasm')));

test('the module is WebAssembly 1.0, with functions and a memory to export and nothing to import', () => {
  const module = inspect(BYTES);
  assert.deepStrictEqual(module.findings, []);
  assert.strictEqual(module.imports, 0);
  assert.deepStrictEqual(module.custom, []);
  const kinds = new Set(module.exports.map((one) => one.kind));
  assert.deepStrictEqual([...kinds].sort(), ['function', 'memory']);
});

test('it is small', (t) => {
  const compressed = zlib.brotliCompressSync(BYTES).length;
  t.diagnostic(`${BYTES.length} bytes, ${compressed} with brotli`);
  assert(BYTES.length <= 60 * 1024, `${BYTES.length} bytes`);
  assert(compressed <= 25 * 1024, `${compressed} bytes with brotli`);
});

// Each has one thing too many, by the text of the later standards.
test('what a device may not know is found', () => {
  const sections = {
    'an exported Global: g': [6, 6, 1, 0x7f, 0, 0x41, 0, 0x0b, 7, 5, 1, 1, 0x67, 3, 0],
    'multi-value: a function with 2 results': [1, 6, 1, 0x60, 0, 2, 0x7f, 0x7f],
    'multi-value: a block with a function type': [10, 8, 1, 6, 0, 0x02, 0, 0x0b, 0x0b, 0],
    'reference types: call_indirect of a table by number': [10, 8, 1, 6, 0, 0x11, 0, 0x80, 0, 0x0b],
    'value type 0x6f': [1, 5, 1, 0x60, 1, 0x6f, 0],
    'a table of references': [4, 4, 1, 0x6f, 0, 1],
    'opcode 0xd0': [10, 7, 1, 5, 0, 0xd0, 0x70, 0x1a, 0x0b],
    'opcode 0xfc': [10, 8, 1, 6, 0, 0xfc, 0x0b, 0, 0x1a, 0x0b],
    'opcode 0xc0': [10, 8, 1, 6, 0, 0x41, 0, 0xc0, 0x1a, 0x0b],
    'a segment of a later kind': [11, 4, 1, 1, 1, 0x2a],
    'section 12': [12, 1, 0],
  };
  for (const [finding, section] of Object.entries(sections)) {
    const module = Buffer.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, ...section]);
    assert.strictEqual(inspect(module).findings[0], finding);
  }
});
