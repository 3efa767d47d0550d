import { Column } from './column.js';
import { readWithEventSource, readWithUnchunk } from './readers.js';
import { Wire } from './wire.js';

const $ = (id) => document.getElementById(id);

const streams = await (await fetch('/streams')).json();
const wire = new Wire($('wire'), $('wire-count'));
const ours = new Column($('unchunk'));
const native = new Column($('native'));
let run = new AbortController();
let compared = 0;
let differ = 0;

for (const { name, title } of streams) $('stream').add(new Option(title, name));
for (const id of ['stream', 'chunk', 'pause']) $(id).addEventListener('change', start);
for (const id of ['chunk', 'pause']) $(id).addEventListener('input', showSettings);
$('controls').addEventListener('submit', (event) => {
  event.preventDefault();
  if ($('run').value === 'stop') run.abort();
  else start();
});
showSettings();
start();

function showSettings() {
  const chunk = $('chunk').value;
  $('chunk-value').textContent = chunk === '1' ? '1 byte' : `${chunk} bytes`;
  $('pause-value').textContent = `${$('pause').value} ms`;
}

/** Reads the chosen stream with both, from its start. */
async function start() {
  run.abort();
  run = new AbortController();
  const { signal } = run;
  for (const view of [wire, ours, native]) view.reset();
  compared = 0;
  differ = 0;
  compare();

  const { name, types } = streams.find(({ name }) => name === $('stream').value);
  const url = `/streams/${name}?chunk=${$('chunk').value}&pause=${$('pause').value}`;
  const into = (column) => ({
    onEvent: (event) => signal.aborted || (column.push(event), compare()),
    onChunk: (bytes, events) => signal.aborted || wire.push(bytes, events),
    onEnd: (how) => run.signal === signal && (wire.end(), column.end(how), compare()),
    signal,
  });
  setButton('stop');
  await Promise.all([
    readWithUnchunk(url, into(ours)),
    readWithEventSource(url, types, into(native)),
  ]);
  if (run.signal === signal) setButton('run');
}

function setButton(does) {
  $('run').value = does;
  $('run').textContent = does === 'stop' ? 'Stop' : 'Run again';
}

/** Holds the columns against each other, as far as both have come. */
function compare() {
  const both = Math.min(ours.events.length, native.events.length);
  for (; compared < both; compared += 1) {
    const [one, other] = [ours.events[compared], native.events[compared]];
    const same = ['type', 'data', 'lastEventId'].every((key) => one[key] === other[key]);
    ours.mark(compared, same);
    native.mark(compared, same);
    differ += same ? 0 : 1;
  }
  // Stopped, one may have come further.
  const ended = ours.ended && native.ended && !run.signal.aborted;
  const alone = ended ? Math.abs(ours.events.length - native.events.length) : 0;
  const state = differ + alone > 0 ? 'differ' : ended ? 'same' : 'waiting';
  $('agreement').dataset.state = state;
  $('agreement').textContent = {
    differ: differ + alone === 1 ? '1 event differs' : `${differ + alone} events differ`,
    same: `Both told the same ${both} events`,
    waiting: both === 0 ? 'Waiting for the first event' : `${both} events so far, the same in both`,
  }[state];
}
