// Types of typewriter.js.

import { Update } from './unchunk';

/**
 * Types a growing text out, the faster the more is waiting, and never shows part of what a reader takes for one
 * character (a grapheme cluster of UAX #29: 👨‍👩‍👧, 🇨🇳, 👍🏽). While the text grows, its last cluster waits, since what
 * comes may extend it.
 */
export class Typewriter {
  constructor(options: TypewriterOptions);
  /** Takes the updates of `onText`, every one, in order. */
  push(update: Update): void;
  /** Nothing follows: types the rest, and calls `onEnd` once all is shown. */
  finish(): void;
  /** Shows all there is at once. */
  flush(): void;
  /** Stops with what is shown. Nothing is called any more. */
  stop(): void;
}

export interface TypewriterOptions {
  /** Milliseconds between two strokes; 30 by default. */
  interval?: number;
  /** What each stroke changes in what is shown; for `setData`, see `Pieces`. */
  onType(update: Update): void;
  /** Called once: all is typed, and `finish()` said that nothing follows. */
  onEnd?(): void;
}

/**
 * A text as an array of short pieces, so that `setData` is given what has changed and not the whole text each time:
 * `<text wx:for="{{answer}}" wx:key="index">{{item}}</text>` inside one `<text>`.
 */
export class Pieces {
  /** Where in `data` the array is, `'answer'` say; a new piece begins after `size` UTF-16 units, 256 by default. */
  constructor(path: string, size?: number);
  /** What to give to `setData`: `{ 'answer[3]': '…' }`. */
  changes(update: Update): Record<string, string>;
  /** Begins a new text; to be given to `setData` as well. */
  clear(): Record<string, never[]>;
}
