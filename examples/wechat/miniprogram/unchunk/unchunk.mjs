// From unchunk.js, by esm.js.
// Bytes arrive cut anywhere, whole frames leave: the Rust crate unchunk as WebAssembly, for WeChat mini-programs,
// browsers and node. ES2018 without dependencies; of the platform it needs WXWebAssembly or WebAssembly alone.

  // Where the batch has what, in words of 4 bytes (src/batch.rs).
  const CHUNK_WINDOW = 0;
  const COPIED_WINDOW = 2;
  const USED = 4;
  const VERDICT = 5;
  const REST = 6;
  const REST_OFFSET = 8;
  const NUMBER = 10;
  const RECORDS = 12;

  // And in one record.
  const FIRST_SPAN = 0;
  const SECOND_SPAN = 2;
  const THIRD_SPAN = 4;
  const FIRST_NUMBER = 6;
  const SECOND_NUMBER = 8;
  const THIRD_NUMBER = 10;
  const KIND = 12;
  const RECORD = 14;

  // Bytes of a chunk that go in at once (src/abi.rs).
  const CHUNK = 16 * 1024;

  // Units of one call of fromCharCode: engines have a limit.
  const UNITS = 4096;

  // From so many bytes on a TextDecoder is faster than fromCharCode.
  const LONG = 32;

  // The crate's own limits.
  const MAX_BYTES = 8 * 1024 * 1024;
  const MAX_DEPTH = 512;

  const FRAMINGS = ['concatenated', 'lines', 'array', 'text-sequence', 'content-length'];
  const MODES = ['append', 'replace', 'auto'];

  // Loads the module: from a path in the mini-program's package or a URL, else from bytes or a WebAssembly.Module.
  function load(source, options) {
    return Promise.resolve()
      .then(function () {
        const given = options && options.webAssembly;
        if (given) return given.instantiate(source, {});
        if (typeof source !== 'string') return engine().instantiate(source, {});
        const reader = packageReader();
        if (reader !== null) return reader.instantiate(source, {});
        return fetched(source).then((bytes) => engine().instantiate(bytes, {}));
      })
      .then(function (result) {
        return new Core((result.instance || result).exports);
      });
  }

  // What instantiates from a path in the package: each platform has its own name for it.
  function packageReader() {
    if (typeof WXWebAssembly !== 'undefined') return WXWebAssembly;
    if (typeof TTWebAssembly !== 'undefined') return TTWebAssembly;
    if (typeof MYWebAssembly !== 'undefined') return MYWebAssembly;
    return null;
  }

  function engine() {
    if (typeof WebAssembly !== 'undefined') return WebAssembly;
    throw new Error('no WebAssembly here that takes bytes: give a path in the package, or the option webAssembly');
  }

  function fetched(url) {
    if (typeof fetch === 'undefined' || typeof location === 'undefined') {
      throw new Error('no WXWebAssembly here, nor a page to fetch from: give the bytes, or the option webAssembly');
    }
    return fetch(url).then(function (response) {
      if (!response.ok) throw new Error(url + ' is not there: status ' + response.status);
      return response.arrayBuffer();
    });
  }

  // The platform's own decoder, where there is one that leaves a BOM alone as the Encoding Standard has it.
  const utf8 = (function () {
    if (typeof TextDecoder === 'undefined') return null;
    const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
    return decoder.decode(new Uint8Array([0xef, 0xbb, 0xbf])) === '\ufeff' ? decoder : null;
  })();

  // The loaded module: its memory, and what is made of it.
  class Core {
    constructor(exports) {
      this.exports = exports;
      this.batch = exports.unchunk_batch() >>> 0;
      this.chunk = exports.unchunk_chunk() >>> 0;
      this.bytes = null;
      this.words = null;
      // Of the batch's windows where they start, and their text.
      this.chunkStart = 0;
      this.chunkText = '';
      this.copiedStart = 0;
      this.copiedText = '';
      this.refresh();
    }

    sse(options) {
      const o = Object.assign({ comments: false, ignored: false, salvage: false, lastEventId: '' }, options);
      const most = limitOf('maxEventBytes', o.maxEventBytes, MAX_BYTES);
      const id = this.giveText(o.lastEventId);
      return new EventDecoder(
        this,
        this.exports.unchunk_sse(most, Number(o.comments), Number(o.ignored), Number(o.salvage), id.pointer, id.length)
      );
    }

    json(framing, options) {
      const o = Object.assign({ validate: false }, options);
      const number = numberOf(FRAMINGS, framing === undefined ? 'concatenated' : framing);
      const most = limitOf('maxFrameBytes', o.maxFrameBytes, MAX_BYTES);
      const depth = limitOf('maxDepth', o.maxDepth, MAX_DEPTH);
      return new Decoder(this, this.exports.unchunk_json(number, most, depth, Number(o.validate)));
    }

    text(options) {
      const o = Object.assign({ strict: false }, options);
      return new Decoder(this, this.exports.unchunk_text(Number(o.strict)));
    }

    assembler(mode, options) {
      return new Assembler(this, mode, options);
    }

    // Growing detaches the memory's buffer, so views are made anew.
    refresh() {
      const buffer = this.exports.memory.buffer;
      if (this.bytes === null || this.bytes.buffer !== buffer) {
        this.bytes = new Uint8Array(buffer);
        this.words = new Uint32Array(buffer, this.batch);
        this.double = new Float64Array(buffer, this.batch + 4 * NUMBER, 1);
      }
    }

    // A copy in the module's memory, for an export that takes it over.
    give(bytes) {
      const pointer = this.exports.unchunk_alloc(bytes.length) >>> 0;
      this.refresh();
      this.bytes.set(bytes, pointer);
      return { pointer, length: bytes.length };
    }

    giveText(text) {
      return this.give(encodeUtf8(text));
    }

    // Decodes a chunk, in pieces if it is large: `step` is the export's call for a handle, from one place to another.
    decode(chunk, step) {
      const items = [];
      for (let at = 0; at < chunk.length; at += CHUNK) {
        const piece = chunk.length <= CHUNK ? chunk : chunk.subarray(at, at + CHUNK);
        this.refresh();
        this.bytes.set(piece, this.chunk);
        let from = 0;
        for (;;) {
          const told = step(from, piece.length);
          if (told !== 0) this.collect(told >>> 1, items);
          if ((told & 1) === 0) break;
          from += this.words[USED];
        }
      }
      return items;
    }

    // Adds the items of the batch.
    collect(count, items) {
      this.look();
      const end = RECORDS + count * RECORD;
      for (let record = RECORDS; record < end; record += RECORD) items.push(this.item(record));
    }

    // Before the batch is read: its windows are decoded, each at once.
    look() {
      this.refresh();
      this.chunkStart = this.words[CHUNK_WINDOW];
      this.chunkText = this.decodeAt(CHUNK_WINDOW);
      this.copiedStart = this.words[COPIED_WINDOW];
      this.copiedText = this.decodeAt(COPIED_WINDOW);
    }

    item(record) {
      const kind = this.words[record + KIND];
      const text = this.span(record + SECOND_SPAN);
      const start = this.number(record + FIRST_NUMBER);
      const end = this.number(record + SECOND_NUMBER);
      if (kind === 1) {
        const type = this.span(record + FIRST_SPAN) || 'message';
        return { kind: 'event', type, data: text, lastEventId: this.span(record + THIRD_SPAN), start, end };
      }
      if (kind === 2) return { kind: 'comment', text, start, end };
      if (kind === 3) return { kind: 'frame', text, start, end, index: this.number(record + THIRD_NUMBER) };
      if (kind === 4) return { kind: 'text', text };
      if (kind === 6) return { kind: 'ignored', text, start, end };
      return { kind: 'error', name: text, offset: start };
    }

    // 64 bits. Where the upper half is 0, the number stays an integer for the engine as well.
    number(at) {
      const high = this.words[at + 1];
      return high === 0 ? this.words[at] : this.words[at] + high * 0x100000000;
    }

    // The text whose address and length the batch has at a place.
    span(at) {
      const length = this.words[at + 1];
      if (length === 0) return '';
      const start = this.words[at];
      let from = start - this.copiedStart;
      if (from >= 0 && from < this.copiedText.length) return this.copiedText.slice(from, from + length);
      from = start - this.chunkStart;
      if (from >= 0 && from < this.chunkText.length) return this.chunkText.slice(from, from + length);
      return this.decodeAt(at);
    }

    // The same, decoded where it is.
    decodeAt(at) {
      const start = this.words[at];
      const length = this.words[at + 1];
      if (length === 0) return '';
      if (length >= LONG && utf8 !== null) return utf8.decode(this.bytes.subarray(start, start + length));
      return decodeUtf8(this.bytes, start, start + length, this.exports.unchunk_ascii);
    }

    verdict() {
      this.look();
      switch (this.words[VERDICT]) {
        case 0:
          return { kind: 'complete' };
        case 1:
          return { kind: 'truncated', tail: this.span(REST), offset: this.number(REST_OFFSET) };
        default:
          return { kind: 'foreign', head: this.span(REST) };
      }
    }
  }

  // Something that lives in the module's memory until it is freed.
  class Handle {
    constructor(core, handle, free) {
      this.core = core;
      this.handle = handle >>> 0;
      this.release = free;
    }

    get address() {
      this.mustLive();
      return this.handle;
    }

    mustLive() {
      if (this.handle === 0) throw new Error('used after free() or finish()');
    }

    free() {
      if (this.handle === 0) return;
      this.release(this.handle);
      this.handle = 0;
    }
  }

  class Decoder extends Handle {
    constructor(core, handle) {
      super(core, handle, core.exports.unchunk_free);
    }

    // The items that this chunk completes.
    feed(chunk) {
      const address = this.address;
      const decode = this.core.exports.unchunk_decode;
      return this.core.decode(bytesOf(chunk), (from, to) => decode(address, from, to));
    }

    // The items that only the end completes, and the verdict. Frees the decoder.
    finish() {
      const address = this.address;
      const items = [];
      let last;
      do {
        last = items.length;
        this.core.collect(this.core.exports.unchunk_finish(address) >>> 1, items);
      } while (items.length > last && items[last].kind === 'error');
      const verdict = this.core.verdict();
      this.free();
      return { items, verdict };
    }
  }

  class EventDecoder extends Decoder {
    // What the next connection to the same stream goes by, and the lines ignored since the last event.
    state() {
      const core = this.core;
      core.exports.unchunk_state(this.address);
      core.look();
      const time = core.double[0];
      return {
        lastEventId: core.span(RECORDS + FIRST_SPAN),
        reconnectionTime: isNaN(time) ? null : time,
        ignored: core.span(RECORDS + SECOND_SPAN),
      };
    }
  }

  // One growing text out of payloads that append or replace.
  class Assembler extends Handle {
    constructor(core, mode, options) {
      const o = Object.assign({ percentEncoded: false }, options);
      const handle = core.exports.unchunk_assembler(numberOf(MODES, mode), Number(o.percentEncoded));
      super(core, handle, core.exports.unchunk_assembler_free);
      this.text = '';
    }

    push(payload) {
      this.mustLive();
      const given = this.core.giveText(payload);
      return this.update(this.core.exports.unchunk_assembler_push(this.address, given.pointer, given.length));
    }

    resolve(mode) {
      return this.update(this.core.exports.unchunk_assembler_resolve(this.address, numberOf(MODES, mode)));
    }

    finish() {
      return this.update(this.core.exports.unchunk_assembler_finish(this.address));
    }

    update(status) {
      if (status === 1) throw new RangeError('text larger than the limit');
      if (status === 2) return null;
      this.core.look();
      const removed = unitsOfLast(this.text, this.core.double[0]);
      const suffix = this.core.span(RECORDS + FIRST_SPAN);
      this.text = this.text.slice(0, this.text.length - removed) + suffix;
      return { text: this.text, removed, suffix };
    }
  }

  // A limit that the module takes as it is: 0 is one, and so is Infinity.
  function limitOf(name, value, standard) {
    if (value === undefined) return standard;
    if (typeof value !== 'number' || !(value >= 0)) throw new TypeError(name + ' is a number of 0 or more, not ' + value);
    return Math.min(Math.floor(value), 0xffffffff);
  }

  function numberOf(names, name) {
    const number = names.indexOf(name);
    if (number < 0) throw new TypeError(name + ' is none of ' + names.join(', '));
    return number;
  }

  // UTF-16 units of the last so many characters.
  function unitsOfLast(text, characters) {
    let at = text.length;
    for (; characters > 0; characters -= 1) {
      at -= 1;
      const unit = text.charCodeAt(at);
      if (unit >= 0xdc00 && unit <= 0xdfff) at -= 1;
    }
    return text.length - at;
  }

  // An ArrayBuffer, or any view into one. Both may be of another realm, as they are in the developer tools, where
  // instanceof knows neither.
  function bytesOf(chunk) {
    if (chunk instanceof Uint8Array) return chunk;
    if (ArrayBuffer.isView(chunk)) return new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    if (Object.prototype.toString.call(chunk) === '[object ArrayBuffer]') return new Uint8Array(chunk);
    throw new TypeError('a chunk is an ArrayBuffer or a view into one');
  }

  const units = new Uint16Array(UNITS);

  // By the Encoding Standard: U+FFFD for each maximal subpart of an ill-formed sequence. A BOM is text. `ascii` says
  // how many bytes are ASCII, from a place on and of so many: engines copy them faster than scripts do.
  function decodeUtf8(bytes, start, end, ascii) {
    if (ascii !== undefined && end - start <= UNITS && ascii(start, end - start) === end - start) {
      return String.fromCharCode.apply(null, bytes.subarray(start, end));
    }
    let text = '';
    let length = 0;
    let at = start;
    // Up to here there are no long stretches of ASCII.
    let searched = ascii === undefined ? end : start;
    while (at < end) {
      if (length > UNITS - 2) {
        text += String.fromCharCode.apply(null, units.subarray(0, length));
        length = 0;
      }
      let code = bytes[at];
      if (code < 0x80 && at >= searched) {
        const run = Math.min(ascii(at, end - at), UNITS - length);
        if (run >= LONG) {
          units.set(bytes.subarray(at, at + run), length);
          length += run;
          at += run;
          continue;
        }
        searched = at + run;
      }
      at += 1;
      if (code >= 0x80) {
        let more = code < 0xc2 || code > 0xf4 ? 0 : code < 0xe0 ? 1 : code < 0xf0 ? 2 : 3;
        let least = code === 0xe0 ? 0xa0 : code === 0xf0 ? 0x90 : 0x80;
        let most = code === 0xed ? 0x9f : code === 0xf4 ? 0x8f : 0xbf;
        code = more === 0 ? 0xfffd : code & (0x3f >> more);
        for (; more > 0; more -= 1) {
          if (at === end || bytes[at] < least || bytes[at] > most) {
            code = 0xfffd;
            break;
          }
          code = (code << 6) | (bytes[at] & 0x3f);
          at += 1;
          least = 0x80;
          most = 0xbf;
        }
      }
      if (code > 0xffff) {
        units[length] = 0xd7c0 + (code >> 10);
        length += 1;
        code = 0xdc00 + (code & 0x3ff);
      }
      units[length] = code;
      length += 1;
    }
    return text + String.fromCharCode.apply(null, units.subarray(0, length));
  }

  // By the Encoding Standard: U+FFFD for a lone surrogate.
  function encodeUtf8(text) {
    const bytes = [];
    for (let at = 0; at < text.length; at += 1) {
      let code = text.codePointAt(at);
      if (code > 0xffff) at += 1;
      else if (code >= 0xd800 && code <= 0xdfff) code = 0xfffd;
      if (code < 0x80) bytes.push(code);
      else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 0x3f));
      else if (code < 0x10000) bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 0x3f), 0x80 | (code & 0x3f));
      else
        bytes.push(
          0xf0 | (code >> 18),
          0x80 | ((code >> 12) & 0x3f),
          0x80 | ((code >> 6) & 0x3f),
          0x80 | (code & 0x3f)
        );
    }
    return new Uint8Array(bytes);
  }

export { load, bytesOf, decodeUtf8, encodeUtf8, FRAMINGS, MODES };
