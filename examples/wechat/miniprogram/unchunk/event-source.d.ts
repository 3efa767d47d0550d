// Types of event-source.js.

import { Chunk, Core, Frame, Framing, Instantiator, Mode, ServerEvent, TextPiece, Update } from './unchunk';

/**
 * Opens a stream; it reconnects by itself. Any number may be open at a time, each with its own controller.
 *
 * It does not throw, and it does not end in silence: whatever goes wrong, a wrong option too, is reported to `onError`, and
 * the end to `onEnd`, once and last of all. Without `onError`, errors are written to the console.
 */
export function connect<Format extends keyof Items = 'sse'>(options: ConnectOptions<Format>): Controller;

/** What streams of each format are made of. */
export interface Items {
  sse: ServerEvent;
  json: Frame;
  text: TextPiece;
}

export interface Controller {
  /**
   * Aborts the request, if one is out, and ends the stream: `onEnd` is called with `'closed'`. Does nothing once it has
   * ended. May be called from any callback.
   */
  close(): void;
}

/**
 * Times are in milliseconds. An option that is undefined or null is as if it were not given, unless null means for
 * ever.
 */
export interface ConnectOptions<Format extends keyof Items = 'sse'> {
  // What is asked for.

  /**
   * A function is called for each request: for a new token, say. A promise is waited for; if it fails, so does the
   * request.
   */
  url: string | (() => string | Promise<string>);
  /** `'GET'` by default. */
  method?: string;
  data?: string | object | ArrayBuffer;
  header?: Record<string, string> | (() => Record<string, string> | Promise<Record<string, string>>);
  /** The platform's limit for the whole response; a day by default, since the idle deadlines find out what is dead. */
  timeout?: number;

  // What it runs on. All of it is found in WeChat, in other mini-programs and in browsers.

  /**
   * Sends a request as wx.request does: `uni.request`, `Taro.request`, or one's own around it. It must return the task.
   * Found by default: that of `wx`, `my`, `tt`, `qq`, `swan` or `ks`, else by `fetch`.
   */
  request?(options: any): any;
  /**
   * Where unchunk.wasm is in the package (`'/unchunk/unchunk.wasm'` by default), or its URL, its bytes, or a loaded
   * core.
   */
  wasm?: string | Chunk | Core | object;
  /**
   * What instantiates it, where it has another name than `WXWebAssembly`, `TTWebAssembly`, `MYWebAssembly`,
   * `WebAssembly`.
   */
  webAssembly?: Instantiator;

  // What the stream is.

  /** Server-Sent Events, by default; JSON, as `framing` says; or plain text. Only events have IDs to go on from. */
  format?: Format;
  /**
   * With `format: 'json'`: how the JSON texts are separated; `'concatenated'` by default.
   */
  framing?: Framing;
  /** Bytes of one event or JSON text; 8 MiB by default. A larger one is skipped and reported to `onError`. */
  maxEventBytes?: number;
  /**
   * Returns whether a response is the stream. By default 200 with `text/event-stream`, and for the other formats any
   * status of 200 to 299 but 204, whatever its type. Not called where the platform does not
   * report headers, as old versions do not.
   */
  accept?(status: number, header: Record<string, string>): boolean;
  /** The data of the event that ends the stream, `'[DONE]'` say, or a function that knows it; none by default. */
  done?: string | ((item: Items[Format]) => boolean);
  /** The type of such an event, `'message_stop'` say; none by default. */
  doneType?: string;

  // What is reported.

  /** Called for each connection, once its response has begun and is a stream. */
  onOpen?(response: { status: number; header: Record<string, string> }): void;
  /** Each event, or with another `format` each frame or piece of text. */
  onEvent?(item: Items[Format]): void;
  /** A comment, as servers send them to keep a line alive. */
  onHeartbeat?(comment: { text: string }): void;
  /**
   * The text so far, and what has changed in it since the last call: `removed` UTF-16 units were taken back from its
   * end, then `suffix` was added. Called at most every `throttle` milliseconds, and before `onEnd`.
   */
  onText?(text: string, update: Update): void;
  /** Another attempt follows in so many milliseconds; called after `onError`. */
  onRetry?(retry: { attempt: number; retryIn: number; lastEventId: string }): void;
  onError?(error: StreamError): void;
  /** Called once, last of all. */
  onEnd?(end: { reason: EndReason }): void;

  // The text.

  /** What the payloads are: deltas, by default, or the whole text so far, or one of the two, to be found out. */
  mode?: Mode;
  /** An item's part in the text, its data by default; undefined and null are none. */
  payload?(item: Items[Format]): string | null | undefined;
  /** Whether payloads are percent-encoded: `'%E4%BD%A0'`, cut anywhere. Off by default. */
  percentEncoded?: boolean;
  /** Milliseconds between two calls of `onText`; 60 by default, 0: one call for each payload. */
  throttle?: number;
  /** The text to begin with, which is shown already; '' by default. */
  text?: string;

  // Closed pages, programs in the background.

  /**
   * A key under which last event ID and text are kept in the platform's storage, so that the next stream with this
   * key goes on from there: `onText` is called with the text kept. Forgotten once the stream has ended for good. Use
   * another key for each answer.
   */
  resume?: string;
  /** Where to keep it, if not in the storage of the platform. Values are strings. */
  storage?: { get(key: string): any; set(key: string, value: string): void; remove(key: string): void };
  /**
   * What to do when the program goes to the background, where WeChat breaks requests off after 5 s and then stops
   * scripts. `'keep'`, by default: nothing; what is lost is asked for again once the program is shown. `'pause'`:
   * drops the connection, and goes on by last event ID when it is shown; a stream that could not is kept. `'close'`:
   * as `close()`.
   */
  onHide?: 'keep' | 'pause' | 'close';

  // When to reconnect: the rules and words of the crate's `session`.

  /**
   * `'answers'`: for an answer being generated, whose request is sent again only where the server cannot have begun.
   * `'feeds'`: for a feed without an end, reconnected whatever happens. By default: for a stream with an end that is
   * resumed by its last event ID; without one, only where nothing was delivered and it did not go silent.
   */
  preset?: 'answers' | 'feeds';
  /**
   * Reconnections in a row; 3 by default, without end for feeds. A connection that held begins the count from the
   * start.
   */
  attempts?: number;
  /** How long a connection that brought an event must last to have held; 5000 by default. */
  holdsAfter?: number;
  /**
   * The wait before the first attempt in a row; 2000 by default, until the server sends `retry`. It doubles with
   * each.
   */
  reconnectionTime?: number;
  /** The least that is waited where the server sets that time; 500 by default. */
  minDelay?: number;
  /** The cap on the growing wait; 30000 by default, 0: no growth. */
  maxDelay?: number;
  /** Whether that caps a time that the server has set as well, which the standard does not allow; off by default. */
  capsRetry?: boolean;
  /** Whether waits are longer by up to their half, by chance; on with a preset. */
  jitter?: boolean;
  /** How long the response may take to begin; as `transportIdle` by default. */
  firstByte?: number | null;
  /**
   * How long no byte may come, heartbeats included, before the connection counts as lost; 60000 by default, null: for
   * ever.
   */
  transportIdle?: number | null;
  /** How long no event may come; null, for ever, by default. */
  contentIdle?: number | null;
  /** Whether to reconnect also where nothing tells the server what has been seen; on for feeds. */
  replayWithoutId?: boolean;
  /**
   * The statuses that are worth another attempt; `Retry-After` is waited for. By default 429 and 503, and for a GET or
   * what goes on by ID also 408, 425, 500, 502 and 504.
   */
  retriedStatuses?: number[];
  /** The last event ID of an earlier stream. */
  lastEventId?: string;
}

export type StreamError =
  /**
   * A connection was lost; `retryIn` is null where it is not tried again. `status` is null if none has come. `tail` is
   * what had come of an unfinished event, `ignored` are lines that are no fields: an error sent in the middle of the stream, say;
   * `json` is that parsed, if it is JSON.
   */
  | {
      kind: 'lost';
      loss: Loss;
      message: string;
      status: number | null;
      tail: string;
      ignored: string;
      json: any;
      retryIn: number | null;
    }
  /** The stream has ended cleanly, but after its last event there were lines that are no fields. */
  | { kind: 'ignored'; ignored: string; json: any }
  /** The response is no stream: an error page. `json` is the body parsed, if it is JSON. */
  | { kind: 'response'; status: number; header: Record<string, string>; body: string; json: any }
  /** An event was skipped. */
  | { kind: 'decode'; name: string; offset: number }
  /** `payload` has thrown or returned no string, or the text has become too large. */
  | { kind: 'payload'; message: string; event: any }
  /** Nothing could be kept under `resume`. The stream goes on. */
  | { kind: 'storage'; message: string }
  /** What a developer has to mend, and what ended it at once: options, the request, the WebAssembly module. */
  | { kind: 'options' | 'request' | 'load' | 'internal'; message: string };

/**
 * What a connection was lost to. `'failed'`: as the platform says in `message`. `'complete'`: ended without its
 * sentinel.
 */
export type Loss = 'complete' | 'truncated' | 'foreign' | 'failed' | 'transport-idle' | 'content-idle' | 'status';

/**
 * `'complete'`: it ended as it should. `'done'`: its sentinel came. `'no-content'`: the server said 204. `'closed'`: by
 * `close()`. For the others see `onError`.
 */
export type EndReason =
  | 'complete'
  | 'done'
  | 'closed'
  | 'no-content'
  | 'lost'
  | 'response'
  | 'options'
  | 'request'
  | 'load'
  | 'internal';
