// What real build tools make of the folder miniprogram/unchunk: uni-app with the folder in src, WeChat's own npm build,
// webpack and Vite. What they build is then run on the simulated device, against a server that cuts its stream.
'use strict';

const assert = require('node:assert');
const fs = require('node:fs');
const http = require('node:http');
const path = require('node:path');
const { spawnSync } = require('node:child_process');
const { after, before, test } = require('node:test');

const { chromium } = require('playwright-core');

const { Device } = require('../sim/device.js');
const { Wx, every } = require('../sim/wx.js');

const FOLDER = path.join(__dirname, '../miniprogram/unchunk');
const NAME = 'unchunk-miniprogram';
const ANSWER = '你好！😀👨‍👩‍👧 字节会在任何地方被切断。';

// In this folder, since tools look for their packages in the folders above a project.
const WORK = path.join(__dirname, 'target');

let server;
before(async () => {
  fs.rmSync(WORK, { recursive: true, force: true });
  server = http.createServer((request, response) => {
    if (request.url !== '/chat') {
      sendFile(request.url, response);
      return;
    }
    response.setHeader('Content-Type', 'text/event-stream');
    for (const delta of ANSWER) response.write(`data: ${JSON.stringify({ delta })}\n\n`);
    response.end('data: [DONE]\n\n');
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
});
after(() => server.close());

const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.wasm': 'application/wasm' };

// Of what uni-app has built for browsers.
function sendFile(url, response) {
  const file = path.join(WORK, 'h5/dist/build/h5', url === '/' ? 'index.html' : url);
  if (!fs.existsSync(file)) {
    response.writeHead(404).end();
    return;
  }
  response.setHeader('Content-Type', TYPES[path.extname(file)] || 'application/octet-stream');
  response.end(fs.readFileSync(file));
}

function run(cwd, command, args) {
  const ran = spawnSync(command, args, { cwd, encoding: 'utf8' });
  assert.strictEqual(ran.status, 0, ran.stdout + ran.stderr);
}

function write(file, text) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, text);
}

function newDevice(folder) {
  return new Device(new Wx(() => ({ cut: every(7) })), folder);
}

// Lets a mini-program's built script answer; `start` is handed its exports, the URL and listeners.
async function answerOf(device, script, start) {
  let text = '';
  const errors = [];
  let end = null;
  start(device.require(script), `http://127.0.0.1:${server.address().port}`, {
    onText: (shown) => (text = shown),
    onError: (error) => errors.push(error),
    onEnd: ({ reason }) => (end = reason),
  });
  await device.until(() => end !== null);
  assert.deepStrictEqual([errors, end], [[], 'done']);
  return text;
}

function uniApp(name) {
  const project = path.join(WORK, name);
  fs.cpSync(path.join(__dirname, 'uni-app'), project, { recursive: true });
  fs.cpSync(path.join(__dirname, 'package.json'), path.join(project, 'package.json'));
  fs.cpSync(FOLDER, path.join(project, 'src/unchunk'), { recursive: true });
  fs.cpSync(path.join(FOLDER, 'unchunk.wasm'), path.join(project, 'src/static/unchunk.wasm'));
  return project;
}

function uni(project, ...platform) {
  run(project, path.join(__dirname, 'node_modules/.bin/uni'), ['build', ...platform]);
}

test('uni-app for WeChat, with the folder in src', async () => {
  const project = uniApp('weixin');
  uni(project, '-p', 'mp-weixin');
  const device = newDevice(path.join(project, 'dist/build/mp-weixin'));
  // What uni-app's runtime, which wraps wx, asks for when it is loaded.
  Object.assign(device.realm.wx, { getSystemInfoSync: () => ({}), canIUse: () => false });
  Object.assign(device.realm, { global: {}, Component: () => {} });
  const ask = (chat, url, listeners) => chat.ask(url, '?', listeners);
  assert.strictEqual(await answerOf(device, 'chat.js', ask), ANSWER);
});

test('uni-app for WeChat: each way to name the folder, but CommonJS', () => {
  const project = uniApp('ways');
  const chat = path.join(project, 'src/chat.js');
  const source = fs.readFileSync(chat, 'utf8');
  for (const way of ['./unchunk', '@/unchunk/event-source']) {
    fs.writeFileSync(chat, source.replace("'@/unchunk'", `'${way}'`));
    uni(project, '-p', 'mp-weixin');
  }
  fs.writeFileSync(chat, source.replace("'@/unchunk'", "'@/unchunk/event-source.js'"));
  assert.throws(() => uni(project, '-p', 'mp-weixin'), /"connect" is not exported/);
});

test('uni-app for browsers, in Chromium', async () => {
  const project = uniApp('h5');
  const page = path.join(project, 'src/pages/index/index.vue');
  // The page's own server.
  fs.writeFileSync(page, fs.readFileSync(page, 'utf8').replace("'http://127.0.0.1:8080'", "''"));
  uni(project);
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
  try {
    const tab = await browser.newPage();
    await tab.goto(`http://127.0.0.1:${server.address().port}/`);
    await tab.click('text=提问');
    await tab.waitForFunction((answer) => document.body.textContent.includes(answer), ANSWER);
  } finally {
    await browser.close();
  }
});

// A project that has installed the package.
function installed(name) {
  const project = path.join(WORK, name);
  write(path.join(project, 'package.json'), JSON.stringify({ dependencies: { [NAME]: 'file:unchunk.tgz' } }));
  run(project, 'npm', ['pack', '--silent', FOLDER]);
  const packed = fs.readdirSync(project).find((file) => file.endsWith('.tgz'));
  fs.renameSync(path.join(project, packed), path.join(project, 'unchunk.tgz'));
  run(project, 'npm', ['install', '--silent', '--no-audit', '--no-fund']);
  return project;
}

test('WeChat developer tools: "build npm"', async () => {
  const project = installed('npm');
  const script = `
    require('miniprogram-ci')
      .packNpmManually({ packageJsonPath: './package.json', miniprogramNpmDistDir: './dist' })
      .then(({ miniProgramPackNum, warnList }) => {
        if (miniProgramPackNum !== 1 || warnList.length > 0) throw new Error(JSON.stringify(warnList));
      });
  `;
  run(project, process.execPath, ['--unhandled-rejections=strict', '-e', script]);
  const folder = `miniprogram_npm/${NAME}`;
  const start = ({ connect }, url, listeners) =>
    connect(Object.assign(options(url), { wasm: `/${folder}/unchunk.wasm` }, listeners));
  const text = await answerOf(newDevice(path.join(project, 'dist')), `${folder}/index.js`, start);
  assert.strictEqual(text, ANSWER);
});

function options(url) {
  return { url: url + '/chat', mode: 'append', payload: (event) => JSON.parse(event.data).delta, done: '[DONE]' };
}

// The program that the bundlers below are given.
const program = (from) => `
  import { connect } from '${from}';
  export { connect };
`;

async function answerOfBundle(project) {
  const built = path.join(project, 'dist');
  fs.cpSync(path.join(FOLDER, 'unchunk.wasm'), path.join(built, 'unchunk.wasm'));
  return answerOf(newDevice(built), 'bundle.js', ({ connect }, url, listeners) =>
    connect(Object.assign(options(url), { wasm: '/unchunk.wasm' }, listeners))
  );
}

for (const from of [NAME, FOLDER, `${FOLDER}/event-source.js`]) {
  test(`webpack: ${path.relative(WORK, from)}`, async () => {
    const project = installed('webpack');
    write(path.join(project, 'entry.js'), program(from));
    const { webpack } = require('webpack');
    const stats = await new Promise((resolve, reject) => {
      const output = { path: path.join(project, 'dist'), filename: 'bundle.js', library: { type: 'commonjs2' } };
      const config = { mode: 'production', context: project, entry: './entry.js', target: ['web', 'es2018'], output };
      webpack(config, (error, stats) => (error ? reject(error) : resolve(stats)));
    });
    assert.deepStrictEqual(stats.toJson({ errors: true, warnings: true }).errors, []);
    assert.deepStrictEqual(stats.toJson({ errors: true, warnings: true }).warnings, []);
    assert.strictEqual(await answerOfBundle(project), ANSWER);
  });
}

for (const from of [NAME, FOLDER]) {
  test(`Vite: ${path.relative(WORK, from)}`, async () => {
    const project = installed('vite');
    write(path.join(project, 'entry.js'), program(from));
    const { build } = await import('vite');
    await build({
      root: project,
      configFile: false,
      logLevel: 'warn',
      build: { lib: { entry: 'entry.js', formats: ['cjs'], fileName: () => 'bundle.js' }, target: 'es2018' },
    });
    assert.strictEqual(await answerOfBundle(project), ANSWER);
  });
}
