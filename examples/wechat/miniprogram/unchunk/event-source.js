// Streams over wx.request: what an EventSource is to a browser, with POST, and for JSON and text besides. The session says
// when to open, wait and close; here are the request, the clock and the callbacks. See event-source.d.ts.
'use strict';

const { Clock } = require('./clock.js');
const { Connection } = require('./connection.js');
const { coreOf } = require('./core.js');
const { Delivery } = require('./delivery.js');
const { ignored, lost, refused } = require('./errors.js');
const { dataOf, isStream } = require('./format.js');
const { Listeners, listenersOf } = require('./listeners.js');
const { policyOf, passingStatuses, readOptions } = require('./options.js');
const { requestOf, watchVisibility } = require('./platform.js');
const { messageOf, retryAfter } = require('./request.js');
const { Session } = require('./session.js');

// How long the body of a response that is no stream may take to come.
const BODY_TIME = 10 * 1000;

// What a stream may end as that leaves nothing to go on from.
const FINAL = ['done', 'complete', 'no-content', 'response'];

function connect(options) {
  const stream = new Stream(options);
  stream.start();
  return {
    close() {
      stream.close();
    },
  };
}

class Stream {
  constructor(given) {
    this.given = given;
    this.options = null;
    this.listeners = null;
    this.core = null;
    this.session = null;
    this.clock = new Clock();
    this.delivery = null;
    // The one request that is out, its decoder, and its body if it is no stream.
    this.connection = null;
    // What the last connection was lost to, until it is told.
    this.loss = null;
    this.unwatch = null;
    this.isHidden = false;
    this.ended = false;
  }

  start() {
    try {
      this.options = readOptions(this.given);
      this.listeners = new Listeners(this.options);
      this.request = this.options.request || requestOf();
      if (this.request === null) throw new TypeError('no wx.request here, nor a fetch: give the option request');
    } catch (error) {
      this.listeners = listenersOf(this.given);
      Promise.resolve().then(() => this.fail('options', error.message));
      return;
    }
    const o = this.options;
    coreOf(o.wasm, o.webAssembly).then(
      (core) => this.run(() => this.begin(core)),
      (error) => this.fail('load', messageOf(error))
    );
  }

  begin(core) {
    const o = this.options;
    this.core = core;
    const policy = policyOf(o);
    this.session = new Session(policy);
    this.unwatch = watchVisibility(
      () => this.run(() => this.hidden()),
      () => this.run(() => this.shown())
    );
    this.delivery = new Delivery(core, o, this.listeners);
    const lastEventId = this.delivery.begin();
    if (lastEventId !== undefined) this.session.lastEventId = lastEventId;
    this.step();
  }

  close() {
    this.end('closed');
  }

  // Does what the session says, until there is nothing to do but wait.
  step() {
    while (!this.ended) {
      const now = this.clock.now();
      if (this.isHidden && this.session.isWaiting) {
        // What is sent in the background fails: it is sent once the program is shown.
        this.clock.disarm();
        this.tellLoss(Math.max(0, this.session.due - now));
        return;
      }
      const action = this.session.poll(now);
      switch (action.todo) {
        case 'open':
          this.tellLoss(0);
          if (!this.ended) this.open(action.lastEventId);
          break;
        case 'close':
          if (this.connection !== null) this.dropAs(action.loss);
          break;
        case 'end':
          this.endAs(action.reason);
          break;
        default:
          if (action.todo === 'wait') this.tellLoss(action.until - now);
          if (!this.ended) this.clock.arm(action.until, action.todo === 'receive', () => this.run(() => this.step()));
          return;
      }
    }
  }

  open(lastEventId) {
    const o = this.options;
    if (o.preset === undefined && o.retriedStatuses === undefined) {
      this.session.policy.retriedStatuses = passingStatuses(o.method, lastEventId !== '');
    }
    const connection = new Connection(this.core, o, this.session.lastEventId, {
      head: (head) => this.run(() => this.headReceived(connection, head)),
      chunk: (chunk) => this.run(() => this.chunkReceived(connection, chunk)),
      ended: (head) => this.run(() => this.bodyEnded(connection, head)),
      failed: (message, isTimeout) => this.run(() => this.requestFailed(connection, message, isTimeout)),
      misused: (message) => this.run(() => this.fail('request', message)),
    });
    this.connection = connection;
    connection.send(this.request, lastEventId);
  }

  headReceived(connection, head) {
    if (connection.head !== null) return;
    connection.head = head;
    const isAccepted = this.isAccepted(head);
    if (this.ended) return;
    if (connection.isOpen) {
      // Late. If it is no stream, the verdict tells that as well.
      if (isAccepted) this.tellOpen(connection);
      return;
    }
    if (isAccepted) {
      this.session.opened(this.clock.now(), head.status, true);
      connection.isOpen = true;
      this.tellOpen(connection);
      if (!this.ended) this.step();
      return;
    }
    if (this.session.isRetried(head.status)) {
      this.loseTo(connection, head);
      return;
    }
    // What it says is told once it is read.
    this.session.opened(this.clock.now(), head.status, false);
    connection.refuse(this.core);
    this.clock.arm(this.clock.now() + BODY_TIME, true, () => this.run(() => this.step()));
    if (head.status === 204) this.step();
  }

  isAccepted(head) {
    const { accept, format } = this.options;
    if (accept) return this.listeners.ask('accept', head.status, head.header) === true;
    return isStream(format, head);
  }

  tellOpen(connection) {
    if (connection.isTold) return;
    connection.isTold = true;
    const { status, header } = connection.head || { status: 200, header: {} };
    this.tell('onOpen', { status, header });
  }

  chunkReceived(connection, chunk) {
    if (connection.body !== null) {
      if (connection.readBody(chunk)) this.step();
      return;
    }
    if (!connection.isOpen) {
      // Chunks may come before headers. If this is no stream, the verdict will tell.
      this.session.opened(this.clock.now(), 200, true);
      connection.isOpen = true;
    }
    this.session.bytes(this.clock.now());
    this.deliver(connection, connection.decoder.feed(chunk));
    if (this.ended) return;
    this.takeNote(connection);
    this.delivery.settle(this.session.lastEventId);
    if (!this.ended) this.step();
  }

  // An ID or a reconnection time may come without an event.
  takeNote(connection) {
    const { lastEventId, reconnectionTime } = connection.state();
    this.session.setLastEventId(lastEventId);
    if (reconnectionTime !== null) this.session.setReconnectionTime(reconnectionTime);
  }

  deliver(connection, items) {
    for (const item of items) {
      if (this.ended) return;
      if (item.kind === 'error') {
        this.tell('onError', { kind: 'decode', name: item.name, offset: item.offset });
        continue;
      }
      this.tellOpen(connection);
      if (this.ended) return;
      if (item.kind === 'comment') {
        this.tell('onHeartbeat', { text: item.text });
        continue;
      }
      const isSentinel = this.isSentinel(item);
      if (this.ended) return;
      const id = item.lastEventId === undefined ? '' : item.lastEventId;
      if (this.session.event(this.clock.now(), id, isSentinel) !== 'deliver') return;
      this.delivery.deliver(item, this.session.lastEventId);
    }
  }

  isSentinel(item) {
    const { done, doneType } = this.options;
    if (doneType !== undefined && item.type === doneType) return true;
    if (typeof done === 'function') return this.listeners.ask('done', item) === true;
    return done !== undefined && dataOf(item) === done;
  }

  bodyEnded(connection, head) {
    if (connection.body !== null) {
      connection.head.status = head.status;
      this.step();
      return;
    }
    if (!connection.isOpen) return;
    const left = this.leave(connection);
    if (this.options.format !== 'sse') {
      this.deliver(connection, left.items);
      this.delivery.settle(this.session.lastEventId);
    }
    if (this.ended) return;
    const verdict = left.verdict;
    if (verdict.kind === 'foreign') {
      if (!this.session.isRetried(head.status)) {
        this.tell('onError', refused(head, verdict.head));
        this.end('response');
        return;
      }
      this.postponeAs(head);
    }
    const { hasSentinel, repeat } = this.session.policy;
    if (verdict.kind === 'complete' && !hasSentinel && repeat !== 'always') {
      if (left.ignored !== '') this.tell('onError', ignored(left.ignored));
      this.end('complete');
      return;
    }
    this.session.closed(this.clock.now(), verdict.kind);
    this.lose(verdict.kind, '', left, head);
    this.step();
  }

  requestFailed(connection, message, isTimeout) {
    if (connection.body !== null) {
      this.step();
      return;
    }
    const left = this.leave(connection);
    // The platform's own timeout is a silence: what was asked for may have begun.
    const loss = isTimeout ? 'transport-idle' : 'failed';
    this.session.closed(this.clock.now(), loss);
    this.lose(loss, message, left, connection.head);
    this.step();
  }

  // The response says by its status that another attempt may do better, and maybe when.
  loseTo(connection, head) {
    const now = this.clock.now();
    this.session.opened(now, head.status, false);
    this.postponeAs(head);
    this.lose('status', '', this.leave(connection), head);
    this.step();
  }

  postponeAs(head) {
    this.session.postpone(this.clock.now() + retryAfter(head.header));
  }

  // The session wants what is out dropped: it is lost, or of no use any more.
  dropAs(loss) {
    const connection = this.connection;
    const left = this.leave(connection);
    if (loss !== null) this.lose(loss, '', left, connection.head);
    // The response was no stream: what has come of its body may say why.
    else if (connection.body !== null && connection.head.status !== 204) {
      this.tell('onError', refused(connection.head, connection.read));
    }
  }

  // Takes leave of what is out: what it leaves unfinished.
  leave(connection) {
    this.takeNote(connection);
    this.connection = null;
    return connection.leave();
  }

  // Notes a loss, to be told with what comes after it. The sentinel counts without its blank line as well.
  lose(loss, message, left, head) {
    this.loss = lost(loss, message, left, head);
    const unfinished = left.items.find((item) => item.kind === 'event');
    if (unfinished === undefined || !this.isSentinel(unfinished)) return;
    this.session.unfinishedSentinel();
    this.loss = null;
  }

  // retryIn: milliseconds, or null if it is not tried again.
  tellLoss(retryIn) {
    const loss = this.loss;
    this.loss = null;
    if (loss === null) return;
    this.tell('onError', Object.assign(loss, { retryIn }));
    if (this.ended || retryIn === null) return;
    const { losses, lastEventId } = this.session;
    this.tell('onRetry', { attempt: losses, retryIn, lastEventId });
  }

  hidden() {
    this.delivery.hidden();
    this.isHidden = true;
    if (this.options.onHide === 'close') {
      this.close();
    } else if (this.options.onHide === 'pause' && this.session.canGoOn) {
      this.session.suspend();
      this.step();
    }
  }

  shown() {
    this.isHidden = false;
    this.step();
  }

  tell(name, ...news) {
    this.listeners.tell(name, ...news);
  }

  // What must not happen ends the stream, and not in the platform's callback.
  run(task) {
    if (this.ended) return;
    try {
      task();
    } catch (error) {
      this.fail('internal', messageOf(error));
    }
  }

  endAs(reason) {
    switch (reason) {
      case 'aborted':
        this.end('closed');
        break;
      case 'status':
      case 'content-type':
        this.end('response');
        break;
      case 'attempts-exhausted':
      case 'replay-refused':
        this.tellLoss(null);
        this.end('lost');
        break;
      default:
        this.end(reason);
    }
  }

  // Ends it with an error that no other attempt can mend.
  fail(kind, message) {
    if (this.ended) return;
    this.tell('onError', { kind, message });
    this.end(kind);
  }

  end(reason) {
    if (this.ended) return;
    // What a callback does to it from here on comes too late.
    this.ended = true;
    this.clock.disarm();
    if (this.unwatch !== null) this.unwatch();
    const connection = this.connection;
    this.connection = null;
    // Whatever becomes of the rest, the request is not to live on.
    if (connection !== null) connection.request.drop();
    try {
      if (this.delivery !== null) this.delivery.end(FINAL.indexOf(reason) >= 0);
      if (connection !== null) connection.leave();
    } catch (error) {
      if (reason !== 'internal') this.tell('onError', { kind: 'internal', message: messageOf(error) });
    }
    this.tell('onEnd', { reason });
  }
}

module.exports = { connect };
