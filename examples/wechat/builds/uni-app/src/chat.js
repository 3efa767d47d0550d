import { connect } from '@/unchunk';

export function ask(server, question, listeners) {
  return connect({
    url: server + '/chat',
    method: 'POST',
    data: { question },
    // What is in src/static is copied as it is.
    wasm: '/static/unchunk.wasm',
    mode: 'append',
    payload: (event) => JSON.parse(event.data).delta,
    done: '[DONE]',
    ...listeners,
  });
}
