// From index.js, by esm.js.
// What the package has, in one place.

import { connect } from './event-source.mjs';
import { Typewriter, Pieces } from './typewriter.mjs';
import { load, bytesOf, decodeUtf8, encodeUtf8, FRAMINGS, MODES } from './unchunk.mjs';

export { connect, Typewriter, Pieces, load, bytesOf, decodeUtf8, encodeUtf8, FRAMINGS, MODES };
