// The streams that the page can choose from, and the event types in each: an EventSource has to be told them.

const encoder = new TextEncoder();

function bytes(...parts) {
  return Buffer.concat(parts.map((part) => (typeof part === 'string' ? encoder.encode(part) : Uint8Array.from(part))));
}

const ANSWER =
  'Bytes arrive cut anywhere, whole frames leave. ' +
  '网络不管你的字从哪里断开：一个“你”是三个字节，一个 😀 是四个，👩‍💻 是十一个。 ' +
  'Nobody ever has to see half of one, at any chunk size. 你好，世界！';

/** One token at a time, as a model writes: a few Latin letters, or one or two Chinese ones. */
const TOKENS = ANSWER.match(/[ -~]{1,6}|\p{Extended_Pictographic}(\u200D\p{Extended_Pictographic})*|./gsu);

const answer = bytes(
  '\uFEFF: the model is thinking\n\n',
  ...TOKENS.map((token, i) => `id: ${i + 1}\nevent: delta\ndata: ${JSON.stringify({ delta: token })}\n\n`),
  `event: usage\ndata: ${JSON.stringify({ tokens: TOKENS.length })}\n\n`,
  'event: done\ndata: [DONE]\n\n',
);

const lineEnds = bytes(
  'data: ended by LF, \n\n',
  'data: by CR, \r\r',
  'data: by CRLF: \r\n\r\n',
  'data: a cut between CR and LF \r\ndata: is no blank line. \r\n\r',
  '\nid: 7\revent: note\ndata: Each of these lines \r\ndata: ends \rdata: in its own way. \n\r\n',
  ': a comment keeps the line open\r\n\r\n',
  'data: 多行\ndata: 数据\ndata\ndata: with an empty line \n\n',
);

const trouble = bytes(
  [0xef, 0xbb, 0xbf],
  'data: a BOM before the first field. \n\n',
  [0xef, 0xbb, 0xbf],
  'data: lost: a second BOM is part of the name\n\n',
  'data: not UTF-8: ',
  [0xff, 0x20, 0xe4, 0xbd, 0x20, 0xf0, 0x9f, 0x98],
  ' \n\n',
  'id: 1\ndata: an ID, \n\nid: 2\0\ndata: one with NUL is ignored, \n\nid\ndata: and one without a colon is empty. \n\n',
  'event: error\ndata: an event named “error”. \n\n',
  'event: open\ndata: and one named “open”. \n\n',
  'retry: +5\nData: no field\n data: nor this\ndata:  two spaces, one kept. \n\n',
  'event: empty\ndata\n\n',
  'event: never sent, for it has no data\n\n',
  'data: U+2028 \u2028is no line end, nor is \v VT. \n\n',
  'data: what the stream is cut off in',
);

export const streams = {
  answer: { title: 'An answer, token by token', types: ['delta', 'usage', 'done'], bytes: answer },
  'line-ends': { title: 'Every kind of line end', types: ['note'], bytes: lineEnds },
  trouble: { title: 'Everything that goes wrong', types: ['error', 'open', 'empty'], bytes: trouble },
};
