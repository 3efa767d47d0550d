// What a stream goes on from after the page or the program was closed: last event ID and text, in the platform's storage.
'use strict';

// Storage is slow: it is written to at most once in so many milliseconds, and at the end.
const INTERVAL = 1000;

class Cache {
  constructor(storage, key, onError) {
    this.storage = storage;
    this.key = key;
    this.onError = onError;
    // What is to be kept: { lastEventId, text }; null while there is no place to go on from.
    this.place = null;
    this.timer = null;
    this.hasFailed = false;
  }

  // What an earlier stream has left; null if there is nothing of use.
  read() {
    let kept = null;
    this.attempt(() => (kept = this.storage.get(this.key)));
    try {
      const { lastEventId, text } = JSON.parse(kept);
      return typeof lastEventId === 'string' && typeof text === 'string' ? { lastEventId, text } : null;
    } catch (error) {
      return null;
    }
  }

  // The text has all events up to the last event ID, and no other.
  keep(lastEventId, text) {
    this.place = lastEventId === '' ? null : { lastEventId, text };
    if (this.timer === null) this.timer = setTimeout(() => this.write(), INTERVAL);
  }

  write() {
    clearTimeout(this.timer);
    this.timer = null;
    if (this.place !== null) this.attempt(() => this.storage.set(this.key, JSON.stringify(this.place)));
  }

  clear() {
    clearTimeout(this.timer);
    this.timer = null;
    this.attempt(() => this.storage.remove(this.key));
  }

  // Without storage the stream goes on: it is told once.
  attempt(use) {
    try {
      use();
    } catch (error) {
      if (!this.hasFailed) this.onError(String((error && (error.errMsg || error.message)) || error));
      this.hasFailed = true;
    }
  }
}

module.exports = { Cache };
