// From options.js, by esm.js.
// The options of connect(): what each may be, what it is if it is not given, and what is said of a wrong one.

import { STANDARD, PRESETS } from './session.mjs';
import { FRAMINGS, MODES } from './unchunk.mjs';

// Statuses that pass: of a server that restarts, or of the proxy before it. A request that cannot do the same work twice,
// or that says by an ID where to go on, is sent again after these.
const PASSING = PRESETS.feeds.retriedStatuses;

const isString = (value) => typeof value === 'string';
const isFunction = (value) => typeof value === 'function';
const isObject = (value) => typeof value === 'object';
const isTime = (value) => typeof value === 'number' && value >= 0;
const isIdle = (value) => value === null || (typeof value === 'number' && value > 0);
const isCount = (value) => value === Infinity || (Number.isInteger(value) && value >= 0);

function oneOf(...names) {
  return [(value) => names.indexOf(value) >= 0, 'one of ' + names.join(', ')];
}

const TEXT = [isString, 'a string'];
const LISTENER = [isFunction, 'a function'];
const FLAG = oneOf(true, false);
const TIME = [isTime, 'a number of milliseconds'];
const IDLE = [isIdle, 'a number of milliseconds above 0, or null for ever'];

const RULES = {
  url: [(value) => (isString(value) && value !== '') || isFunction(value), 'a URL, or a function that returns one'],
  method: TEXT,
  data: [() => true],
  header: [(value) => isObject(value) || isFunction(value), 'an object, or a function that returns one'],
  timeout: [(value) => isTime(value) && value > 0, 'a number of milliseconds above 0'],
  request: [isFunction, 'a function as wx.request'],
  wasm: [(value) => isString(value) || isObject(value), 'a path, bytes, a WebAssembly.Module or a loaded Core'],
  webAssembly: [(value) => isFunction(value.instantiate), 'an object with instantiate()'],
  format: oneOf('sse', 'json', 'text'),
  framing: oneOf(...FRAMINGS),
  maxEventBytes: [isTime, 'a number of bytes'],
  accept: LISTENER,
  mode: oneOf(...MODES),
  payload: LISTENER,
  percentEncoded: FLAG,
  throttle: TIME,
  text: TEXT,
  resume: [(value) => isString(value) && value !== '', 'the key to keep the stream under'],
  storage: [(value) => isFunction(value.get) && isFunction(value.set), 'an object with get(), set() and remove()'],
  onHide: oneOf('keep', 'pause', 'close'),
  done: [(value) => isString(value) || isFunction(value), 'a string, or a function of an event'],
  doneType: TEXT,
  preset: oneOf('answers', 'feeds'),
  attempts: [isCount, 'a whole number of 0 or more, or Infinity'],
  holdsAfter: TIME,
  reconnectionTime: TIME,
  minDelay: TIME,
  maxDelay: TIME,
  capsRetry: FLAG,
  jitter: FLAG,
  firstByte: IDLE,
  transportIdle: IDLE,
  contentIdle: IDLE,
  replayWithoutId: FLAG,
  retriedStatuses: [(value) => Array.isArray(value) && value.every(Number.isInteger), 'an array of statuses'],
  lastEventId: TEXT,
  onOpen: LISTENER,
  onEvent: LISTENER,
  onHeartbeat: LISTENER,
  onText: LISTENER,
  onRetry: LISTENER,
  onError: LISTENER,
  onEnd: LISTENER,
};

const DEFAULTS = {
  method: 'GET',
  wasm: '/unchunk/unchunk.wasm',
  // wx.request's own limit is 60 s for the whole answer; the idle deadlines take its place.
  timeout: 24 * 60 * 60 * 1000,
  format: 'sse',
  percentEncoded: false,
  throttle: 60,
  text: '',
  onHide: 'keep',
};

// The options in full; throws a TypeError that says what is wrong. undefined and null are as if not given, but where
// null means for ever.
function readOptions(given) {
  if (typeof given !== 'object' || given === null) throw new TypeError('connect() takes an object of options');
  const options = Object.assign({}, DEFAULTS);
  for (const name of Object.keys(given)) {
    const rule = Object.prototype.hasOwnProperty.call(RULES, name) ? RULES[name] : null;
    if (rule === null) throw new TypeError(`there is no option ${name}${hintAt(name)}`);
    const value = given[name];
    if (value === undefined || (value === null && rule !== IDLE)) continue;
    if (!rule[0](value)) throw new TypeError(`${name} is to be ${rule[1]}, not ${shown(value)}`);
    options[name] = value;
  }
  if (options.url === undefined) throw new TypeError(`url is to be ${RULES.url[1]}; it is not given`);
  if (options.framing !== undefined && options.format !== 'json')
    throw new TypeError("framing goes with format: 'json'");
  if (options.doneType !== undefined && options.format !== 'sse')
    throw new TypeError("doneType goes with format: 'sse'");
  if (options.done !== undefined && options.format === 'text') throw new TypeError('plain text has no event for done');
  const wantsText = options.onText || options.payload || options.resume !== undefined;
  if (options.mode === undefined && wantsText) options.mode = 'append';
  return options;
}

// What a session goes by.
function policyOf(options) {
  const policy = Object.assign({}, options.preset === undefined ? STANDARD : PRESETS[options.preset]);
  for (const name of Object.keys(STANDARD)) {
    if (options[name] !== undefined) policy[name] = options[name];
  }
  if (options.replayWithoutId === true) policy.repeat = 'always';
  if (options.replayWithoutId === false && policy.repeat === 'always') policy.repeat = 'resumed';
  policy.hasSentinel = options.done !== undefined || options.doneType !== undefined;
  return policy;
}

// The statuses that a request is sent again after, where neither an option nor a preset says.
function passingStatuses(method, resumes) {
  const isSafe = method.toUpperCase() === 'GET' || method.toUpperCase() === 'HEAD';
  return isSafe || resumes ? PASSING : PRESETS.answers.retriedStatuses;
}

// The option that was meant, if one differs in a letter or two.
function hintAt(name) {
  const meant = Object.keys(RULES).find((other) => distance(name.toLowerCase(), other.toLowerCase()) <= 2);
  return meant === undefined ? '; see event-source.d.ts' : `; did you mean ${meant}?`;
}

// The edit distance of Levenshtein.
function distance(one, other) {
  let row = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let at = 1; at <= one.length; at += 1) {
    const next = [at];
    for (let to = 1; to <= other.length; to += 1) {
      const change = row[to - 1] + (one[at - 1] === other[to - 1] ? 0 : 1);
      next.push(Math.min(change, row[to] + 1, next[to - 1] + 1));
    }
    row = next;
  }
  return row[other.length];
}

function shown(value) {
  if (typeof value === 'string') return `'${value}'`;
  return typeof value === 'function' ? 'a function' : String(value);
}

const NAMES = Object.keys(RULES);

export { NAMES, readOptions, policyOf, passingStatuses };
