// From session.js, by esm.js.
// When an event source opens, closes and reestablishes its connection: the rules of the crate's `session`, in its words,
// for streams of any format. A test asks both the same questions.

// For a stream with an end, resumed by ID. Times are in milliseconds.
const STANDARD = {
  attempts: 3,
  holdsAfter: 5000,
  reconnectionTime: 2000,
  minDelay: 500,
  maxDelay: 30000,
  capsRetry: false,
  jitter: false,
  // null: as transportIdle.
  firstByte: null,
  // null: for ever.
  transportIdle: 60000,
  contentIdle: null,
  // When a request may be sent again: 'unbegun', where the server cannot have begun; 'resumed', where an ID tells where
  // to go on, or nothing was delivered and the other side gave up; 'always'.
  repeat: 'resumed',
  retriedStatuses: [],
  lastEventId: '',
  // Whether an event is to come that ends the stream.
  hasSentinel: false,
};

const PRESETS = {
  // An answer being generated: sent again only where the server cannot have begun.
  answers: Object.assign({}, STANDARD, { repeat: 'unbegun', retriedStatuses: [429, 503], jitter: true }),
  // A feed without an end: whatever happens to a connection, the next one follows.
  feeds: Object.assign({}, STANDARD, {
    repeat: 'always',
    retriedStatuses: [408, 425, 429, 500, 502, 503, 504],
    attempts: Infinity,
    jitter: true,
  }),
};

class Session {
  constructor(policy) {
    this.policy = policy;
    // What is out: 'waiting' and 'ended' nothing, 'opening' a request, 'open' a connection, 'closing' one to be dropped.
    this.state = 'waiting';
    // waiting: when the next request is due.
    this.due = 0;
    // opening and open: since when no byte came, and no event.
    this.lastByte = 0;
    this.lastItem = 0;
    // open: since when, and whether an event came.
    this.since = 0;
    this.hasItems = false;
    // closing and ended: what comes then, or came. { due } or { reason, loss, status }.
    this.next = null;
    this.time = 0;
    this.notBefore = 0;
    // What the server has set.
    this.retry = null;
    this.lastEventId = policy.lastEventId;
    this.idCame = false;
    this.hasDelivered = false;
    // Connections lost in a row: the number of the attempt.
    this.losses = 0;
  }

  // What to do now; see the crate's Action.
  poll(now) {
    now = this.advance(now);
    switch (this.state) {
      case 'waiting': {
        const until = Math.max(this.due, this.notBefore);
        if (now < until) return { todo: 'wait', until };
        this.state = 'opening';
        this.lastByte = now;
        this.lastItem = now;
        return { todo: 'open', attempt: this.losses, lastEventId: this.sendableId() };
      }
      case 'opening':
      case 'open': {
        const [until, loss] = this.deadline();
        if (until > now) return { todo: 'receive', until };
        this.follow(this.lose(now, loss));
        return { todo: 'close', loss };
      }
      case 'closing':
        this.follow(this.next);
        return { todo: 'close', loss: null };
      default:
        return Object.assign({ todo: 'end' }, this.next);
    }
  }

  // The head of the response has come; whether it is accepted as a stream, the caller says.
  opened(now, status, isAccepted) {
    if (this.state !== 'opening') return;
    now = this.advance(now);
    if (isAccepted) {
      this.state = 'open';
      this.lastByte = now;
      this.since = now;
      this.hasItems = false;
    } else if (this.isRetried(status)) {
      this.next = this.lose(now, 'status');
      this.state = 'closing';
    } else {
      const reason = status === 204 ? 'no-content' : status === 200 ? 'content-type' : 'status';
      this.next = { reason, loss: null };
      this.state = 'closing';
    }
  }

  isRetried(status) {
    return status !== 200 && status !== 204 && this.policy.retriedStatuses.indexOf(status) >= 0;
  }

  // Bytes have come, whatever they are.
  bytes(now) {
    if (this.state !== 'open' && this.state !== 'closing') return;
    now = this.advance(now);
    if (this.state === 'open') this.lastByte = now;
  }

  // An event, or another item of the stream, has come: 'deliver', 'done' or 'discard'.
  event(now, lastEventId, isSentinel) {
    if (this.state !== 'open' && this.state !== 'closing') return 'discard';
    now = this.advance(now);
    if (this.state === 'closing') return 'discard';
    this.setLastEventId(lastEventId);
    if (isSentinel) {
      this.next = { reason: 'done', loss: null };
      this.state = 'closing';
      return 'done';
    }
    this.hasDelivered = true;
    this.hasItems = true;
    this.lastByte = now;
    this.lastItem = now;
    return 'deliver';
  }

  // The lost connection has left an event unfinished that is the sentinel: its blank line was cut off.
  unfinishedSentinel() {
    const isLost = this.state === 'ended' ? this.next.loss !== null : this.state === 'waiting' && this.losses > 0;
    if (!isLost) return;
    this.next = { reason: 'done', loss: null };
    this.state = 'ended';
  }

  // The request has failed, or the other side has closed the connection; `loss` is how.
  closed(now, loss) {
    if (!this.isOut) return;
    now = this.advance(now);
    if (this.state === 'opening' || this.state === 'open') this.follow(this.lose(now, loss));
    else this.follow(this.next);
  }

  // Ends it for good, unless it has an end already.
  abort() {
    if (this.state === 'ended' || (this.state === 'closing' && this.next.due === undefined)) return;
    this.next = { reason: 'aborted', loss: null };
    this.state = this.isOut ? 'closing' : 'ended';
  }

  get isOut() {
    return this.state === 'opening' || this.state === 'open' || this.state === 'closing';
  }

  // Drops the connection without losing it: the next request is due at once.
  suspend() {
    if (this.state !== 'opening' && this.state !== 'open') return;
    this.next = { due: this.time };
    this.state = 'closing';
  }

  // Whether what is out may be dropped, and the next request goes on where it was.
  get canGoOn() {
    const { repeat } = this.policy;
    return repeat === 'always' || (repeat === 'resumed' && this.sendableId() !== '');
  }

  get isWaiting() {
    return this.state === 'waiting';
  }

  // Opens no request before this time.
  postpone(until) {
    this.notBefore = Math.max(this.notBefore, until);
  }

  // That there is none is no news before there was one.
  setLastEventId(id) {
    if (id !== '') this.idCame = true;
    if (this.idCame) this.lastEventId = id;
  }

  setReconnectionTime(time) {
    this.retry = time;
  }

  get reconnectionTime() {
    const { reconnectionTime, minDelay, maxDelay, capsRetry } = this.policy;
    if (this.retry === null) return reconnectionTime;
    const most = capsRetry ? Math.max(maxDelay, reconnectionTime) : Infinity;
    return Math.min(Math.max(this.retry, minDelay), most);
  }

  // The ID, if a header can have it as its value (RFC 9110 § 5.5).
  sendableId() {
    return /[\0-\x08\x0a-\x1f\x7f]/.test(this.lastEventId) ? '' : this.lastEventId;
  }

  // Time never runs backwards.
  advance(now) {
    this.time = Math.max(this.time, now);
    return this.time;
  }

  // The earlier of the two idle deadlines.
  deadline() {
    const { firstByte, transportIdle, contentIdle } = this.policy;
    const patience = this.state === 'opening' && firstByte !== null ? firstByte : transportIdle;
    const transport = patience === null ? Infinity : this.lastByte + patience;
    const content = contentIdle === null ? Infinity : this.lastItem + contentIdle;
    return transport <= content ? [transport, 'transport-idle'] : [content, 'content-idle'];
  }

  follow(next) {
    this.next = next;
    this.state = next.due === undefined ? 'ended' : 'waiting';
    if (next.due !== undefined) this.due = next.due;
  }

  // What comes after a loss.
  lose(now, loss) {
    const { holdsAfter, reconnectionTime, maxDelay, jitter } = this.policy;
    if (this.state === 'open' && this.hasItems && now - this.since >= holdsAfter) this.losses = 0;
    const reason = this.refusal(loss);
    if (reason !== null) return reason;
    this.losses += 1;
    // What is added to the reconnection time grows as 0, 1, 3, 7, …
    const grown = this.reconnectionTime + reconnectionTime * (Math.pow(2, this.losses - 1) - 1);
    const delay = Math.max(Math.min(grown, maxDelay), this.reconnectionTime);
    return { due: now + (jitter ? Math.floor(delay * (1 + Math.random() / 2)) : delay) };
  }

  // Why there is no other attempt after this loss; null if there is one.
  refusal(loss) {
    const isOpen = this.state === 'open';
    const isSilence = loss === 'transport-idle' || loss === 'content-idle';
    let mayRepeat = true;
    if (this.policy.repeat === 'unbegun') {
      if (isOpen && loss === 'complete' && !this.policy.hasSentinel) return { reason: 'complete', loss: null };
      mayRepeat = !isOpen && !isSilence;
    } else if (this.policy.repeat === 'resumed') {
      mayRepeat = !(this.hasDelivered || isSilence) || this.sendableId() !== '';
    }
    if (!mayRepeat) return { reason: 'replay-refused', loss };
    return this.losses >= this.policy.attempts ? { reason: 'attempts-exhausted', loss } : null;
  }
}

export { Session, STANDARD, PRESETS };
