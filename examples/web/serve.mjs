// Serves the page and its streams to this machine only: `node examples/web/serve.mjs [port]`.
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { streams } from './streams.mjs';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

/** What is in the mini-program is in the page. */
const UNCHUNK = '../wechat/miniprogram/unchunk/unchunk';

const FILES = {
  '/': ['page/index.html', 'text/html'],
  '/style.css': ['page/style.css', 'text/css'],
  '/main.js': ['page/main.js', 'text/javascript'],
  '/dom.js': ['page/dom.js', 'text/javascript'],
  '/readers.js': ['page/readers.js', 'text/javascript'],
  '/reader.worker.js': ['page/reader.worker.js', 'text/javascript'],
  '/wire.js': ['page/wire.js', 'text/javascript'],
  '/column.js': ['page/column.js', 'text/javascript'],
  '/lines.js': ['page/lines.js', 'text/javascript'],
  '/notes.js': ['page/notes.js', 'text/javascript'],
  '/verdict.js': ['page/verdict.js', 'text/javascript'],
  '/typewriter.js': ['page/typewriter.js', 'text/javascript'],
  '/unchunk.js': [`${UNCHUNK}.js`, 'text/javascript'],
  '/unchunk.wasm': [`${UNCHUNK}.wasm`, 'application/wasm'],
};

/** Listens; resolves to the server and the page's address. */
export async function serve(port = 0) {
  const server = createServer((request, response) => {
    answer(request, response).catch((error) => {
      console.error(error);
      response.destroy();
    });
  });
  await new Promise((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
  return { server, url: `http://127.0.0.1:${server.address().port}/` };
}

async function answer(request, response) {
  const { pathname, searchParams } = new URL(request.url, 'http://localhost');
  const chosen = pathname.match(/^\/streams\/(.+)$/)?.[1];
  if (pathname === '/streams') {
    const list = Object.entries(streams).map(([name, { title, types }]) => ({ name, title, types }));
    response.setHeader('Content-Type', 'application/json').end(JSON.stringify(list));
  } else if (pathname in FILES) {
    const [path, type] = FILES[pathname];
    response.setHeader('Content-Type', type).end(await readFile(here(path)));
  } else if (Object.hasOwn(streams, chosen)) {
    const { bytes } = streams[chosen];
    const number = (name, least, most) => Math.min(Math.max(Math.trunc(searchParams.get(name)) || least, least), most);
    await stream(response, bytes, number('chunk', 1, bytes.length), number('pause', 0, 1000));
  } else {
    response.writeHead(404).end();
  }
}

/** Sends each chunk in a write of its own, with a pause behind it: without one, most would arrive together. */
async function stream(response, bytes, chunk, pause) {
  response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
  response.socket.setNoDelay(true);
  for (let start = 0; start < bytes.length && !response.destroyed; start += chunk) {
    response.write(bytes.subarray(start, start + chunk));
    await sleep(pause);
  }
  response.end();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { url } = await serve(Number(process.argv[2] ?? 8080));
  console.log(`${url} (Ctrl-C ends it)`);
}
