const { connect } = require('../../unchunk/event-source.js');

// Milliseconds between two strokes of the typewriter.
const STROKE = 30;

Page({
  data: {
    server: 'http://127.0.0.1:8080',
    question: '流为什么会在任何地方断开？',
    answer: '',
    asking: false,
    note: '',
    quote: '',
    following: false,
    tickerNote: '',
  },

  onUnload() {
    this.stop();
    this.unfollow();
  },

  setServer(event) {
    this.setData({ server: event.detail.value });
  },

  setQuestion(event) {
    this.setData({ question: event.detail.value });
  },

  // A chat answer: deltas in JSON, put together and typed out.
  ask() {
    this.stop();
    this.text = '';
    this.typed = 0;
    this.setData({ answer: '', note: '', asking: true });
    this.answering = connect({
      url: this.data.server + '/chat',
      method: 'POST',
      data: { question: this.data.question },
      mode: 'append',
      payload: (event) => JSON.parse(event.data).delta,
      done: '[DONE]',
      onText: (text, update) => {
        this.text = text;
        this.typed = Math.min(this.typed, text.length - update.suffix.length);
        this.type();
      },
      onError: (error) => this.setData({ note: describe(error) }),
      onEnd: () => {
        this.answering = null;
        this.type();
      },
    });
  },

  // Stops the answer; what has come of it is shown.
  stop() {
    if (this.answering) this.answering.close();
    clearTimeout(this.typing);
    this.typing = null;
    this.setData({ answer: this.text || '', asking: false });
  },

  // Types a bit more, the faster the more is waiting, until all is shown.
  type() {
    if (this.typing) return;
    const waiting = this.text.length - this.typed;
    if (waiting === 0) {
      if (!this.answering) this.setData({ asking: false });
      return;
    }
    this.typed += Math.ceil(waiting / 10);
    // Not between the two halves of a character.
    const next = this.text.charCodeAt(this.typed);
    if (next >= 0xdc00 && next <= 0xdfff) this.typed += 1;
    this.setData({ answer: this.text.slice(0, this.typed) });
    this.typing = setTimeout(() => {
      this.typing = null;
      this.type();
    }, STROKE);
  },

  // A stock ticker: each event is the whole text, and the feed has no end.
  follow() {
    this.unfollow();
    this.setData({ following: true, tickerNote: '' });
    this.feed = connect({
      url: this.data.server + '/ticker?interval=1000',
      mode: 'replace',
      preset: 'feeds',
      onText: (text) => this.setData({ quote: text, tickerNote: '' }),
      onError: (error) => this.setData({ tickerNote: describe(error) }),
      onEnd: () => {
        this.feed = null;
        this.setData({ following: false });
      },
    });
  },

  unfollow() {
    if (this.feed) this.feed.close();
  },
});

function describe(error) {
  switch (error.kind) {
    case 'lost':
      return error.retryIn === null ? '连接已断开' : '连接断开，正在重连…';
    case 'response':
      return (error.json && error.json.error && error.json.error.message) || '服务器返回 ' + error.status;
    default:
      return '出错了：' + (error.message || error.name);
  }
}
