// What one reader tells: events, the text they make, and the end.
import { Typewriter } from './typewriter.js';
import { Appender, count, element } from './dom.js';

export class Column {
  events = [];
  /** How it ended, once it has: in words, and whether that was well. */
  ended = null;
  #rows = [];
  #list;
  #count;
  #ending;
  #typewriter;

  constructor(section) {
    this.#list = new Appender(section.querySelector('.events'));
    this.#count = section.querySelector('.count');
    this.#ending = section.querySelector('.ending');
    this.#typewriter = new Typewriter(section.querySelector('.typed'));
  }

  reset() {
    this.events = [];
    this.ended = null;
    this.#rows = [];
    this.#list.reset();
    this.#count.textContent = count(0, 'event');
    this.#ending.textContent = '';
    this.#typewriter.reset();
  }

  push(event) {
    this.events.push(event);
    const row = element('li', '', [
      element('span', 'type', event.type),
      element('span', 'id', event.lastEventId && `#${event.lastEventId}`),
      element('code', 'data', event.data.replaceAll('\n', '↵')),
    ]);
    this.#rows.push(row);
    this.#list.push(row);
    this.#count.textContent = count(this.events.length, 'event');
    if (event.type === 'message') this.#typewriter.push(event.data);
    if (event.type === 'delta') this.#typewriter.push(JSON.parse(event.data).delta);
  }

  end(ended) {
    this.ended = ended;
    this.#list.flush();
    this.#ending.textContent = `End: ${ended.how}`;
  }

  /** Shows whether the event at `index` is the other column's. */
  mark(index, same) {
    const row = this.#rows[index];
    row.dataset.same = same;
    if (!same) row.append(element('span', 'why', 'differs'));
  }
}
