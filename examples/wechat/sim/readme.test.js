// Both READMEs: their code parses and has only options that there are, their links lead somewhere, and they agree.
'use strict';

const assert = require('node:assert');
const fs = require('node:fs');
const path = require('node:path');
const test = require('node:test');

const { NAMES } = require('../miniprogram/unchunk/options.js');

const FOLDER = path.join(__dirname, '..');
const READMES = ['README.md', 'README.zh-CN.md'].map((name) => fs.readFileSync(path.join(FOLDER, name), 'utf8'));

function blocks(readme) {
  return [...readme.matchAll(/^```(\w+)\n([^]*?)^```$/gm)].map(([, language, code]) => ({ language, code }));
}

function withoutComments(code) {
  return code.replace(/\s*(\/\/|#).*$/gm, '');
}

// The names of the options in each call of connect.
function optionsIn(code) {
  const acorn = require('acorn');
  const names = [];
  const tree = acorn.parse(code, { ecmaVersion: 2022, sourceType: 'module' });
  JSON.stringify(tree, (key, node) => {
    const isCall = node && node.type === 'CallExpression' && node.callee.name === 'connect';
    if (isCall) for (const property of node.arguments[0].properties) names.push(property.key.name);
    return node;
  });
  return names;
}

for (const readme of READMES) {
  test(`the code of ${readme.split('\n')[0].slice(2)}`, () => {
    const used = blocks(readme).filter(({ language }) => language === 'js').flatMap(({ code }) => optionsIn(code));
    assert(used.length > 10);
    for (const name of used) assert(NAMES.includes(name), name);
  });

  test(`the links of ${readme.split('\n')[0].slice(2)}`, () => {
    const links = [...readme.matchAll(/\]\(([^)]+)\)/g)].map((match) => match[1]);
    assert(links.length > 5);
    for (const link of links) {
      if (link.startsWith('#')) assert(readme.toLowerCase().includes(`\n## ${link.slice(1)}\n`), link);
      else assert(fs.existsSync(path.join(FOLDER, link)), link);
    }
  });
}

test('the READMEs have the same code and figures', () => {
  const [english, chinese] = READMES.map((readme) => blocks(readme).map(({ code }) => withoutComments(code)));
  assert.deepStrictEqual(chinese, english);
  const figures = READMES.map((readme) => readme.match(/\d+,\d{3}/g).sort());
  assert.deepStrictEqual(figures[1], figures[0]);
});

test('the READMEs list every kind of error', () => {
  const types = fs.readFileSync(path.join(FOLDER, 'miniprogram/unchunk/event-source.d.ts'), 'utf8');
  const errors = types.split('export type StreamError =')[1].split('export type')[0];
  const kinds = [...errors.matchAll(/kind: ([^;]+);/g)].flatMap(([, names]) => names.match(/[\w-]+/g));
  assert(kinds.length > 5);
  for (const readme of READMES) {
    const rows = readme.split('| `error.kind` |')[1].split('\n\n')[0];
    const listed = rows.split('\n').slice(2).flatMap((row) => row.split('|')[1].match(/[\w-]+/g));
    assert.deepStrictEqual(listed.sort(), [...kinds].sort());
  }
});

test('the READMEs tell the size of the module, to 2 KB', () => {
  const size = fs.statSync(path.join(FOLDER, 'miniprogram/unchunk/unchunk.wasm')).size / 1000;
  for (const readme of READMES) {
    const told = [...readme.matchAll(/(\d+) KB/g)].map((match) => Number(match[1]));
    assert(told.some((figure) => Math.abs(figure - size) < 2), `${size} KB`);
  }
});
