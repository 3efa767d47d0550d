import { Column } from './column.js';
import { Lines } from './lines.js';
import { Notes } from './notes.js';
import { readWithEventSource, readWithUnchunk } from './readers.js';
import { Verdict } from './verdict.js';
import { Wire } from './wire.js';

const $ = (id) => document.getElementById(id);

const verdict = new Verdict($('verdict'));
const notes = new Notes($('notes'));
const wire = new Wire($('wire'), $('wire-count'), (offset, bytes) => notes.addBytes(offset, bytes));
const ours = new Column($('unchunk'));
const native = new Column($('native'));
let run = new AbortController();

$('legend').open = matchMedia('(min-width: 52rem)').matches;
for (const id of ['chunk', 'pause']) $(id).addEventListener('input', showSettings);
showSettings();

const streams = await listOfStreams();
for (const { name, title } of streams) $('stream').add(new Option(title, name));
for (const id of ['stream', 'chunk', 'pause']) $(id).addEventListener('change', start);
$('controls').addEventListener('submit', (event) => {
  event.preventDefault();
  if ($('run').value === 'stop') run.abort();
  else start();
});
if (streams.length > 0) start();

async function listOfStreams() {
  try {
    return await (await fetch('/streams')).json();
  } catch {
    verdict.say('broken', 'The server does not answer: start it, and load this page again');
    return [];
  }
}

function showSettings() {
  const chunk = $('chunk').value === '1' ? '1 byte' : `${$('chunk').value} bytes`;
  const pause = `${$('pause').value} ms`;
  $('chunk-value').textContent = chunk;
  $('pause-value').textContent = pause;
  $('chunk').setAttribute('aria-valuetext', chunk);
  $('pause').setAttribute('aria-valuetext', pause);
}

/** Reads the chosen stream with both, from its start. */
async function start() {
  run.abort();
  run = new AbortController();
  const { signal } = run;
  for (const view of [wire, notes, ours, native, verdict]) view.reset();
  const lines = new Lines((...note) => notes.addLine(...note));

  const { name, types } = streams.find(({ name }) => name === $('stream').value);
  const url = `/streams/${name}?chunk=${$('chunk').value}&pause=${$('pause').value}`;
  const endOfBytes = () => {
    if (!signal.aborted) for (const reader of [lines, wire]) reader.end();
    for (const view of [wire, notes]) view.flush();
  };
  const into = (column, onEnd) => ({
    onEvent: (event) => signal.aborted || (column.push(event), verdict.compare(ours, native)),
    onChunk: (bytes, events) => signal.aborted || (wire.push(bytes, events), lines.push(bytes)),
    onEnd: (ended) => run.signal === signal && (column.end(ended), onEnd?.(), verdict.compare(ours, native)),
    signal,
  });
  setButton('stop');
  await Promise.all([
    readWithUnchunk(url, into(ours, endOfBytes)),
    readWithEventSource(url, types, into(native)),
  ]);
  if (run.signal === signal) setButton('run');
}

function setButton(does) {
  $('run').value = does;
}
