// Which lines of a stream come to nothing, and why: WHATWG HTML, section 9.2.6.

const LF = 10;
const CR = 13;
const FIELDS = ['data', 'event', 'id', 'retry'];
const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

/** Takes a stream's bytes, and gives `onNote` the offset, the text and the reason of each line that comes to nothing. */
export class Lines {
  #onNote;
  #line = [];
  #start = 0;
  #position = 0;
  #afterCr = false;
  /** The lines of the block that is being read which would be lost with it. */
  #block = [];
  #hasData = false;

  constructor(onNote) {
    this.#onNote = onNote;
  }

  push(chunk) {
    for (const byte of chunk) {
      const isRest = this.#afterCr && byte === LF;
      this.#position += 1;
      this.#afterCr = byte === CR;
      if (isRest) this.#start = this.#position;
      else if (byte === LF || byte === CR) this.#endLine();
      else this.#line.push(byte);
    }
  }

  /** The stream has ended: what is unfinished is lost. */
  end() {
    if (this.#line.length > 0) this.#block.push({ offset: this.#start, text: this.#text() });
    for (const { offset, text } of this.#block) this.#onNote(offset, text, 'the stream ends before the event does');
  }

  #text() {
    const text = utf8.decode(Uint8Array.from(this.#line));
    return this.#start === 0 ? text.replace(/^\uFEFF/, '') : text;
  }

  #endLine() {
    const line = { offset: this.#start, text: this.#text() };
    this.#line = [];
    this.#start = this.#position;
    if (line.text === '') this.#endBlock();
    else this.#take(line);
  }

  #endBlock() {
    const typed = this.#block.filter(({ name }) => name === 'event');
    if (!this.#hasData) for (const { offset, text } of typed) this.#onNote(offset, text, 'an event without data is not sent');
    this.#block = [];
    this.#hasData = false;
  }

  #take({ offset, text }) {
    const [, name, value] = text.match(/^([^:]*)(?::\u0020?)?([^]*)$/);
    const why = whyIgnored(name, value);
    if (why) return this.#onNote(offset, text, why);
    this.#hasData ||= name === 'data';
    this.#block.push({ offset, text, name });
  }
}

function whyIgnored(name, value) {
  if (name === '') return 'a comment';
  if (!FIELDS.includes(name)) return 'no field has this name';
  if (name === 'id' && value.includes('\0')) return 'an ID with NUL is ignored';
  if (name === 'retry' && !/^[0-9]+$/.test(value)) return 'not a number of milliseconds';
  return '';
}
