'use strict';

const assert = require('node:assert');
const fs = require('node:fs');
const path = require('node:path');
const { spawnSync } = require('node:child_process');
const test = require('node:test');

const { moduleAt } = require('./module.js');

const PACKAGE = path.join(__dirname, '../miniprogram');

function files(ending) {
  const all = [];
  const walk = (folder) => {
    for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
      const full = path.join(folder, entry.name);
      if (entry.isDirectory()) walk(full);
      else if (full.endsWith(ending)) all.push(full);
    }
  };
  walk(PACKAGE);
  return all;
}

test('the scripts are ES2018', () => {
  const acorn = require('acorn');
  const scripts = files('.js');
  assert(scripts.length >= 4);
  for (const file of scripts) {
    acorn.parse(fs.readFileSync(file, 'utf8'), { ecmaVersion: 2018, sourceType: 'script' });
  }
  assert.throws(() => acorn.parse('a?.b', { ecmaVersion: 2018 }));
});

test('the types fit', () => {
  const tsc = path.join(path.dirname(require.resolve('typescript')), 'tsc.js');
  const options = ['--noEmit', '--strict', '--target', 'ES2018', '--lib', 'ES2018'];
  const use = path.join(__dirname, 'types.ts');
  const checked = spawnSync(process.execPath, [tsc, ...options, use], { encoding: 'utf8' });
  assert.strictEqual(checked.stdout + checked.stderr, '');
  assert.strictEqual(checked.status, 0);
});

test('the types tell of what there is', async () => {
  const unchunk = require('../miniprogram/unchunk/unchunk.js');
  const core = await unchunk.load(fs.readFileSync(moduleAt(path.join(PACKAGE, 'unchunk/unchunk.wasm'))));
  const types = fs.readFileSync(path.join(PACKAGE, 'unchunk/unchunk.d.ts'), 'utf8');
  const made = {
    Core: core,
    'Decoder<Item>': core.sse(),
    EventDecoder: core.sse(),
    Assembler: core.assembler('append'),
  };
  for (const [name, object] of Object.entries(made)) {
    const body = types.split(`interface ${name} `)[1].split('\n}')[0];
    const methods = [...body.matchAll(/^ {2}(\w+)\(/gm)].map((match) => match[1]);
    assert(methods.length > 0, name);
    for (const method of methods) assert.strictEqual(typeof object[method], 'function', `${name}.${method}`);
  }
});

test('the options are those of the types', () => {
  const { NAMES } = require('../miniprogram/unchunk/options.js');
  const types = fs.readFileSync(path.join(PACKAGE, 'unchunk/event-source.d.ts'), 'utf8');
  const body = types.split('interface ConnectOptions<')[1].split('\n}')[0];
  const typed = [...body.matchAll(/^ {2}(\w+)\??[:(]/gm)].map((match) => match[1]);
  assert.deepStrictEqual(typed.sort(), NAMES.slice().sort());
});

test('the mini-program has all its parts', () => {
  for (const file of files('.json')) JSON.parse(fs.readFileSync(file, 'utf8'));
  const app = JSON.parse(fs.readFileSync(path.join(PACKAGE, 'app.json'), 'utf8'));
  for (const page of app.pages) {
    for (const ending of ['.js', '.json', '.wxml', '.wxss']) assert(fs.existsSync(path.join(PACKAGE, page + ending)));
    const wxml = fs.readFileSync(path.join(PACKAGE, page + '.wxml'), 'utf8');
    const script = fs.readFileSync(path.join(PACKAGE, page + '.js'), 'utf8');
    const handlers = [...wxml.matchAll(/bind\w+="(\w+)"/g)].map((match) => match[1]);
    const shown = [...wxml.matchAll(/\{\{!?(\w+)\}\}/g)].map((match) => match[1]);
    assert(shown.length > 0);
    for (const handler of handlers) assert(script.includes(`\n  ${handler}(`), handler);
    // In a list, item is each of its elements.
    for (const name of shown.filter((name) => name !== 'item')) assert(script.includes(`\n    ${name}: `), name);
  }
});
