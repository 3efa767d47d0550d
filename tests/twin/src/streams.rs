//! Streams: every one of a small world, and drawn ones.

/// All sequences of up to `longest` symbols behind `start`.
pub struct World {
    pub start: &'static [u8],
    pub alphabet: &'static [&'static [u8]],
    pub longest: usize,
}

pub const WORLDS: [World; 7] = [
    World {
        start: b"",
        alphabet: &[b"\r", b"\n", b":", b" ", b"x", b"data", b"event", b"id"],
        longest: 6,
    },
    World {
        start: b"",
        alphabet: &[b"\xEF", b"\xBB", b"\xBF", b"\n", b":", b"data"],
        longest: 7,
    },
    World {
        start: b"",
        alphabet: &[b"id", b"retry", b"data", b":", b"\0", b"7", b"\n"],
        longest: 6,
    },
    World {
        start: b"data:",
        alphabet: &[b"\xE2", b"\x80", b"\xA8", b"\xF0", b"\r", b"\n", b"data:"],
        longest: 6,
    },
    World {
        start: b"data:a\n",
        alphabet: &[
            b"data:b\n",
            b"data\r\n",
            b"id:1\n",
            b"event:t\r",
            b":c\n",
            b"\n",
        ],
        longest: 6,
    },
    World {
        start: b"",
        alphabet: &[
            b"data:1\r",
            b"id:2\n",
            b"event:3",
            b"retry:4\n",
            b"{}\n",
            b":\n",
            b"\n",
        ],
        longest: 6,
    },
    World {
        start: b":\n\n",
        alphabet: &[
            b"data: a",
            b"\r",
            b"\n",
            b"\r\n",
            b"event: t\n",
            b"id: 1\0",
            b"retry: 5",
        ],
        longest: 6,
    },
];

impl World {
    pub fn for_each(&self, mut check: impl FnMut(&[u8])) {
        let mut stream = self.start.to_vec();
        self.extend(&mut stream, self.longest, &mut check);
    }

    fn extend(&self, stream: &mut Vec<u8>, more: usize, check: &mut impl FnMut(&[u8])) {
        check(stream);
        if more > 0 {
            let len = stream.len();
            for symbol in self.alphabet {
                stream.extend_from_slice(symbol);
                self.extend(stream, more - 1, check);
                stream.truncate(len);
            }
        }
    }
}

/// Numbers that look drawn and are the same in every run.
pub struct Draw(pub u64);

impl Draw {
    /// Below `limit`.
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % limit
    }

    fn one_of(&mut self, values: &[&'static [u8]]) -> &'static [u8] {
        values[self.below(values.len())]
    }

    /// Mostly lines of fields; one in eight is anything.
    pub fn stream(&mut self, most_lines: usize) -> Vec<u8> {
        let mut stream = self
            .one_of(&[b"", b"", b"", b":\n\n", b"\xEF\xBB\xBF", b"\xEF\xBB"])
            .to_vec();
        for _ in 0..self.below(most_lines + 1) {
            match self.below(8) {
                0 => self.junk(&mut stream),
                1 | 2 => {}
                _ => self.field(&mut stream),
            }
            stream.extend_from_slice(self.one_of(&[b"\n", b"\n", b"\r", b"\r\n"]));
        }
        let cut = self.below(4) * self.below(6);
        stream.truncate(stream.len().saturating_sub(cut));
        stream
    }

    fn field(&mut self, stream: &mut Vec<u8>) {
        stream.extend_from_slice(self.one_of(&[
            b"data",
            b"data",
            b"data",
            b"event",
            b"id",
            b"retry",
            b"",
            b"meta",
            b"dat",
            b"{\"error\"",
        ]));
        stream.extend_from_slice(self.one_of(&[b": ", b": ", b":", b"", b" :"]));
        for _ in 0..self.below(4) {
            let value = self.one_of(&[
                b"x",
                b"7",
                b" ",
                b":",
                b"\0",
                "你".as_bytes(),
                b"\xE4\xBD",
                b"\xFF",
                b"long text of some bytes",
                b"data",
                b"18446744073709551615",
            ]);
            stream.extend_from_slice(value);
        }
    }

    fn junk(&mut self, stream: &mut Vec<u8>) {
        for _ in 0..self.below(12) {
            let byte = if self.below(2) == 0 {
                b"\r\n: \0datevniry7"[self.below(15)]
            } else {
                self.below(256) as u8
            };
            stream.push(byte);
        }
    }

    /// Up to three cuts of a stream.
    pub fn cut<'s>(&mut self, stream: &'s [u8]) -> Vec<&'s [u8]> {
        let mut cuts: Vec<usize> = (0..self.below(4))
            .map(|_| self.below(stream.len() + 1))
            .collect();
        cuts.push(stream.len());
        cuts.sort_unstable();
        let mut start = 0;
        let chunks = cuts
            .into_iter()
            .map(|end| &stream[std::mem::replace(&mut start, end)..end]);
        chunks.collect()
    }
}
