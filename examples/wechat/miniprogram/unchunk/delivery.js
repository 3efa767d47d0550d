// What becomes of a stream's items: the page's callbacks, the text, and the place that is kept to go on from.
'use strict';

const { Cache } = require('./cache.js');
const { dataOf } = require('./format.js');
const { GrowingText } = require('./growing-text.js');
const { storageOf } = require('./platform.js');
const { messageOf } = require('./request.js');

class Delivery {
  constructor(core, options, listeners) {
    this.options = options;
    this.listeners = listeners;
    this.text = null;
    this.cache = null;
    // Set by end(), which the page may call from any callback, by way of close().
    this.isOver = false;
    if (options.mode === undefined) return;
    this.text = new GrowingText(core, options, (update) => listeners.tell('onText', update.text, update));
  }

  // Begins with the text given, or with what an earlier stream has left under the same key: that one's last event ID.
  begin() {
    const kept = this.recall();
    const text = kept === null ? this.options.text : kept.text;
    if (text !== '' && this.text !== null) this.text.start(text);
    if (text !== '' && kept !== null) this.listeners.tell('onText', text, { text, removed: 0, suffix: text });
    return kept === null ? this.options.lastEventId : kept.lastEventId;
  }

  recall() {
    const { resume, storage } = this.options;
    if (resume === undefined) return null;
    const found = storage || storageOf();
    const onError = (message) => this.listeners.tell('onError', { kind: 'storage', message });
    if (found === null) {
      onError('no storage here: give the option storage');
      return null;
    }
    this.cache = new Cache(found, resume, onError);
    return this.cache.read();
  }

  // `lastEventId` is the stream's, here and below.
  deliver(item, lastEventId) {
    this.listeners.tell('onEvent', item);
    if (!this.isOver && this.text !== null) this.addPayload(item);
    this.keepPlace(lastEventId);
  }

  addPayload(item) {
    try {
      const payload = this.options.payload ? this.options.payload(item) : dataOf(item);
      if (this.isOver || payload === undefined || payload === null) return;
      if (typeof payload !== 'string') throw new TypeError(`payload() is to return a string, not ${typeof payload}`);
      this.text.push(payload);
    } catch (error) {
      if (!this.isOver) this.listeners.tell('onError', { kind: 'payload', message: messageOf(error), event: item });
    }
  }

  // All that came at once is delivered.
  settle(lastEventId) {
    this.keepPlace(lastEventId);
    if (!this.isOver && this.text !== null) this.text.settle();
  }

  // Another stream could go on from here: the text has all up to the ID, and no more.
  keepPlace(lastEventId) {
    if (this.isOver || this.cache === null || (this.text !== null && !this.text.isWhole)) return;
    this.cache.keep(lastEventId, this.text === null ? '' : this.text.text);
  }

  // Scripts may stop at any time from now on.
  hidden() {
    if (this.cache !== null) this.cache.write();
  }

  // `isFinal`: there is nothing to go on from.
  end(isFinal) {
    this.isOver = true;
    if (this.cache !== null) {
      if (isFinal) this.cache.clear();
      else this.cache.write();
    }
    if (this.text !== null) this.text.finish();
  }
}

module.exports = { Delivery };
