// The page of examples/web in Chromium: `node --test tests/browser/web.test.mjs`.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { serve } from '../../examples/web/serve.mjs';
import { streams } from '../../examples/web/streams.mjs';
import { launch } from './launch.mjs';

let server, url, browser, context, page, faults;

before(async () => {
  ({ server, url } = await serve());
  browser = await launch();
  context = await browser.newContext({ reducedMotion: 'reduce' });
});

after(async () => {
  await browser?.close();
  server?.close();
});

beforeEach(async () => {
  page = await context.newPage();
  faults = [];
  page.on('pageerror', (error) => faults.push(error));
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
});

afterEach(async () => {
  await page.close();
  assert.deepEqual(faults, []);
});

/** Opens the page and has it read a stream. */
async function read(stream, chunk, pause = 3) {
  await page.goto(url);
  await page.locator('#stream option').first().waitFor({ state: 'attached' });
  await page.locator('#pause').fill(String(pause));
  await page.locator('#chunk').fill(String(chunk));
  await page.selectOption('#stream', stream);
}

function state() {
  return page.locator('#agreement').getAttribute('data-state');
}

/** Waits until both have read to the end, and have typed all of it out. */
async function ended() {
  await page.waitForFunction(() => document.querySelectorAll('.ending:not(:empty)').length === 2);
  await page.waitForFunction(() => document.querySelector('.typing') === null);
  return state();
}

/** The events in a column, as they are shown. */
function shown(column) {
  return page.locator(`#${column} .events li`).evaluateAll((rows) =>
    rows.map((row) => [...row.children].map((cell) => cell.textContent)),
  );
}

const TAIL = 'data: what the stream is cut off in';

for (const [stream, chunk, ending] of [
  ['answer', 31, 'End: complete'],
  ['line-ends', 1, 'End: complete'],
  ['trouble', 2, `End: truncated, in “${TAIL}”`],
  ['trouble', 64, `End: truncated, in “${TAIL}”`],
]) {
  test(`${stream}: both columns end the same, ${chunk} bytes at a time`, async () => {
    await read(stream, chunk);
    assert.equal(await ended(), 'same');
    const events = await shown('unchunk');
    assert.ok(events.length > 3, `${events.length} events`);
    assert.deepEqual(events, await shown('native'));
    const textOf = { delta: (data) => JSON.parse(data).delta, message: (data) => data.replaceAll('↵', '\n') };
    const typed = events.map(([type, , data]) => textOf[type]?.(data) ?? '').join('');
    assert.deepEqual(await page.locator('.typed').allTextContents(), [typed, typed]);
    assert.equal(await page.textContent('#unchunk .ending'), ending);
    assert.match(await page.textContent('#wire-count'), new RegExp(`^${streams[stream].bytes.length} bytes in `));
  });
}

test('the slider moves the cuts', async () => {
  const { bytes } = streams['line-ends'];
  const boxes = {};
  for (const chunk of [3, 64]) {
    await read('line-ends', chunk);
    await ended();
    const chunks = page.locator('.chunk');
    const lengths = await chunks.evaluateAll((boxes) => boxes.map((box) => Number(box.dataset.bytes)));
    const cuts = lengths.map((_, i) => lengths.slice(0, i + 1).reduce((sum, length) => sum + length));
    assert.equal(cuts.pop(), bytes.length);
    // Chunks may arrive together, but none is cut elsewhere.
    assert.deepEqual(cuts.filter((cut) => cut % chunk), []);
    boxes[chunk] = lengths.length;
  }
  assert.ok(boxes[3] > boxes[64], JSON.stringify(boxes));
});

test('the bytes of the stream are shown, and the characters that a cut splits', async () => {
  const { bytes } = streams['line-ends'];
  await read('line-ends', 1);
  await ended();
  const cells = page.locator('.chunk .byte');
  const shown = await cells.evaluateAll((cells) => cells.map((cell) => cell.lastChild.data));
  assert.equal(shown.join(''), bytes.toString('hex').toUpperCase());
  assert.ok((await page.locator('.chunk .cut').count()) > 0);

  const splits = (chunk) => bytes.some((byte, i) => i % chunk === 0 && (byte & 0xc0) === 0x80);
  const chunk = [...Array(64).keys()].slice(1).find((chunk) => !splits(chunk));
  await read('line-ends', chunk);
  await ended();
  assert.equal(await page.locator('.chunk .cut').count(), 0);
  assert.ok((await page.locator('.chunk .wide').count()) > 0);
});

test('what is not UTF-8 is shown, by maximal subparts', async () => {
  await read('trouble', 64);
  await ended();
  const bad = await page.locator('.chunk .bad').evaluateAll((cells) => cells.map((cell) => cell.textContent.trim()));
  assert.deepEqual(bad, ['�FF', 'E4', '�BD', 'F0', '9F', '�98']);
});

test('text is typed out', async () => {
  await page.emulateMedia({ reducedMotion: 'no-preference' });
  await read('answer', 64);
  const typed = page.locator('#unchunk .typed');
  await page.locator('#unchunk .typed.typing:not(:empty)').waitFor();
  const begun = await typed.textContent();
  await ended();
  const all = await typed.textContent();
  assert.ok(begun.length < all.length && all.startsWith(begun), begun);
});

test('stopped, both stay where they are', async () => {
  await read('line-ends', 4, 60);
  await page.locator('#native .events li').nth(1).waitFor();
  await page.getByRole('button', { name: 'Stop' }).click();
  assert.equal(await ended(), 'waiting');
  assert.deepEqual(await page.locator('.ending').allTextContents(), ['End: stopped', 'End: stopped']);
  await page.getByRole('button', { name: 'Run again' }).waitFor();
});

test('a difference is shown', async () => {
  const altered = streams['line-ends'].bytes.toString().replace('by CR,', 'by CR;');
  await page.route('**/streams/line-ends?*', (route) =>
    route.request().resourceType() === 'eventsource'
      ? route.fulfill({ contentType: 'text/event-stream', body: altered })
      : route.continue(),
  );
  await read('line-ends', 64);
  assert.equal(await ended(), 'differ');
  assert.equal(await page.textContent('#agreement'), '1 event differs');
  assert.deepEqual(await page.locator('#native [data-same=false] .data').allTextContents(), ['by CR; ']);
});
