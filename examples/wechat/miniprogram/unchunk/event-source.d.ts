// Types of event-source.js.

import { Mode, ServerEvent, Update } from './unchunk';

/** Opens a stream; it reconnects by itself. Any number may be open at a time, each with its own controller. */
export function connect(options: ConnectOptions): Controller;

export interface Controller {
  /** Aborts the request, if one is out; `onEnd` is told `'closed'`. Once it has ended, nothing. */
  close(): void;
}

/** Times are in milliseconds. */
export interface ConnectOptions {
  url: string;
  /** `'GET'` by default. */
  method?: string;
  data?: string | object | ArrayBuffer;
  header?: Record<string, string>;
  /** wx.request's limit for the whole answer; a day by default, since `idle` finds out what is dead. */
  timeout?: number;
  /** Where unchunk.wasm is in the package; `'/unchunk/unchunk.wasm'` by default. */
  wasm?: string;

  onEvent?(event: ServerEvent): void;
  /**
   * With `mode`: the text so far, and what has changed in it since the last call: `removed` UTF-16 units were taken back
   * from its end, then `suffix` was added. Called at most every `throttle` milliseconds, and before `onEnd`.
   */
  onText?(text: string, update: Update): void;
  /** Milliseconds between two calls of `onText`; 60 by default, 0: one call for each payload. */
  throttle?: number;
  onError?(error: StreamError): void;
  /** Called once, last of all. */
  onEnd?(end: { reason: EndReason }): void;

  /** What the payloads are: deltas, or the whole text so far. */
  mode?: Mode;
  /** An event's part in the text, its data by default; nothing of '' or undefined. */
  payload?(event: ServerEvent): string | undefined;

  /** The data of the event that ends the stream, `'[DONE]'` say; none by default. */
  done?: string;
  /** The type of such an event, `'message_stop'` say; none by default. */
  doneType?: string;
  /**
   * Whether this is a feed without an end: reconnects after a clean end too, and without a last event ID to go on
   * from. Off by default: a clean end ends it, and what was generated is not asked for anew.
   */
  follow?: boolean;

  /** Reconnections in a row; 3 by default. An event begins the count anew. */
  attempts?: number;
  /** The wait before each; 2000 by default, until the server sends `retry`. */
  reconnectionTime?: number;
  /** If longer than that, the wait doubles up to it. */
  maxDelay?: number;
  /** How long no byte may come, heartbeats included, before the connection counts as lost; 60000 by default, 0: ever. */
  idle?: number;
  /** How long no event may come; 0, for ever, by default. */
  contentIdle?: number;
  /** The last event ID of an earlier stream. */
  lastEventId?: string;
}

export type StreamError =
  /** A connection was lost; `retryIn` is null where it is not tried again. */
  | {
      kind: 'lost';
      loss: 'failed' | 'truncated' | 'complete' | 'idle';
      message: string;
      retryIn: number | null;
    }
  /** The answer is no event stream: an error page. `json` is the body parsed, if it is JSON. */
  | { kind: 'response'; status: number; header: Record<string, string>; body: string; json: any }
  /** An event was skipped. */
  | { kind: 'decode'; name: string; offset: number }
  /** `payload` has thrown, or the text has become too large. */
  | { kind: 'payload'; message: string; event: ServerEvent }
  /** The WebAssembly module was not loaded. */
  | { kind: 'load'; message: string };

/** `'done'`: the sentinel came. `'no-content'`: the server said 204. `'lost'`, `'response'`, `'load'`: see onError. */
export type EndReason = 'complete' | 'done' | 'closed' | 'no-content' | 'lost' | 'response' | 'load';
