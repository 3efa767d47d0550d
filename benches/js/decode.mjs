// UTF-8 that chunks cut anywhere, decoded in plain JavaScript: what eventsource-parser needs in front of it where there
// is no TextDecoder. The characters are decoded by the module's own script, which knows no faster way.
import { createRequire } from 'node:module';

const { decodeUtf8 } = createRequire(import.meta.url)('../../examples/wechat/miniprogram/unchunk/unchunk.js');

/** A decoder with the `decode(chunk, { stream: true })` of a TextDecoder. */
export class PlainDecoder {
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
    return decodeUtf8(bytes, 0, end, (start, length) => asciiFrom(bytes, start, start + length));
  }
}

/** How many bytes are ASCII before the first that is not. */
function asciiFrom(bytes, start, end) {
  let at = start;
  while (at < end && bytes[at] < 0x80) at += 1;
  return at - start;
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
