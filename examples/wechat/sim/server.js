// The Rust server, built and started.
'use strict';

const { spawn, spawnSync } = require('node:child_process');
const path = require('node:path');
const readline = require('node:readline');

const PACKAGE = path.join(__dirname, '..', 'server');

async function startServer() {
  const cargo = ['build', '--quiet', '--locked', '--target-dir', path.join(PACKAGE, 'target')];
  const built = spawnSync('cargo', cargo, { cwd: PACKAGE, stdio: 'inherit' });
  if (built.status !== 0) throw new Error('the server was not built');
  const server = spawn(path.join(PACKAGE, 'target/debug/unchunk-wechat-server'), {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = readline.createInterface({ input: server.stdout });
  const { value: url } = await lines[Symbol.asyncIterator]().next();
  return { url, stop: () => server.kill() };
}

module.exports = { startServer };
