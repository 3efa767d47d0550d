// Checked by the compiler, never run: what the types allow, and what they do not.
import { connect } from '../miniprogram/unchunk/event-source';
import { Pieces, Typewriter } from '../miniprogram/unchunk/typewriter';
import * as unchunk from '../miniprogram/unchunk/unchunk';

export async function use(chunk: ArrayBuffer): Promise<string> {
  const core = await unchunk.load('/unchunk/unchunk.wasm');
  const decoder = core.sse({ comments: true });
  let text = '';
  for (const item of decoder.feed(chunk)) {
    if (item.kind === 'event') text += item.data + item.lastEventId;
    else if (item.kind === 'comment' || item.kind === 'ignored') text += item.text;
    else text += item.name + item.offset.toFixed();
  }
  const { verdict } = decoder.finish();
  if (verdict.kind === 'truncated') text += verdict.tail;
  if (verdict.kind === 'foreign') text += verdict.head;
  for (const frame of core.json('lines').feed(new Uint8Array(chunk))) {
    if (frame.kind === 'frame') text += JSON.parse(frame.text);
  }
  const update = core.assembler('auto').push(text);
  // @ts-expect-error: null while it is open what the payloads are.
  text += update.suffix;
  // @ts-expect-error: no such framing.
  core.json('xml');
  // @ts-expect-error: a chunk is bytes.
  decoder.feed('data: 1');

  const controller = connect({
    url: 'https://example.com',
    method: 'POST',
    data: { question: '?' },
    mode: 'append',
    payload: (event) => JSON.parse(event.data).delta,
    onText: (answer, { removed, suffix }) => (text += answer + removed + suffix),
    onError: (error) => {
      if (error.kind === 'response') text += error.status + error.json.message;
      if (error.kind === 'lost' && error.retryIn !== null) text += error.retryIn;
    },
    onEnd: ({ reason }) => (text += reason),
  });
  controller.close();
  const pieces = new Pieces('answer');
  const setData = (changes: Record<string, string | string[]>) => (text += Object.keys(changes));
  const typewriter = new Typewriter({ onType: (typed) => setData(pieces.changes(typed)), onEnd: () => setData(pieces.clear()) });
  typewriter.push({ text: 'a', removed: 0, suffix: 'a' });
  typewriter.finish();
  const { lastEventId, reconnectionTime, ignored } = core.sse({ salvage: true }).state();
  text += lastEventId + (reconnectionTime === null ? ignored : reconnectionTime.toFixed());
  connect({
    url: async () => 'https://example.com',
    header: () => ({ Authorization: 'x' }),
    format: 'json',
    framing: 'lines',
    onEvent: (frame) => (text += frame.index.toFixed() + frame.text),
    done: (frame) => frame.text === 'null',
    transportIdle: null,
    onError: (error) => (text += error.kind === 'lost' ? error.tail + error.loss : error.kind),
  });
  connect({ url: '', format: 'text', onEvent: (piece) => (text += piece.text), onHide: 'pause', preset: 'feeds' });
  // @ts-expect-error: no such option.
  connect({ url: '', onMesage: () => {} });
  // @ts-expect-error: no such preset.
  connect({ url: '', preset: 'questions' });
  // @ts-expect-error: there is no stream without a URL.
  connect({});
  return text;
}
