// From typewriter.js, by esm.js.
// A growing text, shown bit by bit: the typewriter that types it, and the pieces that setData is given.

import { Cluster, lastClusterStart } from './graphemes.mjs';

// Types a text out, cluster by cluster and the faster the more is waiting. See typewriter.d.ts.
class Typewriter {
  constructor(options) {
    this.interval = options.interval === undefined ? 30 : options.interval;
    this.onType = options.onType;
    this.onEnd = options.onEnd;
    this.text = '';
    // What is shown, and up to where of the text it is right.
    this.shown = '';
    this.typed = 0;
    this.cluster = new Cluster(0);
    this.timer = null;
    this.isFinished = false;
    this.isStopped = false;
  }

  push(update) {
    if (this.isFinished || this.isStopped) return;
    const kept = update.text.length - update.suffix.length;
    this.text = update.text;
    if (update.removed > 0) {
      // What differs from here on may belong to the cluster before.
      if (this.typed >= kept) this.typed = lastClusterStart(this.text, kept);
      this.cluster = new Cluster(this.typed);
    }
    this.type();
  }

  finish() {
    if (this.isFinished || this.isStopped) return;
    this.isFinished = true;
    this.type();
  }

  flush() {
    if (this.isStopped) return;
    this.show(this.text.length);
    if (this.isFinished) this.end();
  }

  stop() {
    this.isStopped = true;
    clearTimeout(this.timer);
    this.timer = null;
  }

  // One stroke, unless the last one was just now.
  type() {
    if (this.timer !== null) return;
    const target = this.target();
    if (target !== this.typed || this.shown.length > this.typed) {
      this.timer = setTimeout(() => {
        this.timer = null;
        this.type();
      }, this.interval);
      this.show(target);
    } else if (this.isFinished) {
      this.end();
    }
  }

  // How far the next stroke goes. The last cluster waits for what may extend it.
  target() {
    const least = this.typed + Math.ceil((this.text.length - this.typed) / 10);
    let target = this.typed;
    while (target < least) {
      const end = this.cluster.end(this.text);
      if (end < 0) return this.isFinished ? this.text.length : target;
      target = end;
      this.cluster = new Cluster(target);
    }
    return target;
  }

  show(target) {
    const before = this.shown;
    const kept = Math.min(before.length, this.typed);
    this.typed = target;
    this.shown = this.text.slice(0, target);
    const update = { text: this.shown, removed: before.length - kept, suffix: this.shown.slice(kept) };
    if (update.removed > 0 || update.suffix !== '') this.onType(update);
  }

  end() {
    this.stop();
    if (this.onEnd) this.onEnd();
  }
}

// A text in pieces, each short, so that setData is given the last one and not the whole text. See typewriter.d.ts.
class Pieces {
  constructor(path, size) {
    this.path = path;
    this.size = size === undefined ? 256 : size;
    this.pieces = [];
  }

  changes(update) {
    const changed = {};
    let removed = update.removed;
    // Pieces that are taken back stay as empty ones: a path cannot make an array shorter.
    let last = this.pieces.length - 1;
    while (last >= 0 && removed > 0) {
      const piece = this.pieces[last];
      const kept = Math.max(0, piece.length - removed);
      removed -= piece.length - kept;
      this.put(changed, last, piece.slice(0, kept));
      if (kept === 0) last -= 1;
    }
    while (last >= 0 && this.pieces[last] === '') last -= 1;
    if (update.suffix === '') return changed;
    const piece = last < 0 ? '' : this.pieces[last];
    const isFull =
      piece.length >= this.size &&
      new Cluster(lastClusterStart(piece, piece.length)).end(piece + update.suffix) === piece.length;
    if (last < 0 || isFull) this.put(changed, last + 1, update.suffix);
    else this.put(changed, last, piece + update.suffix);
    return changed;
  }

  clear() {
    this.pieces = [];
    return { [this.path]: [] };
  }

  put(changed, at, piece) {
    this.pieces[at] = piece;
    changed[`${this.path}[${at}]`] = piece;
  }
}

export { Typewriter, Pieces };
