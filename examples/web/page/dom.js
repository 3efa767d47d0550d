export function element(name, className, content = '') {
  const made = document.createElement(name);
  made.className = className;
  made.append(...[content].flat());
  return made;
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
