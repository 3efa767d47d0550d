// Grapheme clusters: what a reader takes for one character (UAX #29), found without Intl.Segmenter, which many phones
// lack. Between two clusters that are rare, it may see no boundary where the standard has one; never the other way round.
'use strict';

const ZERO_WIDTH_JOINER = 0x200d;

// Pairs of first and last code point. General categories M and Cf change with Unicode; these do not.
const PREPENDS = [
  [0x600, 0x605], [0x6dd, 0x6dd], [0x70f, 0x70f], [0x890, 0x891], [0x8e2, 0x8e2], [0xd4e, 0xd4e], [0x110bd, 0x110bd],
  [0x110cd, 0x110cd], [0x111c2, 0x111c3], [0x113d1, 0x113d1], [0x1193f, 0x1193f], [0x11941, 0x11941],
  [0x11a3a, 0x11a3a], [0x11a84, 0x11a89], [0x11d46, 0x11d46], [0x11f02, 0x11f02],
];
const LEADING_JAMO = [[0x1100, 0x115f], [0xa960, 0xa97c]];
const OTHER_JAMO = [[0x1160, 0x11ff], [0xd7b0, 0xd7fb], [0x16d63, 0x16d63], [0x16d67, 0x16d6a]];
const SYLLABLES = [[0xac00, 0xd7a3]];
// Viramas: the consonants on either side of one are drawn as one.
const LINKERS = [
  0x94d, 0x9cd, 0xa4d, 0xacd, 0xb4d, 0xbcd, 0xc4d, 0xccd, 0xd3b, 0xd3c, 0xd4d, 0xdca, 0x1039, 0x103a, 0x17d2, 0x1a60,
  0x1b44, 0x1bab, 0xa9c0, 0xaaf6, 0x10a3f, 0x11133, 0x113d0, 0x1193e, 0x11a47, 0x11a99, 0x11f42,
];
// What extends the character before it and is no mark by its general category.
const EXTENDERS = [
  [0x200c, 0x200d], [0xe33, 0xe33], [0xeb3, 0xeb3], [0xff9e, 0xff9f], [0x1f3fb, 0x1f3ff], [0xe0020, 0xe007f],
];
// Marks, where the engine knows no \p{M}: whole blocks of scripts that have some, so that a word may be one cluster.
const BLOCKS_WITH_MARKS = [
  [0x300, 0x36f], [0x483, 0x489], [0x591, 0x5c7], [0x610, 0x61a], [0x64b, 0x65f], [0x670, 0x670], [0x6d6, 0x6ed],
  [0x711, 0x8ff], [0x900, 0x109f], [0x135d, 0x135f], [0x1712, 0x1dff], [0x20d0, 0x20f0], [0x2cef, 0x2cf1],
  [0x2d7f, 0x2dff], [0x302a, 0x302f], [0x3099, 0x309a], [0xa66f, 0xa6f1], [0xa802, 0xabed], [0xfb1e, 0xfb1e],
  [0xfe00, 0xfe0f], [0xfe20, 0xfe2f], [0x101fd, 0x11fff], [0x13440, 0x16fff], [0x1bc9d, 0x1e94a], [0xe0100, 0xe01ef],
];

const mark = (function () {
  try {
    return new RegExp('^\\p{M}', 'u');
  } catch (error) {
    return null;
  }
})();

function isIn(ranges, code) {
  return ranges.some(([first, last]) => code >= first && code <= last);
}

function isMark(code) {
  if (code < 0x300) return false;
  return mark === null ? isIn(BLOCKS_WITH_MARKS, code) : mark.test(String.fromCodePoint(code));
}

function isExtender(code) {
  return code >= 0x300 && (isIn(EXTENDERS, code) || isMark(code));
}

function isRegional(code) {
  return code >= 0x1f1e6 && code <= 0x1f1ff;
}

function isHangul(code) {
  return isIn(LEADING_JAMO, code) || isIn(OTHER_JAMO, code) || isIn(SYLLABLES, code);
}

function isControl(code) {
  return code < 0x20 || (code >= 0x7f && code < 0xa0) || code === 0x2028 || code === 0x2029;
}

// The cluster that begins at a place of a growing text: where it ends, once that is known. Each character is looked at
// once, however often the text grows.
class Cluster {
  constructor(start) {
    this.at = start;
    this.previous = -1;
    // Whether the cluster, as far as it goes, ends with one regional indicator: half a flag.
    this.isHalfFlag = false;
    // Whether a virama came since the last character that is no mark.
    this.isLinked = false;
  }

  // Where it ends; -1 if the text may go on with it.
  end(text) {
    while (this.at < text.length) {
      const code = text.codePointAt(this.at);
      if (this.previous >= 0 && !this.joins(code)) return this.at;
      this.isHalfFlag = isRegional(code) && !this.isHalfFlag;
      if (LINKERS.indexOf(code) >= 0) this.isLinked = true;
      else if (!isExtender(code)) this.isLinked = false;
      this.previous = code;
      this.at += code > 0xffff ? 2 : 1;
    }
    return -1;
  }

  joins(code) {
    const previous = this.previous;
    if (isControl(previous) || isControl(code)) return previous === 0x0d && code === 0x0a;
    if (code < 0xa9) return isIn(PREPENDS, previous);
    if (isExtender(code) || previous === ZERO_WIDTH_JOINER || this.isLinked || isIn(PREPENDS, previous)) return true;
    if (isRegional(code)) return this.isHalfFlag;
    if (isIn(OTHER_JAMO, code)) return isHangul(previous);
    return isIn(LEADING_JAMO, previous) && isHangul(code);
  }
}

// Where the last cluster of text.slice(0, end) begins.
function lastClusterStart(text, end) {
  const head = text.slice(0, end);
  let start = 0;
  for (;;) {
    const next = new Cluster(start).end(head);
    if (next < 0) return start;
    start = next;
  }
}

module.exports = { Cluster, lastClusterStart };
