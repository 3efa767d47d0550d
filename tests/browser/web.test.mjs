// The page of examples/web in Chromium: `node --test tests/browser/web.test.mjs`.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { serve } from '../../examples/web/serve.mjs';
import { streams } from '../../examples/web/streams.mjs';
import { launch } from './launch.mjs';

let server, url, browser, context, page, faults;
/** What the browser itself writes to the console where a server is gone. */
let networkFaults;

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
  networkFaults = 0;
  page.on('pageerror', (error) => faults.push(error));
  page.on('console', (message) => {
    if (message.type() !== 'error') return;
    if (message.text().startsWith('Failed to load resource')) networkFaults += 1;
    else faults.push(message.text());
  });
});

afterEach(async () => {
  await page.close();
  assert.deepEqual(faults, []);
});

/** Opens the page and has it read a stream. */
async function read(stream, chunk, pause = 3, at = url) {
  await page.goto(at);
  await page.locator('#stream option').first().waitFor({ state: 'attached' });
  await page.locator('#pause').fill(String(pause));
  await page.locator('#chunk').fill(String(chunk));
  await page.selectOption('#stream', stream);
}

function state() {
  return page.locator('#verdict').getAttribute('data-state');
}

/** How the columns ended, as they say. */
function endings() {
  return page.locator('.ending').allTextContents();
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

for (const [stream, chunk, verdict, ending] of [
  ['answer', 31, 'same', 'End: complete'],
  ['line-ends', 1, 'same', 'End: complete'],
  ['trouble', 2, 'broken', `End: truncated, in “${TAIL.slice(6)}”`],
  ['trouble', 64, 'broken', `End: truncated, in “${TAIL.slice(6)}”`],
]) {
  test(`${stream}: both columns end the same, ${chunk} bytes at a time`, async () => {
    await read(stream, chunk);
    assert.equal(await ended(), verdict);
    const events = await shown('unchunk');
    assert.match(await page.textContent('#agreement'), new RegExp(`both told the same ${events.length} events`, 'i'));
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
    const chunks = page.locator('#wire .chunk');
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
  const cells = page.locator('#wire .chunk .byte');
  const shown = await cells.evaluateAll((cells) => cells.map((cell) => cell.lastChild.data));
  assert.equal(shown.join(''), bytes.toString('hex').toUpperCase());
  assert.ok((await page.locator('#wire .chunk .cut').count()) > 0);

  const splits = (chunk) => bytes.some((byte, i) => i % chunk === 0 && (byte & 0xc0) === 0x80);
  const chunk = [...Array(64).keys()].slice(1).find((chunk) => !splits(chunk));
  await read('line-ends', chunk);
  await ended();
  assert.equal(await page.locator('#wire .chunk .cut').count(), 0);
  assert.ok((await page.locator('#wire .chunk .wide').count()) > 0);
});

test('what is not UTF-8 is shown, by maximal subparts', async () => {
  await read('trouble', 64);
  await ended();
  const bad = await page.locator('#wire .chunk .bad').evaluateAll((cells) => cells.map((cell) => cell.textContent.trim()));
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
  assert.equal(await ended(), 'stopped');
  assert.deepEqual(await endings(), ['End: stopped', 'End: stopped']);
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
  assert.deepEqual(await page.locator('[data-same=false] .why').allTextContents(), ['differs', 'differs']);
});

/** A server that can go, and the page in it, reading slowly. */
async function withServer(use) {
  const own = await serve();
  const kill = () => {
    own.server.closeAllConnections();
    own.server.close();
  };
  try {
    await use(own.url, kill);
  } finally {
    kill();
  }
}

test('where the server is gone, both columns say so', async () => {
  await withServer(async (at, kill) => {
    await read('line-ends', 64, 3, at);
    await ended();
    kill();
    await page.getByRole('button', { name: 'Run again' }).click();
    await page.waitForFunction(() => document.querySelectorAll('.ending:not(:empty)').length === 2);
    assert.equal(await ended(), 'broken');
    assert.deepEqual(await endings(), [
      'End: no response: the server does not answer',
      'End: an error event: it got no response, and does not tell why',
    ]);
    assert.equal(await page.textContent('#agreement'), 'This did not end well: no event came before');
    await page.getByRole('button', { name: 'Run again' }).waitFor();
    assert.ok(networkFaults > 0);
  });
});

test('where the server is killed in the middle, both columns end and say so', async () => {
  await withServer(async (at, kill) => {
    await read('answer', 4, 30, at);
    await page.locator('#native .events li').nth(2).waitFor();
    await page.locator('#unchunk .events li').nth(2).waitFor();
    kill();
    assert.equal(await ended(), 'broken');
    const [ours, native] = await endings();
    assert.match(ours, /^End: the connection broke, (truncated, in “|complete)/);
    assert.equal(native, 'End: an error event, which is all it tells of the end');
    assert.match(await page.textContent('#agreement'), /^This did not end well: both told the same \d+ events before$/);
    await page.getByRole('button', { name: 'Run again' }).waitFor();
  });
});

test('where the stream is refused, both columns end', async () => {
  await page.route('**/streams/line-ends?*', (route) => route.abort('connectionrefused'));
  await read('line-ends', 64);
  assert.equal(await ended(), 'broken');
  assert.equal((await endings())[0], 'End: no response: Failed to fetch');
});

test('an error page is no stream, for either', async () => {
  await page.route('**/streams/line-ends?*', (route) =>
    route.fulfill({ status: 503, contentType: 'text/html', body: '<p>later</p>' }),
  );
  await read('line-ends', 64);
  assert.equal(await ended(), 'broken');
  assert.deepEqual(await endings(), [
    'End: HTTP status 503, never an event stream, but “<p>later</p>”',
    'End: an error event: it refused the response, and does not tell why',
  ]);
});

test('without its list of streams, the page says what to do', async () => {
  await page.route('**/streams', (route) => route.abort('connectionrefused'));
  await page.goto(url);
  await page.getByRole('status').filter({ hasText: 'The server does not answer' }).waitFor();
  assert.equal(await state(), 'broken');
});

test('what came to nothing stays to be read, and is named', async () => {
  await read('trouble', 7);
  await ended();
  const rows = page.locator('#notes li');
  const notes = await rows.evaluateAll((rows) =>
    rows.map((row) => [...row.children].map((cell) => cell.textContent.replaceAll('\u00A0', ''))),
  );
  const at = (text) => `byte ${streams.trouble.bytes.indexOf(text)}`;
  assert.deepEqual(notes, [
    [at('\uFEFFdata: lost'), 'BOMdata: lost: a second BOM is part of the name', 'no field has this name'],
    [at(Buffer.of(0xff)), '�FF', 'not UTF-8, read as one �'],
    [at(Buffer.of(0xe4, 0xbd, 0x20)), 'E4�BD', 'not UTF-8, read as one �'],
    [at(Buffer.of(0xf0, 0x9f, 0x98, 0x20)), 'F09F�98', 'not UTF-8, read as one �'],
    [at('id: 2\0'), 'id: 2\\0', 'an ID with NUL is ignored'],
    [at('retry: +5'), 'retry: +5', 'not a number of milliseconds'],
    [at('Data: no'), 'Data: no field', 'no field has this name'],
    [at(' data: nor'), '·data: nor this', 'no field has this name'],
    [at('event: never'), 'event: never sent, for it has no data', 'an event without data is not sent'],
    [at(TAIL), TAIL, 'the stream ends before the event does'],
  ]);
  // None has to be scrolled to inside its list.
  assert.ok(await page.locator('#notes .events').evaluate((list) => list.scrollHeight <= list.clientHeight));
});

test('controls have names and say their values', async () => {
  await page.goto(url);
  await page.getByRole('combobox', { name: 'Stream', exact: true }).waitFor();
  for (const [name, value] of [['Chunk size', '7 bytes'], ['Pause between chunks', '10 ms']]) {
    const slider = page.getByRole('slider', { name, exact: true });
    assert.equal(await slider.getAttribute('aria-valuetext'), value);
  }
  await page.getByRole('slider', { name: 'Chunk size' }).fill('1');
  assert.equal(await page.locator('#chunk').getAttribute('aria-valuetext'), '1 byte');
  for (const name of ['Events that unchunk told', 'Events that EventSource told', 'What was passed over or replaced']) {
    await page.getByRole('list', { name, exact: true }).waitFor();
  }
});

test('the status speaks once a run', async () => {
  await read('answer', 16);
  await page.evaluate(() => {
    window.spoken = [];
    const status = document.querySelector('[role=status]');
    const note = () => status.textContent && window.spoken.push(status.textContent);
    new MutationObserver(note).observe(status, { childList: true, characterData: true, subtree: true });
  });
  await ended();
  assert.deepEqual(await page.evaluate(() => window.spoken), [await page.textContent('#agreement')]);
  assert.equal(await page.locator('[aria-live]:not([aria-live=off])').count(), 0);
});

/** The boxes on the page that must not move, by name. */
function boxes() {
  return page.evaluate(() => {
    const watched = '#controls, #controls *:not(option), #wire, #verdict, .column:not(#notes), .typed, .ending, .column:not(#notes) .events';
    return [...document.querySelectorAll(watched)].map((element) => {
      const { x, y, width, height } = element.getBoundingClientRect();
      return [element.id || element.classList[0] || element.tagName, x, y, width, height].join(' ');
    });
  });
}

for (const [width, height] of [[1280, 800], [390, 844]]) {
  test(`nothing jumps, and what matters is in view: ${width} px`, async () => {
    await page.setViewportSize({ width, height });
    await read('answer', 40, 20);
    await page.getByRole('button', { name: 'Stop' }).waitFor();
    const running = (await boxes()).filter((box) => !/-value /.test(box));
    await ended();
    await page.getByRole('button', { name: 'Run again' }).waitFor();
    assert.deepEqual((await boxes()).filter((box) => !/-value /.test(box)), running);
    for (const what of ['#run', '#wire', '#agreement', '#unchunk .typed', '#native .typed', '#unchunk .ending', '#native .ending']) {
      const box = await page.locator(what).boundingBox();
      assert.ok(box.y >= 0 && box.y + box.height <= height, `${what} ends at ${box.y + box.height}`);
    }
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'scrolls sideways');
  });
}

/** Texts whose contrast to what is behind them is below 4.5, of WCAG 2.2 1.4.3. */
function lowContrasts() {
  return page.evaluate(() => {
    const channels = (colour) => colour.match(/[\d.]+/g).map(Number);
    const luminance = (colour) => {
      const [r, g, b] = channels(colour).map((c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4));
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const behind = (element) => {
      for (let at = element; at; at = at.parentElement) {
        const colour = getComputedStyle(at).backgroundColor;
        if ((channels(colour)[3] ?? 1) === 1) return colour;
      }
      return 'rgb(255, 255, 255)';
    };
    const low = [];
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    let seen = 0;
    while (texts.nextNode()) {
      const element = texts.currentNode.parentElement;
      if (!texts.currentNode.data.trim() || !element.checkVisibility({ visibilityProperty: true })) continue;
      seen += 1;
      const [one, other] = [getComputedStyle(element).color, behind(element)].map(luminance);
      const ratio = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
      if (ratio < 4.5) low.push(`${element.tagName}.${element.className} ${texts.currentNode.data.trim()}: ${ratio.toFixed(2)}`);
    }
    return { seen, low };
  });
}

for (const colorScheme of ['light', 'dark']) {
  for (const width of [1280, 390]) {
    test(`text has a contrast of 4.5: ${colorScheme}, ${width} px`, async () => {
      await page.setViewportSize({ width, height: 844 });
      await page.emulateMedia({ colorScheme });
      const altered = streams['line-ends'].bytes.toString().replace('by CR,', 'by CR;');
      await page.route('**/streams/line-ends?*', (route) =>
        route.request().resourceType() === 'eventsource'
          ? route.fulfill({ contentType: 'text/event-stream', body: altered })
          : route.continue(),
      );
      for (const [stream, verdict] of [['line-ends', 'differ'], ['trouble', 'broken'], ['answer', 'same']]) {
        await read(stream, 16);
        await page.locator('#legend').evaluate((legend) => (legend.open = true));
        const { seen, low } = await lowContrasts();
        assert.deepEqual(low, [], 'while it runs');
        assert.equal(await ended(), verdict);
        const after = await lowContrasts();
        assert.deepEqual(after.low, []);
        assert.ok(seen > 20 && after.seen > 100, `${seen} ${after.seen} texts`);
      }
    });
  }
}

for (const forcedColors of ['none', 'active']) {
  test(`kinds of bytes differ by more than colour: forced colours ${forcedColors}`, async () => {
    await page.emulateMedia({ forcedColors });
    await read('trouble', 64);
    await page.locator('#legend').evaluate((legend) => (legend.open = true));
    const look = (kind) =>
      page.locator(`#legend .${kind}`).first().evaluate((cell) => {
        const { borderTopStyle, borderBottomStyle, borderTopWidth, borderBottomWidth } = getComputedStyle(cell);
        return [borderTopStyle, borderBottomStyle, borderTopWidth, borderBottomWidth].join(' ');
      });
    const looks = await Promise.all(['text', 'end', 'wide', 'cut', 'bad'].map(look));
    assert.equal(new Set(looks).size, 5, looks.join(' | '));
    await ended();
    // As do verdicts and events that differ: by words and marks.
    const mark = await page.locator('#agreement').evaluate((status) => getComputedStyle(status, '::before').content);
    assert.equal(mark, '"⚠ "');
  });
}

test('the legend explains every kind of byte', async () => {
  await page.goto(url);
  for (const kind of ['text', 'end', 'wide', 'cut', 'bad']) {
    assert.ok(await page.locator(`#legend li:has(.${kind})`).first().isVisible(), kind);
  }
});
