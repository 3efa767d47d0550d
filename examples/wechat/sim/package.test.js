// The folder miniprogram/unchunk as an npm package: packed, installed and used as node and TypeScript find it. What
// bundlers and WeChat's npm build make of it is in ../builds.
'use strict';

const assert = require('node:assert');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { spawnSync } = require('node:child_process');
const { after, before, test } = require('node:test');

const FOLDER = path.join(__dirname, '../miniprogram/unchunk');
const NAME = 'unchunk-miniprogram';

// A project that has installed the package.
let project;
before(() => {
  project = fs.mkdtempSync(path.join(os.tmpdir(), 'unchunk-'));
  const packed = run('npm', ['pack', '--silent', FOLDER]).trim();
  fs.writeFileSync(path.join(project, 'package.json'), '{ "private": true }');
  run('npm', ['install', '--silent', '--no-audit', '--no-fund', path.join(project, packed)]);
});
after(() => fs.rmSync(project, { recursive: true, force: true }));

function run(command, args) {
  const ran = spawnSync(command, args, { cwd: project, encoding: 'utf8' });
  assert.strictEqual(ran.status, 0, ran.stdout + ran.stderr);
  return ran.stdout;
}

function write(name, source) {
  fs.writeFileSync(path.join(project, name), source);
  return name;
}

test('the ES modules are those of the scripts, and ES2018', () => {
  run(process.execPath, [path.join(__dirname, '../esm.js'), '--check']);
  const acorn = require('acorn');
  const modules = fs.readdirSync(FOLDER).filter((name) => name.endsWith('.mjs'));
  assert(modules.length >= 3);
  for (const name of modules) {
    acorn.parse(fs.readFileSync(path.join(FOLDER, name), 'utf8'), { ecmaVersion: 2018, sourceType: 'module' });
  }
});

test('esm.js refuses a script that it would leave half CommonJS', () => {
  const { toEsm } = require('../esm.js');
  const known = "const { a } = require('./b.js');\nmodule.exports = { a };\n";
  assert.match(toEsm(known, 'x.js'), /import \{ a \} from '\.\/b\.mjs';\nexport \{ a \};/);
  for (const unknown of [known.replace('{ a } =', 'a ='), 'exports.a = 1;\n', '']) {
    assert.throws(() => toEsm(unknown, 'x.js'), /x\.js: imports or exports/);
  }
});

test('index has all that the scripts with types have', () => {
  const typed = fs.readdirSync(FOLDER).filter((name) => name.endsWith('.d.ts') && name !== 'index.d.ts');
  const all = Object.assign({}, ...typed.map((name) => require(path.join(FOLDER, name.replace('.d.ts', '.js')))));
  assert.deepStrictEqual(Object.assign({}, require(`${FOLDER}/index.js`)), all);
});

test('the package has all parts of the folder', () => {
  const installed = fs.readdirSync(path.join(project, 'node_modules', NAME));
  assert.deepStrictEqual(installed.sort(), fs.readdirSync(FOLDER).sort());
});

const USE = `
const decoder = (await load(readFileSync(wasm))).sse();
console.log(typeof connect, decoder.feed(new Uint8Array([100, 97, 116, 97, 58, 120, 10, 10]))[0].data);
`;

test('node requires it', () => {
  const script = `
    const { connect, load } = require('${NAME}');
    const { readFileSync } = require('node:fs');
    const wasm = require.resolve('${NAME}/unchunk.wasm');
    (async () => {${USE}})();
  `;
  assert.strictEqual(run(process.execPath, [write('use.cjs', script)]), 'function x\n');
});

for (const from of [NAME, `${NAME}/index.mjs`]) {
  test(`node imports ${from}`, () => {
    const script = `
      import { connect, load } from '${from}';
      import { readFileSync } from 'node:fs';
      const wasm = new URL(import.meta.resolve('${NAME}/unchunk.wasm'));
      ${USE}
    `;
    assert.strictEqual(run(process.execPath, [write('use.mjs', script)]), 'function x\n');
  });
}

const TYPED = `
import { connect, load, type Core, type EndReason } from '${NAME}';
let end: EndReason | null = null;
connect({ url: 'https://example.com', onText: (text) => text.length, onEnd: ({ reason }) => (end = reason) }).close();
export const core: Promise<Core> = load(new ArrayBuffer(0));
// @ts-expect-error: no such option of a decoder.
core.then((loaded) => loaded.sse({ maxEvents: 1 }));
`;

const RESOLUTIONS = [
  { file: 'use.ts', module: 'commonjs', moduleResolution: 'node10' },
  { file: 'use.cts', module: 'node16', moduleResolution: 'node16' },
  { file: 'use.mts', module: 'node16', moduleResolution: 'node16' },
  { file: 'use.ts', module: 'esnext', moduleResolution: 'bundler' },
];

for (const { file, module, moduleResolution } of RESOLUTIONS) {
  test(`TypeScript resolves ${file} by ${moduleResolution}`, () => {
    const tsc = path.join(path.dirname(require.resolve('typescript')), 'tsc.js');
    const how = ['--module', module, '--moduleResolution', moduleResolution];
    const options = ['--noEmit', '--strict', '--target', 'ES2018', '--lib', 'ES2018', ...how];
    run(process.execPath, [tsc, ...options, write(file, TYPED)]);
  });
}
