// The module of examples/wechat with its script, beside eventsource-parser: see README.md.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { candidates } from './candidates.mjs';
import { cut, shapes, streams } from './streams.mjs';

const { values: options } = parseArgs({
  options: {
    check: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '41' },
    here: { type: 'boolean', default: false },
  },
});

const CHUNK_SIZES = [64, 1400];

/** What node is run with, and what that stands for. */
const MODES = [
  ['JavaScript and WebAssembly compiled', []],
  ['JavaScript interpreted, WebAssembly compiled', ['--no-opt', '--no-sparkplug', '--liftoff-only']],
  ['nothing compiled (node has no WebAssembly then)', ['--jitless']],
];

const all = await candidates();
for (const stream of options.here ? streams : [...streams, ...shapes]) check(stream);
if (options.check) console.log(`${Object.keys(all).length} decoders agree on ${streams.length + shapes.length} streams`);
else if (options.here) for (const stream of streams) for (const size of CHUNK_SIZES) console.log(row(stream, size));
else for (const [title, flags] of MODES) report(title, flags);

/** Every candidate must come to the events that went in, wherever the stream is cut. */
function check({ name, type, bytes, events }) {
  for (const [who, read] of Object.entries(all)) {
    for (const size of [...CHUNK_SIZES, 1, 7, 16384, bytes.length]) {
      let at = 0;
      read(cut(bytes, size), (eventType, data) => {
        if (eventType !== type || data !== events[at]) {
          throw new Error(`${who}, ${name}, ${size} B: event ${at} is ${eventType} ${data}`);
        }
        at += 1;
      });
      if (at !== events.length) throw new Error(`${who}, ${name}, ${size} B: ${at} of ${events.length} events`);
    }
  }
}

/** Median processor times of one stream in chunks of one size. In each round every candidate reads the stream once. */
function row({ name, bytes, events }, size) {
  const chunks = cut(bytes, size);
  const units = events.reduce((sum, data) => sum + data.length, 0);
  const times = Object.fromEntries(Object.keys(all).map((who) => [who, []]));
  for (let round = -5; round < Number(options.rounds); round += 1) {
    for (const [who, read] of Object.entries(all)) {
      let found = 0;
      let length = 0;
      const start = process.cpuUsage();
      read(chunks, (_, data) => {
        found += 1;
        length += data.length;
      });
      const { user, system } = process.cpuUsage(start);
      if (found !== events.length || length !== units) throw new Error(`${who}, ${name}: ${found} events, ${length}`);
      if (round >= 0) times[who].push(((user + system) * 1000) / events.length);
    }
  }
  const median = (who) => times[who]?.sort((a, b) => a - b)[Math.floor(times[who].length / 2)];
  const ratio = (one, other) => (median(one) / median(other)).toFixed(2);
  const shown = ['ours', 'plain', 'oursTextDecoder', 'textDecoder'].map((who) => median(who)?.toFixed(0) ?? '–');
  const ratios = all.ours ? [ratio('ours', 'plain'), ratio('oursTextDecoder', 'textDecoder')] : ['–', '–'];
  return `| ${[`${name}, ${size} B`, shown[0], shown[1], ratios[0], shown[2], shown[3], ratios[1]].join(' | ')} |`;
}

/** A table of one way to run node, in a process of its own. */
function report(title, flags) {
  console.log(`\n${title}: node ${process.version} ${flags.join(' ')}\n`);
  console.log('| ns an event | unchunk | plain JavaScript | ratio | unchunk, TextDecoder | parser, TextDecoder | ratio |');
  console.log('|---|--:|--:|--:|--:|--:|--:|');
  const argv = [...flags, fileURLToPath(import.meta.url), '--here', '--rounds', options.rounds];
  execFileSync(process.execPath, argv, { stdio: ['ignore', 'inherit', 'ignore'] });
}
