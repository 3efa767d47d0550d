// The streams that are read, the same ones on every run: what benches/support/streams.rs makes, in part.

const ENGLISH = 'Bytes| arrive| cut| anywhere|,| whole| frames| leave|.|\\n\\n|A| decoder| that| never| waits| for'.split('|');
const CHINESE = '字节|可以|在|任何|位置|被|切断|，|完整|的|帧|离开|。|\\n\\n|解码器|从不|等待|回车|之后|的|那个|字节'.split('|');

/** About this many bytes of each stream. */
const SIZE = 1 << 18;

/** One chunk of a chat completion, as models send it: about 290 bytes. */
function delta(token, at) {
  const created = `17585${String(Math.floor(at / 40)).padStart(5, '0')}`;
  return (
    `{"id":"chatcmpl-C7wXqLr2ZbN4tVdYh0GmPf1sKeJuA","object":"chat.completion.chunk","created":${created},` +
    '"model":"gpt-4o-mini-2024-07-18","service_tier":"default","system_fingerprint":"fp_560af6e559","choices":[' +
    `{"index":0,"delta":{"content":"${token}"},"logprobs":null,"finish_reason":null}]}`
  );
}

function stream(name, dataOf, { fields = () => '', type = 'message', lineEnd = '\n', most = SIZE } = {}) {
  const events = [];
  const blocks = [];
  for (let at = 0, size = 0; size < most; at += 1) {
    const data = dataOf(at);
    const block = `${fields(at)}data: ${data.replaceAll('\n', '\ndata: ')}\n\n`.replaceAll('\n', lineEnd);
    size += Buffer.byteLength(block);
    blocks.push(block);
    events.push(data);
  }
  return { name, type, bytes: new Uint8Array(Buffer.from(blocks.join(''))), events };
}

export const streams = [
  stream('OpenAI-style', (at) => delta(ENGLISH[at % ENGLISH.length], at)),
  stream('Chinese', (at) => delta(CHINESE[at % CHINESE.length], at)),
  stream('tiny', () => 'x'),
  stream('with type and ID', (at) => JSON.stringify({ delta: ENGLISH[at % ENGLISH.length] }), {
    fields: (at) => `id: ${at}\nevent: delta\n`,
    type: 'delta',
  }),
];

/** Other shapes, which are compared and not timed. */
const most = SIZE / 16;
export const shapes = [
  stream('CRLF', () => 'x', { lineEnd: '\r\n', most }),
  stream('CR', () => 'x', { lineEnd: '\r', most }),
  stream('lines', (at) => 'x\n'.repeat(at % 20), { most }),
  stream('comments', () => 'x', { fields: () => ': ping\n\n', most }),
  stream('now and then Chinese', (at) => (at % 50 === 0 ? '字' : 'x'), { most }),
  stream('every length', (at) => (at % 2 === 0 ? '字' : 'x').repeat(at % 100), { most }),
  stream('large', (at) => (at % 2 === 0 ? '字😀' : 'x').repeat(9000), { most: SIZE }),
];

/** The stream, cut every `size` bytes. As from a socket, each chunk has a buffer of its own. */
export function cut(bytes, size) {
  const chunks = [];
  for (let at = 0; at < bytes.length; at += size) chunks.push(bytes.slice(at, at + size));
  return chunks;
}
