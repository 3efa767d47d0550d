// What the package has, in one place.
'use strict';

const { connect } = require('./event-source.js');
const { Typewriter, Pieces } = require('./typewriter.js');
const { load, bytesOf, decodeUtf8, encodeUtf8, FRAMINGS, MODES } = require('./unchunk.js');

module.exports = { connect, Typewriter, Pieces, load, bytesOf, decodeUtf8, encodeUtf8, FRAMINGS, MODES };
