// UTF-8 that chunks cut anywhere, decoded in plain JavaScript: what eventsource-parser needs in front of it where there
// is no TextDecoder. As fast as could be made: no array of numbers, no text character by character.

/** A decoder with the `decode(chunk, { stream: true })` of a TextDecoder. */
export class PlainDecoder {
  #units = new Uint16Array(4096);
  /** Bytes of a character that the last chunk cut. */
  #held = new Uint8Array(0);

  decode(chunk) {
    let bytes = chunk;
    if (this.#held.length > 0) {
      bytes = new Uint8Array(this.#held.length + chunk.length);
      bytes.set(this.#held);
      bytes.set(chunk, this.#held.length);
    }
    const end = bytes.length - cutCharacter(bytes);
    this.#held = bytes.slice(end);
    let text = '';
    for (let at = 0; at < end; ) {
      const start = at;
      const most = Math.min(end, at + 4096);
      while (at < most && bytes[at] < 0x80) at += 1;
      // All of it ASCII, or a stretch for which a call pays.
      if (at === most || at - start > 64) text += String.fromCharCode.apply(null, bytes.subarray(start, at));
      else at = start;
      if (at < most) [text, at] = this.#others(bytes, at, end, text);
    }
    return text;
  }

  /** Decodes up to where a long stretch of ASCII may begin. */
  #others(bytes, start, end, text) {
    const units = this.#units;
    let at = start;
    let length = 0;
    let ascii = 0;
    while (at < end && length < 4094 && ascii < 128) {
      let code = bytes[at];
      at += 1;
      ascii = code < 0x80 ? ascii + 1 : 0;
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
        units[length++] = 0xd7c0 + (code >> 10);
        code = 0xdc00 + (code & 0x3ff);
      }
      units[length++] = code;
    }
    return [text + String.fromCharCode.apply(null, units.subarray(0, length)), at];
  }
}

/** How many bytes at the end are a character that is not complete yet. */
function cutCharacter(bytes) {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back];
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return back < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? back : 0;
  }
  return 0;
}
