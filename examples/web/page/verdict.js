// Holds the two columns against each other, and says what comes of it.
import { count } from './dom.js';

export class Verdict {
  #box;
  #status;
  #progress;
  #compared = 0;
  #differ = 0;

  constructor(box) {
    this.#box = box;
    [this.#status, this.#progress] = box.children;
  }

  reset() {
    this.#compared = 0;
    this.#differ = 0;
    this.say('waiting', '');
    this.#progress.textContent = 'Waiting for the first event';
  }

  /** What is said is read aloud: only what is final. */
  say(state, text) {
    this.#box.dataset.state = state;
    this.#status.textContent = text;
    this.#progress.textContent = '';
  }

  /** Compares as far as both have come. */
  compare(one, other) {
    const both = Math.min(one.events.length, other.events.length);
    for (; this.#compared < both; this.#compared += 1) {
      const [left, right] = [one, other].map(({ events }) => events[this.#compared]);
      const same = ['type', 'data', 'lastEventId'].every((key) => left[key] === right[key]);
      for (const column of [one, other]) column.mark(this.#compared, same);
      this.#differ += same ? 0 : 1;
    }
    if (one.ended && other.ended) this.#conclude(one, other, both);
    else if (this.#differ > 0) this.#showDifferences();
    else if (both > 0) this.#progress.textContent = `${count(both, 'event')} so far, the same in both`;
  }

  #showDifferences() {
    this.#box.dataset.state = 'differ';
    this.#progress.textContent = `${differing(this.#differ)} so far`;
  }

  #conclude(one, other, both) {
    // Cut short, one may have come further.
    const alone = one.ended.all && other.ended.all ? Math.abs(one.events.length - other.events.length) : 0;
    const differ = this.#differ + alone;
    const same = both === 0 ? 'no event came' : `both told the same ${count(both, 'event')}`;
    if (differ > 0) this.say('differ', differing(differ));
    else if (one.ended.how === 'stopped') this.say('stopped', `Stopped: ${same} until then`);
    else if (!one.ended.well || !other.ended.well) this.say('broken', `This did not end well: ${same} before`);
    else if (both === 0) this.say('stopped', 'No event came, and the stream ended well');
    else this.say('same', `Both told the same ${count(both, 'event')}, and the stream ended well`);
  }
}

function differing(number) {
  return `${count(number, 'event')} ${number === 1 ? 'differs' : 'differ'}`;
}
