// One text out of payloads, told at most every so many milliseconds.
'use strict';

// The high half of a pair of UTF-16, cut from its low half.
const CUT = /[\ud800-\udbff]$/;

class GrowingText {
  // onText(update) is called with { text, removed, suffix }, relative to the text it was last called with.
  constructor(core, options, onText) {
    this.assembler = core.assembler(options.mode, { percentEncoded: options.percentEncoded });
    this.mode = options.mode;
    this.throttle = options.throttle;
    this.onText = onText;
    // The half that the last payload ended with, and that payload.
    this.half = '';
    this.last = '';
    // Whether payloads were put off, since they do not tell deltas from whole texts.
    this.isOpen = false;
    this.pending = null;
    this.timer = null;
    // Whether it became too large. It ends there, and was told of it.
    this.hasFailed = false;
  }

  get text() {
    return this.assembler.text;
  }

  // Whether all that was pushed is in the text.
  get isWhole() {
    return this.half === '' && !this.isOpen;
  }

  // The text to begin with, which is shown already.
  start(text) {
    this.assembler.push(text);
  }

  push(payload) {
    if (this.hasFailed) return;
    try {
      this.take(payload);
    } catch (error) {
      this.hasFailed = true;
      throw error;
    }
    if (this.throttle === 0) this.flush();
  }

  take(payload) {
    if (payload === '' && this.mode !== 'replace') return;
    const isNext = this.half !== '' && /^[\udc00-\udfff]/.test(payload);
    // Of a whole text, its next version has the half as well.
    const whole = isNext || this.mode === 'append' ? this.half + payload : payload;
    this.half = CUT.test(whole) ? whole.slice(-1) : '';
    this.last = whole;
    this.add(this.assembler.push(this.half === '' ? whole : whole.slice(0, -1)));
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

  // Nothing follows: what was held back is text, and what was open is decided. Frees it.
  finish() {
    clearTimeout(this.timer);
    try {
      if (!this.hasFailed) this.close();
    } finally {
      this.flush();
      this.assembler.free();
    }
  }

  close() {
    if (this.half !== '') this.add(this.assembler.push(this.mode === 'append' ? this.half : this.last));
    // Where the payloads do not tell, they are deltas: most servers send those.
    if (this.mode === 'auto') this.add(this.assembler.resolve('append'));
    this.add(this.assembler.finish());
  }

  add(update) {
    this.isOpen = update === null;
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

module.exports = { GrowingText };
