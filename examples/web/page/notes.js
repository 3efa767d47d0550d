// What came to nothing, or was replaced: it stays to be read when the bytes have long gone by.
import { Appender, count, element, visible } from './dom.js';

export class Notes {
  #list;
  #count;
  #size = 0;

  constructor(section) {
    this.#list = new Appender(section.querySelector('.events'));
    this.#count = section.querySelector('.count');
  }

  reset() {
    this.#list.reset();
    this.#size = 0;
    this.#count.textContent = count(0, 'note');
  }

  /** A line that gave no event. */
  addLine(offset, text, why) {
    this.#add(offset, element('code', 'data', visible(text)), why);
  }

  /** Bytes that are no character. */
  addBytes(offset, bytes) {
    const glyph = (at) => (at === bytes.length - 1 ? '\uFFFD' : '\u00A0');
    const cells = bytes.map((byte, at) => element('i', 'byte bad', [element('b', '', glyph(at)), byte]));
    this.#add(offset, element('span', 'data', cells), 'not UTF-8, read as one \uFFFD');
  }

  flush() {
    this.#list.flush();
  }

  #add(offset, what, why) {
    this.#size += 1;
    this.#count.textContent = count(this.#size, 'note');
    this.#list.push(element('li', '', [element('span', 'id', `byte ${offset}`), what, element('span', 'why', why)]));
  }
}
