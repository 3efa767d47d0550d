const { connect } = require('../../unchunk/event-source.js');

// A device's status: the first event has all of it in JSON, the others what has changed. The feed has no end.
Page({
  data: {
    status: {},
    note: '',
  },

  onLoad() {
    this.feed = connect({
      url: getApp().globalData.server + '/device?interval=1000',
      preset: 'feeds',
      onEvent: ({ data }) => {
        const changes = { note: '' };
        for (const [name, value] of Object.entries(JSON.parse(data))) changes[`status.${name}`] = value;
        this.setData(changes);
      },
      onError: (error) => this.setData({ note: error.kind === 'lost' ? '连接中断，正在重连…' : '读取失败' }),
    });
  },

  onUnload() {
    this.feed.close();
  },
});
