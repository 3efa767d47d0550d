const { connect } = require('../../unchunk/event-source.js');
const { Pieces, Typewriter } = require('../../unchunk/typewriter.js');

Page({
  data: {
    server: getApp().globalData.server,
    question: '流为什么会在任何地方被切断？',
    answer: [],
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
    getApp().globalData.server = event.detail.value;
  },

  setQuestion(event) {
    this.setData({ question: event.detail.value });
  },

  // A chat answer: deltas in JSON, put together and typed out. setData is given what is new, not all of the answer.
  ask() {
    this.stop();
    const pieces = new Pieces('answer');
    this.setData(Object.assign(pieces.clear(), { note: '', asking: true }));
    const typewriter = new Typewriter({
      onType: (update) => this.setData(pieces.changes(update)),
      onEnd: () => this.setData({ asking: false }),
    });
    this.typewriter = typewriter;
    this.answering = connect({
      url: this.data.server + '/chat',
      method: 'POST',
      data: { question: this.data.question },
      mode: 'append',
      payload: (event) => JSON.parse(event.data).delta,
      done: '[DONE]',
      onOpen: () => this.setData({ note: '' }),
      onText: (text, update) => typewriter.push(update),
      onError: (error) => this.setData({ note: describe(error) }),
      onEnd: () => {
        this.answering = null;
        typewriter.finish();
      },
    });
  },

  // Stops the answer; what has come of it is shown.
  stop() {
    if (this.answering) this.answering.close();
    if (this.typewriter) this.typewriter.flush();
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
      return error.retryIn === null ? '连接已中断' : '连接中断，正在重连…';
    case 'response':
      return (error.json && error.json.error && error.json.error.message) || '服务器返回 ' + error.status;
    default:
      return '出错了：' + (error.message || error.name);
  }
}
