// The servers, started: Rust's, which is built first, and Express's.
'use strict';

const { spawn, spawnSync } = require('node:child_process');
const path = require('node:path');
const readline = require('node:readline');

const RUST = path.join(__dirname, '../server');
const EXPRESS = path.join(__dirname, '../server-express/server.js');

function startServer(...args) {
  const cargo = ['build', '--quiet', '--locked', '--target-dir', path.join(RUST, 'target')];
  const built = spawnSync('cargo', cargo, { cwd: RUST, stdio: 'inherit' });
  if (built.status !== 0) throw new Error('the server was not built');
  return start(path.join(RUST, 'target/debug/unchunk-wechat-server'), args);
}

function startExpress(...args) {
  return start(process.execPath, [EXPRESS, ...args]);
}

// With a heartbeat every 25 ms.
function startHastened() {
  return start(process.execPath, ['--require', path.join(__dirname, 'hasten.js'), EXPRESS]);
}

// Its first line is its URL.
async function start(command, args) {
  const server = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = readline.createInterface({ input: server.stdout });
  const { value: url } = await lines[Symbol.asyncIterator]().next();
  return { url, stop: () => server.kill() };
}

module.exports = { startServer, startExpress, startHastened };
