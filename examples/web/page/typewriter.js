// Types text out, one character as readers see them at a time, the faster the more there is to type.

const characters = new Intl.Segmenter();
const still = matchMedia('(prefers-reduced-motion: reduce)');

export class Typewriter {
  #element;
  #text = '';
  #typed = 0;
  #frame = 0;

  constructor(element) {
    this.#element = element;
  }

  reset() {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    this.#text = '';
    this.#typed = 0;
    this.#element.textContent = '';
    this.#element.classList.remove('typing');
  }

  push(text) {
    this.#text += text;
    this.#element.classList.add('typing');
    this.#frame ||= requestAnimationFrame(() => this.#type());
  }

  #type() {
    const left = [...characters.segment(this.#text.slice(this.#typed))];
    const now = still.matches ? left.length : Math.ceil(left.length / 20);
    for (const { segment } of left.slice(0, now)) this.#typed += segment.length;
    this.#element.textContent = this.#text.slice(0, this.#typed);
    this.#element.scrollTop = this.#element.scrollHeight;
    this.#frame = this.#typed < this.#text.length ? requestAnimationFrame(() => this.#type()) : 0;
    this.#element.classList.toggle('typing', this.#frame !== 0);
  }
}
