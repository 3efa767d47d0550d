// From clock.js, by esm.js.
// Time for a session: it never goes back, and a deadline passes when its timer fires, not because a clock was set.

// What setTimeout can wait.
const MAX_TIMEOUT = 0x7fffffff;

// A timer that fires so much too late was held up: the program slept, or the clock was set. What came in the meantime is
// then given as long to be delivered, before the deadline counts.
const GRACE = 1000;

class Clock {
  constructor() {
    const isMonotonic = typeof performance === 'object' && typeof performance.now === 'function';
    this.read = isMonotonic ? () => performance.now() : () => Date.now();
    this.last = this.read();
    this.elapsed = 0;
    // The deadline that the timer stands for.
    this.until = Infinity;
    this.timer = null;
  }

  // Milliseconds since the beginning.
  now() {
    const read = this.read();
    const passed = Math.max(0, read - this.last);
    this.last = read;
    this.elapsed = Math.max(this.elapsed, Math.min(this.elapsed + passed, this.until));
    return this.elapsed;
  }

  // Calls back once a time has come, instead of what was to be called before. `isReceiving`: bytes may be waiting.
  arm(until, isReceiving, callback) {
    this.disarm();
    if (until === Infinity) return;
    const delay = Math.min(Math.max(0, Math.ceil(until - this.now())), MAX_TIMEOUT);
    const start = this.last;
    const end = this.elapsed + delay;
    this.until = Math.max(until, this.elapsed);
    const fire = () => {
      this.now();
      this.elapsed = Math.max(this.elapsed, end);
      this.disarm();
      callback();
    };
    this.timer = setTimeout(() => {
      const isLate = this.read() - start > delay + GRACE;
      if (isReceiving && isLate) this.timer = setTimeout(fire, GRACE);
      else fire();
    }, delay);
  }

  disarm() {
    clearTimeout(this.timer);
    this.timer = null;
    this.until = Infinity;
  }
}

export { Clock };
