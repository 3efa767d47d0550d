// Types of unchunk.js: a CommonJS module, or as a script the global `unchunk`.

export as namespace unchunk;

/**
 * Loads the WebAssembly module: through `WXWebAssembly` from a path in the mini-program's package
 * (`'/unchunk/unchunk.wasm'`, or `.wasm.br`), else through `WebAssembly` from bytes or a `WebAssembly.Module`.
 */
export function load(source: string | Chunk | object): Promise<Core>;

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
 * Its memory grows to what the largest events need at once, and is used again, but WebAssembly cannot give it back to the
 * system: for that, let go of the `Core` and load another.
 */
export interface Core {
  /** Server-Sent Events: `text/event-stream`. */
  sse(options?: SseOptions): Decoder<ServerEvent | Comment | Ignored>;
  /** JSON texts, framed as told: `'concatenated'` by default. */
  json(framing?: Framing, options?: JsonOptions): Decoder<Frame>;
  /** Plain text: UTF-8 that chunks cut inside characters. */
  text(options?: TextOptions): Decoder<TextPiece>;
  /** The session of an event source, which says when to open and close requests. event-source.js drives one. */
  source(options?: SourceOptions): Source;
  /** One growing text out of payloads. */
  assembler(mode: Mode): Assembler;
}

export interface SseOptions {
  /** Bytes of one event; 8 MiB by default. */
  maxEventBytes?: number;
  /** Whether comments, heartbeats among them, are items. */
  comments?: boolean;
  /** Whether lines that the standard ignores are items: those whose name no field has, a bare `{"error":…}` say. */
  ignored?: boolean;
  /** The last event ID of an earlier connection. */
  lastEventId?: string;
}

/** Concatenated; NDJSON; the elements of one array; RFC 7464; messages with `Content-Length`. */
export type Framing = 'concatenated' | 'lines' | 'array' | 'text-sequence' | 'content-length';

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

/** Times are in milliseconds. */
export interface SourceOptions {
  /** Reconnections in a row; 3 by default. */
  attempts?: number;
  /** Until a `retry` field sets another; 2000 by default. */
  reconnectionTime?: number;
  /** The cap on the growing wait; 30000 by default, 0: no growth. */
  maxDelay?: number;
  /** How long no byte may come; 60000 by default, 0: for ever. */
  transportIdle?: number;
  /** How long no event may come; 0, for ever, by default. */
  contentIdle?: number;
  /** Whether to reconnect also after events without an ID to go on from. */
  replayWithoutId?: boolean;
  lastEventId?: string;
  /** The data, or the type, of the event that ends the stream for good. */
  doneData?: string;
  doneType?: string;
}

/** `now` is in milliseconds since any moment, the same one for each call. */
export interface Source {
  poll(now: number): Action;
  opened(now: number, status: number, contentType: string): void;
  /** Takes a chunk without copying it: it must not change before `next` has returned null. */
  feed(chunk: Chunk): void;
  /** The next event of the chunks, or an error about one that was skipped; null once they are used up. */
  next(now: number): ServerEvent | DecodeError | null;
  ended(now: number): Verdict;
  failed(now: number): void;
  abort(): void;
  free(): void;
}

export type Action =
  | { todo: 'open'; lastEventId: string; attempt: number }
  | { todo: 'receive'; until: number }
  | { todo: 'wait'; until: number }
  | { todo: 'close' }
  | { todo: 'end'; reason: Reason; loss: Loss | ''; status: number };

export type Reason =
  | 'done'
  | 'aborted'
  | 'no-content'
  | 'status'
  | 'content-type'
  | 'replay-refused'
  | 'attempts-exhausted';

export type Loss = 'complete' | 'truncated' | 'foreign' | 'failed' | 'transport-idle' | 'content-idle' | 'status';

/** Deltas; the whole text so far each time; one of the two, to be found out on evidence. */
export type Mode = 'append' | 'replace' | 'auto';

export interface Assembler {
  /** The text as last told. */
  readonly text: string;
  /** What the payload changes; null while it is open what the payloads are (`'auto'`). */
  push(payload: string): Update | null;
  /** Decides what the payloads are. */
  resolve(mode: Mode): Update | null;
  free(): void;
}

/** Take `removed` UTF-16 units back from the end of what was shown, type `suffix` after it, and `text` is shown. */
export interface Update {
  text: string;
  removed: number;
  suffix: string;
}
