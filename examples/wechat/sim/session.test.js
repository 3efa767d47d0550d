// session.js beside the crate's own session: the same reports, by chance, are to lead to the same actions.
'use strict';

const assert = require('node:assert');
const path = require('node:path');
const { spawnSync } = require('node:child_process');
const test = require('node:test');

const { randomly } = require('./chance.js');
const { PRESETS, STANDARD, Session } = require('../miniprogram/unchunk/session.js');

const ROUNDS = 3000;
const REPORTS = 40;

const PACKAGE = path.join(__dirname, '..');

const TIMES = [0, 1, 500, 2000, 5000, 30000, 60000];

const CHOICES = {
  attempts: [0, 1, 3, 40],
  holdsAfter: TIMES,
  reconnectionTime: TIMES,
  minDelay: TIMES,
  maxDelay: TIMES,
  capsRetry: [true, false],
  firstByte: [null, 1000, 90000],
  transportIdle: [null, 1, 60000],
  contentIdle: [null, 1, 90000],
  replayWithoutId: [true, false],
  retriedStatuses: [[200, 204], [502], [429, 503]],
  lastEventId: ['7', '\t', '\u007f', '号'],
  hasSentinel: [true, false],
};

// Options by chance, and the policy that options.js makes of them.
function optionsBy(random) {
  const preset = ['standard', 'answers', 'feeds'][random(3)];
  const given = {};
  for (const [name, values] of Object.entries(CHOICES)) {
    if (random(3) === 0) given[name] = values[random(values.length)];
  }
  const { policyOf } = require('../miniprogram/unchunk/options.js');
  const { hasSentinel, ...options } = given;
  if (preset !== 'standard') options.preset = preset;
  if (hasSentinel) options.done = '[DONE]';
  return { preset, given, policy: Object.assign(policyOf(options), { jitter: false }) };
}

function reportBy(random, now) {
  const id = ['', '1', '2', '\u007f'][random(4)];
  switch (random(12)) {
    case 0:
      return ['opened', now, [200, 200, 200, 204, 404, 429, 502, 503][random(8)], random(4) > 0];
    case 1:
      return ['opened', now, 200, true];
    case 2:
      return ['bytes', now];
    case 3:
    case 4:
      return ['event', now, `"${id}"`, random(8) === 0 ? '[DONE]' : 'x'];
    case 5:
    case 6:
      return ['closed', now, ['complete', 'truncated', 'foreign', 'failed'][random(4)]];
    case 7:
      return ['retry', now, TIMES[random(TIMES.length)]];
    case 8:
      return random(3) === 0 ? ['abort', now] : ['bytes', now];
    case 9:
      return random(3) === 0 ? ['postpone', now, now + random(90000)] : ['bytes', now];
    case 10:
      return ['id', now, `"${id}"`];
    default:
      return ['unfinished', now, `"${id}"`, random(2) === 0 ? '[DONE]' : 'x'];
  }
}

// Tells the session; the answer, if there is one.
function tell(session, [report, now, ...news]) {
  const id = String(news[0]).replace(/"/g, '');
  const isSentinel = session.policy.hasSentinel && news[1] === '[DONE]';
  switch (report) {
    case 'poll': {
      const action = session.poll(now);
      const told = {
        open: () => `open ${action.attempt} "${action.lastEventId}"`,
        receive: () => `receive ${action.until}`,
        wait: () => `wait ${action.until}`,
        close: () => 'close',
        end: () => `end ${action.reason} ${action.loss}`,
      };
      return told[action.todo]();
    }
    case 'opened':
      // What is no 200 is no event stream, unless `accept` says so.
      return void session.opened(now, news[0], news[0] === 200 && news[1]);
    case 'bytes':
      return void session.bytes(now);
    case 'event':
      return session.event(now, id, isSentinel);
    case 'unfinished':
      return isSentinel ? void session.unfinishedSentinel() : undefined;
    case 'closed':
      return void session.closed(now, news[0]);
    case 'retry':
      return void session.setReconnectionTime(news[0]);
    case 'id':
      return void session.setLastEventId(id);
    case 'postpone':
      return void session.postpone(news[0]);
    default:
      return void session.abort();
  }
}

test('the session decides as the crate does', () => {
  const asked = [];
  const answers = [];
  const ways = new Set();
  for (let seed = 0; seed < ROUNDS; seed += 1) {
    const random = randomly(seed);
    const { preset, given, policy } = optionsBy(random);
    const session = new Session(policy);
    asked.push(['new', preset, ...Object.entries(given).map(([name, value]) => `${name}=${value}`)].join(' '));
    let now = 0;
    let until = Infinity;
    for (let at = 0; at < REPORTS; at += 1) {
      // Often at a deadline or just before it; at times the clock goes back.
      const steps = [0, 0, 1, 500, 2500, 5000, 70000, -10];
      const marks = [until, session.since + policy.holdsAfter];
      const mark = marks[random(2)];
      now = mark < Infinity && random(3) === 0 ? Math.max(0, mark - random(2)) : Math.max(0, now + steps[random(8)]);
      const report = random(2) === 0 ? ['poll', now] : reportBy(random, now);
      const answer = tell(session, report);
      asked.push(report.join(' '));
      if (answer !== undefined) {
        answers.push({ answer, seed, at: asked.length });
        ways.add(answer.replace(/\d+/g, 'n'));
        const named = /^(?:wait|receive) (\d+)/.exec(answer);
        if (report[0] === 'poll') until = named === null ? Infinity : Number(named[1]);
      }
    }
  }
  const cargo = ['run', '--quiet', '--locked', '--example', 'session', '--target-dir', path.join(PACKAGE, 'target')];
  const ran = spawnSync('cargo', cargo, {
    cwd: PACKAGE,
    input: asked.join('\n') + '\n',
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  assert.strictEqual(ran.status, 0, ran.stderr);
  const crate = ran.stdout.trimEnd().split('\n');
  assert.strictEqual(crate.length, answers.length);
  crate.forEach((line, n) => {
    const { answer, seed, at } = answers[n];
    if (answer === line) return;
    const since = asked.lastIndexOf(
      asked
        .slice(0, at)
        .reverse()
        .find((line) => line.startsWith('new')),
      at
    );
    assert.fail(`seed ${seed}: ${answer}, but in the crate ${line}\n${asked.slice(since, at).join('\n')}`);
  });
  // All ends were met, and what leads to them.
  for (const reason of ['done', 'complete', 'aborted', 'no-content', 'status', 'content-type']) {
    assert(ways.has(`end ${reason} null`), reason);
  }
  for (const loss of ['complete', 'truncated', 'foreign', 'failed', 'transport-idle', 'content-idle', 'status']) {
    assert(ways.has(`end attempts-exhausted ${loss}`), loss);
    if (loss !== 'status') assert(ways.has(`end replay-refused ${loss}`), loss);
  }
});

test('jitter makes a wait longer by up to its half', () => {
  for (const policy of [PRESETS.answers, PRESETS.feeds]) {
    const waits = Array.from({ length: 200 }, () => {
      const session = new Session(policy);
      session.poll(0);
      session.closed(0, 'failed');
      return session.poll(0).until;
    });
    assert(Math.min(...waits) >= 2000 && Math.max(...waits) < 3000);
    assert(new Set(waits).size > 50);
  }
  assert.strictEqual(STANDARD.jitter, false);
});
