export function element(name, className, content = '') {
  const made = document.createElement(name);
  made.className = className;
  made.append(...[content].flat());
  return made;
}

export function count(number, what) {
  return number === 1 ? `1 ${what}` : `${number} ${what}s`;
}

/** Characters that show no glyph of their own, and what is shown instead. */
const NAMES = { '\uFEFF': 'BOM', '\u2028': 'LS', '\0': '\\0', '\n': '\\n', '\r': '\\r', '\v': '\\v' };

export function nameOf(character) {
  return NAMES[character] ?? character;
}

/** A line with all its characters to be seen. */
export function visible(text) {
  return [...text].map(nameOf).join('').replace(/^ /, '·');
}

/** Painting at each chunk would take longer than the pause until the next, so that chunks would arrive together. */
const MILLISECONDS = 80;

/**
 * Appends to a scrolled list, now and then. Follows the end while it is in view. Drops the first children once all of
 * them have more than `most` children.
 */
export class Appender {
  #list;
  #most;
  #size = 0;
  #added = [];
  #timer = 0;

  constructor(list, most = Infinity) {
    this.#list = list;
    this.#most = most;
  }

  reset() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    this.#size = 0;
    this.#added = [];
    this.#list.replaceChildren();
  }

  push(child) {
    this.#added.push(child);
    this.#size += child.childElementCount;
    this.#timer ||= setTimeout(() => this.flush(), MILLISECONDS);
  }

  flush() {
    const list = this.#list;
    const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 40;
    list.append(...this.#added);
    while (this.#size > this.#most) {
      this.#size -= list.firstElementChild.childElementCount;
      list.firstElementChild.remove();
    }
    if (atEnd) list.scrollTop = list.scrollHeight;
    this.#added = [];
    clearTimeout(this.#timer);
    this.#timer = 0;
  }
}
