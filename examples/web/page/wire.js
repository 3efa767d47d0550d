// Shows the bytes of a stream, chunk by chunk, and what the cuts do to its characters.
import { Appender, count, element, nameOf } from './dom.js';

/** Bytes; more would be slow to paint. */
const MAX_SHOWN = 600;

export class Wire {
  #view;
  #count;
  #chunks = 0;
  #bytes = 0;
  /** The bytes of the character that is not complete yet, each with its cell. */
  #open = [];
  #onBad;

  /** `onBad` gets the offset of what is not UTF-8, and its bytes in hexadecimal. */
  constructor(view, count, onBad) {
    this.#view = new Appender(view, MAX_SHOWN);
    this.#count = count;
    this.#onBad = onBad;
  }

  reset() {
    this.#view.reset();
    this.#count.textContent = '';
    this.#chunks = 0;
    this.#bytes = 0;
    this.#open = [];
  }

  push(chunk, events) {
    const box = element('span', 'chunk');
    box.dataset.bytes = chunk.length;
    for (const byte of chunk) this.#take(byte, box);
    for (const { cell } of this.#open) cell.className = 'byte cut';
    if (events > 0) box.append(element('em', '', count(events, 'event')));
    this.#view.push(box);
    this.#chunks += 1;
    this.#count.textContent = `${count(this.#bytes, 'byte')} in ${count(this.#chunks, 'chunk')}`;
  }

  /** The stream has ended: a character that is not complete is none. */
  end() {
    if (this.#open.length > 0) this.#paintBad();
    this.#open = [];
  }

  flush() {
    this.#view.flush();
  }

  #take(byte, box) {
    const cell = element('i', 'byte', [element('b', '', '\u00A0'), hex(byte)]);
    this.#open.push({ byte, cell, box, offset: this.#bytes });
    this.#bytes += 1;
    box.append(cell);
    this.#settle();
  }

  /** Paints the open bytes if they are a character, or can be none. */
  #settle() {
    const bytes = this.#open.map(({ byte }) => byte);
    const state = judge(bytes);
    if (state === 'more') return;
    // What the last byte does not continue was ill-formed up to it, and the byte may begin anew.
    const anew = state === 'bad' && bytes.length > 1 ? [this.#open.pop()] : [];
    if (state === 'bad') this.#paintBad();
    else this.#paintCharacter(new TextDecoder('utf-8', { ignoreBOM: true }).decode(Uint8Array.from(bytes)));
    this.#open = anew;
    if (anew.length > 0) this.#settle();
  }

  #paintBad() {
    this.#paint('bad', '�');
    this.#onBad(this.#open[0].offset, this.#open.map(({ byte }) => hex(byte)));
  }

  #paintCharacter(character) {
    const isCut = this.#open.some(({ box }) => box !== this.#open[0].box);
    const name = character === ' ' ? '·' : nameOf(character);
    if (isCut) this.#paint('cut', name);
    else if (this.#open.length > 1) this.#paint('wide', name);
    else this.#paint('\r\n'.includes(character) ? 'end' : 'text', name);
  }

  /** The glyph stands on the last byte. */
  #paint(kind, glyph) {
    for (const { cell } of this.#open) cell.className = `byte ${kind}`;
    this.#open.at(-1).cell.firstChild.textContent = glyph;
  }
}

function hex(byte) {
  return byte.toString(16).toUpperCase().padStart(2, '0');
}

/** Whether bytes are a `character`, the beginning of one (`more`), or `bad`: Unicode, table 3-7. */
function judge([first, second, ...others]) {
  const length = first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
  if (length === 0) return 'bad';
  if (length === 1) return 'character';
  if (second === undefined) return 'more';
  const least = { 0xe0: 0xa0, 0xf0: 0x90 }[first] ?? 0x80;
  const most = { 0xed: 0x9f, 0xf4: 0x8f }[first] ?? 0xbf;
  if (second < least || second > most || others.some((byte) => byte < 0x80 || byte > 0xbf)) return 'bad';
  return others.length + 2 === length ? 'character' : 'more';
}
