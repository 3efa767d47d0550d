// Bytes arrive cut anywhere, whole frames leave: the Rust crate unchunk as WebAssembly, for WeChat mini-programs,
// browsers and node. ES2018 without dependencies; of the platform it needs WXWebAssembly or WebAssembly alone.
(function (root, factory) {
  if (typeof module === 'object' && module.exports) module.exports = factory();
  else root.unchunk = factory();
})(this, function () {
  'use strict';

  // Where a handle's record has what (src/record.rs).
  const SPANS = [0, 8, 16];
  const REST = 24;
  const NUMBERS = [32, 40, 48];
  const REST_OFFSET = 56;
  const VERDICT = 64;

  const FRAMINGS = ['values', 'lines', 'array', 'sequence', 'content-length'];
  const MODES = ['append', 'replace', 'auto'];

  // Loads the module: from a path in the mini-program's package, else from bytes or a WebAssembly.Module.
  function load(source) {
    return Promise.resolve()
      .then(function () {
        if (typeof source !== 'string') return WebAssembly.instantiate(source, {});
        if (typeof WXWebAssembly !== 'undefined') return WXWebAssembly.instantiate(source, {});
        throw new Error('no WXWebAssembly here: load() needs the bytes, not a path');
      })
      .then(function (result) {
        return new Core((result.instance || result).exports);
      });
  }

  // The loaded module: its memory, and what is made of it.
  class Core {
    constructor(exports) {
      this.exports = exports;
      this.bytes = null;
      this.view = null;
    }

    sse(options) {
      const o = Object.assign({ maxEventBytes: 0, strict: false, comments: false, lastEventId: '' }, options);
      const id = this.giveText(o.lastEventId);
      return new Decoder(
        this,
        this.exports.unchunk_sse(o.maxEventBytes, Number(o.strict), Number(o.comments), id.pointer, id.length)
      );
    }

    json(framing, options) {
      const o = Object.assign({ maxFrameBytes: 0, maxDepth: 0, validate: false }, options);
      const number = numberOf(FRAMINGS, framing === undefined ? 'values' : framing);
      return new Decoder(
        this,
        this.exports.unchunk_json(number, o.maxFrameBytes, o.maxDepth, Number(o.validate))
      );
    }

    text(options) {
      const o = Object.assign({ strict: false }, options);
      return new Decoder(this, this.exports.unchunk_text(Number(o.strict)));
    }

    source(options) {
      return new Source(this, options);
    }

    assembler(mode) {
      return new Assembler(this, mode);
    }

    // Growing detaches the memory's buffer, so views are made anew.
    refresh() {
      const buffer = this.exports.memory.buffer;
      if (this.bytes === null || this.bytes.buffer !== buffer) {
        this.bytes = new Uint8Array(buffer);
        this.view = new DataView(buffer);
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

    number(address) {
      this.refresh();
      return this.view.getFloat64(address, true);
    }

    span(address) {
      this.refresh();
      const start = this.view.getUint32(address, true);
      return decodeUtf8(this.bytes, start, start + this.view.getUint32(address + 4, true));
    }

    item(kind, record) {
      switch (kind) {
        case 1:
          return {
            kind: 'event',
            type: this.span(record + SPANS[0]),
            data: this.span(record + SPANS[1]),
            lastEventId: this.span(record + SPANS[2]),
            start: this.number(record + NUMBERS[0]),
            end: this.number(record + NUMBERS[1]),
          };
        case 2:
          return {
            kind: 'comment',
            text: this.span(record + SPANS[0]),
            start: this.number(record + NUMBERS[0]),
            end: this.number(record + NUMBERS[1]),
          };
        case 3:
          return {
            kind: 'frame',
            text: this.span(record + SPANS[0]),
            start: this.number(record + NUMBERS[0]),
            end: this.number(record + NUMBERS[1]),
            index: this.number(record + NUMBERS[2]),
          };
        case 4:
          return { kind: 'text', text: this.span(record + SPANS[0]) };
        case 5:
          return {
            kind: 'error',
            name: this.span(record + SPANS[0]),
            offset: this.number(record + NUMBERS[0]),
          };
        default:
          return null;
      }
    }

    verdict(record) {
      this.refresh();
      switch (this.view.getUint32(record + VERDICT, true)) {
        case 0:
          return { kind: 'complete' };
        case 1:
          return { kind: 'truncated', tail: this.span(record + REST), offset: this.number(record + REST_OFFSET) };
        default:
          return { kind: 'foreign', head: this.span(record + REST) };
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

    // The address, which is the record's as well.
    get address() {
      if (this.handle === 0) throw new Error('used after free() or finish()');
      return this.handle;
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
      const given = this.core.give(bytesOf(chunk));
      this.core.exports.unchunk_feed(address, given.pointer, given.length);
      const items = [];
      for (;;) {
        const item = this.core.item(this.core.exports.unchunk_next(address), address);
        if (item === null) return items;
        items.push(item);
      }
    }

    // The items that only the end completes, and the verdict. Frees the decoder.
    finish() {
      const address = this.address;
      const items = [];
      for (;;) {
        const item = this.core.item(this.core.exports.unchunk_finish(address), address);
        if (item !== null) items.push(item);
        if (item === null || item.kind !== 'error') break;
      }
      const verdict = this.core.verdict(address);
      this.free();
      return { items, verdict };
    }
  }

  // The session of an event source. Times are in milliseconds since any moment.
  class Source extends Handle {
    constructor(core, options) {
      const o = Object.assign(
        {
          attempts: 3,
          reconnectionTime: 2000,
          maxDelay: 30000,
          transportIdle: 60000,
          contentIdle: 0,
          replayWithoutId: false,
          lastEventId: '',
          doneData: '',
          doneType: '',
        },
        options
      );
      const id = core.giveText(o.lastEventId);
      const data = core.giveText(o.doneData);
      const type = core.giveText(o.doneType);
      super(
        core,
        core.exports.unchunk_source(
          o.attempts,
          o.reconnectionTime,
          o.maxDelay,
          o.transportIdle,
          o.contentIdle,
          Number(o.replayWithoutId),
          id.pointer,
          id.length,
          data.pointer,
          data.length,
          type.pointer,
          type.length
        ),
        core.exports.unchunk_source_free
      );
    }

    poll(now) {
      const record = this.address;
      const core = this.core;
      switch (core.exports.unchunk_source_poll(record, now)) {
        case 1:
          return { todo: 'open', lastEventId: core.span(record + SPANS[0]), attempt: core.number(record + NUMBERS[0]) };
        case 2:
          return { todo: 'receive', until: core.number(record + NUMBERS[0]) };
        case 3:
          return { todo: 'wait', until: core.number(record + NUMBERS[0]) };
        case 4:
          return { todo: 'close' };
        default:
          return {
            todo: 'end',
            reason: core.span(record + SPANS[0]),
            loss: core.span(record + SPANS[1]),
            status: core.number(record + NUMBERS[0]),
          };
      }
    }

    opened(now, status, contentType) {
      const given = this.core.giveText(contentType);
      this.core.exports.unchunk_source_opened(this.address, now, status, given.pointer, given.length);
    }

    feed(chunk) {
      const given = this.core.give(bytesOf(chunk));
      this.core.exports.unchunk_source_feed(this.address, given.pointer, given.length);
    }

    // The next event of the chunk, or an error about one that was skipped; null once the chunk is used up.
    next(now) {
      return this.core.item(this.core.exports.unchunk_source_next(this.address, now), this.address);
    }

    ended(now) {
      this.core.exports.unchunk_source_ended(this.address, now);
      return this.core.verdict(this.address);
    }

    failed(now) {
      this.core.exports.unchunk_source_failed(this.address, now);
    }

    abort() {
      this.core.exports.unchunk_source_abort(this.address);
    }
  }

  // One growing text out of payloads that append or replace.
  class Assembler extends Handle {
    constructor(core, mode) {
      super(core, core.exports.unchunk_assembler(numberOf(MODES, mode)), core.exports.unchunk_assembler_free);
      this.text = '';
    }

    push(payload) {
      const given = this.core.giveText(payload);
      return this.update(this.core.exports.unchunk_assembler_push(this.address, given.pointer, given.length));
    }

    resolve(mode) {
      return this.update(this.core.exports.unchunk_assembler_resolve(this.address, numberOf(MODES, mode)));
    }

    update(status) {
      if (status === 1) throw new RangeError('text larger than the limit');
      if (status === 2) return null;
      const removed = unitsOfLast(this.text, this.core.number(this.address + NUMBERS[0]));
      const suffix = this.core.span(this.address + SPANS[0]);
      this.text = this.text.slice(0, this.text.length - removed) + suffix;
      return { text: this.text, removed, suffix };
    }
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
    if (ArrayBuffer.isView(chunk)) return new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    if (Object.prototype.toString.call(chunk) === '[object ArrayBuffer]') return new Uint8Array(chunk);
    throw new TypeError('a chunk is an ArrayBuffer or a view into one');
  }

  // By the Encoding Standard: U+FFFD for each maximal subpart of an ill-formed sequence. A BOM is text.
  function decodeUtf8(bytes, start, end) {
    let text = '';
    let units = [];
    let at = start;
    while (at < end) {
      let code = bytes[at];
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
      if (code > 0xffff) units.push(0xd7c0 + (code >> 10), 0xdc00 + (code & 0x3ff));
      else units.push(code);
      if (units.length >= 4096) {
        text += String.fromCharCode.apply(null, units);
        units = [];
      }
    }
    return text + String.fromCharCode.apply(null, units);
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

  return { load, decodeUtf8, encodeUtf8 };
});
