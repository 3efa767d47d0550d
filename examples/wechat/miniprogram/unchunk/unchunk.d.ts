// Types of unchunk.js: a CommonJS module, or as a script the global `unchunk`.

export as namespace unchunk;

/**
 * Loads the WebAssembly module: from a path in the mini-program's package (`'/unchunk/unchunk.wasm'`, or `.wasm.br`)
 * through what the platform has for that (`WXWebAssembly`, `TTWebAssembly`, `MYWebAssembly`); on a web page from a URL;
 * else from bytes or a `WebAssembly.Module`. `webAssembly` is what to use instead: anything with `instantiate()`.
 */
export function load(source: string | Chunk | object, options?: { webAssembly?: Instantiator }): Promise<Core>;

export interface Instantiator {
  instantiate(source: any, imports: object): Promise<any>;
}

/** The bytes of a chunk, not copied. */
export function bytesOf(chunk: Chunk): Uint8Array;

/**
 * Decodes UTF-8 by the Encoding Standard, from the byte at `start` to the one before `end`. A BOM is text. `ascii` says
 * how many bytes are ASCII from a place on, of at most `length`: with it, long runs are copied by the engine.
 */
export function decodeUtf8(
  bytes: Uint8Array,
  start: number,
  end: number,
  ascii?: (start: number, length: number) => number
): string;

/** Encodes UTF-8 by the Encoding Standard. */
export function encodeUtf8(text: string): Uint8Array;

/** Bytes cut anywhere: an `ArrayBuffer` or any view into one, of this realm or another. */
export type Chunk = ArrayBuffer | ArrayBufferView;

/**
 * The loaded module. Decoders are independent of each other; make as many as there are streams.
 *
 * Its memory grows to what the largest events need at once, and is used again, but WebAssembly cannot give it back to
 * the system: for that, let go of the `Core` and load another.
 */
export interface Core {
  /** Server-Sent Events: `text/event-stream`. */
  sse(options?: SseOptions): EventDecoder;
  /** JSON texts; `framing` says how they are separated, `'concatenated'` by default. */
  json(framing?: Framing, options?: JsonOptions): Decoder<Frame>;
  /** Plain text: UTF-8 that chunks cut inside characters. */
  text(options?: TextOptions): Decoder<TextPiece>;
  /** One growing text out of payloads. */
  assembler(mode: Mode, options?: AssemblerOptions): Assembler;
}

export interface SseOptions {
  /** Bytes of one event; 8 MiB by default. */
  maxEventBytes?: number;
  /** Whether comments, heartbeats among them, are items. */
  comments?: boolean;
  /** Whether the event that the end of the stream cuts is the last item of `finish()`, which the standard discards. */
  salvage?: boolean;
  /** Whether lines that the standard ignores are items: those whose name no field has, a bare `{"error":…}` say. */
  ignored?: boolean;
  /** The last event ID of an earlier connection. */
  lastEventId?: string;
}

/** Concatenated; NDJSON; the elements of one array; RFC 7464; messages with `Content-Length`. */
export type Framing = 'concatenated' | 'lines' | 'array' | 'text-sequence' | 'content-length';

/** All of them. */
export const FRAMINGS: ReadonlyArray<Framing>;

export interface JsonOptions {
  /** Bytes of one text; 8 MiB by default. */
  maxFrameBytes?: number;
  /** Open brackets in one text; 512 by default. */
  maxDepth?: number;
  /** Whether texts are checked against all of RFC 8259, before `JSON.parse` does. */
  validate?: boolean;
}

export interface TextOptions {
  /** Whether ill-formed UTF-8 is an error instead of U+FFFD. */
  strict?: boolean;
}

export interface Decoder<Item> {
  /** The items that this chunk completes, in order, with errors where something was skipped. */
  feed(chunk: Chunk): Array<Item | DecodeError>;
  /** The items that only the end completes, and the verdict on how the stream ended. Frees the decoder. */
  finish(): { items: Array<Item | DecodeError>; verdict: Verdict };
  /** Frees a decoder that is not to be finished. */
  free(): void;
}

export interface EventDecoder extends Decoder<ServerEvent | Comment | Ignored> {
  /** What the next connection to the same stream goes by, and what this one has ignored; before `finish()`. */
  state(): EventStreamState;
}

export interface EventStreamState {
  /** To be sent as `Last-Event-ID`; '' if there is none. */
  lastEventId: string;
  /** Milliseconds, as the last `retry` field had it; null if none has come. */
  reconnectionTime: number | null;
  /** The lines since the last event whose name no field has: a bare `{"error":…}`, say. At most 1 KiB. */
  ignored: string;
}

/** `start` and `end` are byte offsets in the stream, here and below. */
export interface ServerEvent {
  kind: 'event';
  type: string;
  data: string;
  lastEventId: string;
  start: number;
  end: number;
}

export interface Comment {
  kind: 'comment';
  text: string;
  start: number;
  end: number;
}

export interface Ignored {
  kind: 'ignored';
  text: string;
  start: number;
  end: number;
}

/** One whole JSON text, for `JSON.parse`. */
export interface Frame {
  kind: 'frame';
  text: string;
  start: number;
  end: number;
  /** How many frames came before it. */
  index: number;
}

export interface TextPiece {
  kind: 'text';
  text: string;
}

/** What is wrong, as in `ErrorKind::as_str` of the crate, and at which byte. Decoding goes on behind it. */
export interface DecodeError {
  kind: 'error';
  name: string;
  offset: number;
}

export type Verdict =
  | { kind: 'complete' }
  /** Cut off: what is held of the unfinished frame (of an event its data so far), and where it began. */
  | { kind: 'truncated'; tail: string; offset: number }
  /** Never of this format: the head of the body, an error page say. */
  | { kind: 'foreign'; head: string };

/** Deltas; the whole text so far each time; one of the two, to be found out on evidence. */
export type Mode = 'append' | 'replace' | 'auto';

/** All of them. */
export const MODES: ReadonlyArray<Mode>;

export interface AssemblerOptions {
  /**
   * Whether payloads are percent-encoded UTF-8, as servers send that work around tools: `'%E4%BD%A0'`, cut anywhere.
   */
  percentEncoded?: boolean;
}

export interface Assembler {
  /** The text as last told. */
  readonly text: string;
  /** What the payload changes; null while it is open what the payloads are (`'auto'`). */
  push(payload: string): Update | null;
  /** Decides what the payloads are. */
  resolve(mode: Mode): Update | null;
  /** Ends the text: what was held back of a cut character or escape is text. Null while it is open what it is. */
  finish(): Update | null;
  free(): void;
}

/** Take `removed` UTF-16 units back from the end of what was shown, type `suffix` after it, and `text` is shown. */
export interface Update {
  text: string;
  removed: number;
  suffix: string;
}
