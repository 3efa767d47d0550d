// From growing-text.js, by esm.js.
// One text out of payloads, told at most every so many milliseconds.

// The high half of a pair of UTF-16, cut from its low half.
const CUT = /[\ud800-\udbff]$/;

class GrowingText {
  // onText(update) is called with { text, removed, suffix }, relative to the text it was last called with.
  constructor(core, options, onText) {
    this.assembler = core.assembler(options.mode);
    this.mode = options.mode;
    this.throttle = options.throttle;
    this.onText = onText;
    // The half that the last payload ended with, and that payload.
    this.half = '';
    this.last = '';
    this.pending = null;
    this.timer = null;
  }

  get text() {
    return this.assembler.text;
  }

  // The text to begin with, which is shown already.
  start(text) {
    this.assembler.push(text);
  }

  push(payload) {
    if (payload === '' && this.mode !== 'replace') return;
    const isNext = this.half !== '' && /^[\udc00-\udfff]/.test(payload);
    // Of a whole text, its next version has the half as well.
    const whole = isNext || this.mode === 'append' ? this.half + payload : payload;
    this.half = CUT.test(whole) ? whole.slice(-1) : '';
    this.last = whole;
    this.add(this.assembler.push(this.half === '' ? whole : whole.slice(0, -1)));
    if (this.throttle === 0) this.flush();
  }

  // All that came at once has been pushed: tells it, unless something was told just now.
  settle() {
    if (this.pending === null || this.timer !== null) return;
    this.flush();
    if (this.throttle === 0) return;
    this.timer = setTimeout(() => {
      this.timer = null;
      this.settle();
    }, this.throttle);
  }

  // Nothing follows: what was held back is text, and what was open is decided.
  finish() {
    if (this.half !== '') this.add(this.assembler.push(this.mode === 'append' ? this.half : this.last));
    this.half = '';
    // Where the payloads do not tell, they are deltas: most servers send those.
    if (this.mode === 'auto') this.add(this.assembler.resolve('append'));
    this.flush();
  }

  free() {
    clearTimeout(this.timer);
    this.timer = null;
    this.pending = null;
    this.assembler.free();
  }

  add(update) {
    if (update === null || (update.removed === 0 && update.suffix === '')) return;
    this.pending = this.pending === null ? update : join(this.pending, update);
  }

  flush() {
    const update = this.pending;
    this.pending = null;
    if (update !== null && (update.removed > 0 || update.suffix !== '')) this.onText(update);
  }
}

// One update that does what two do.
function join(first, second) {
  const kept = first.suffix.length - second.removed;
  return {
    text: second.text,
    removed: first.removed + Math.max(0, -kept),
    suffix: first.suffix.slice(0, Math.max(0, kept)) + second.suffix,
  };
}

export { GrowingText };
