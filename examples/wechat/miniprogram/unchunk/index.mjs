// From index.js, by esm.js.
// What the package has, in one place.

import { connect } from './event-source.mjs';
import { load, decodeUtf8, encodeUtf8 } from './unchunk.mjs';

export { connect, load, decodeUtf8, encodeUtf8 };
