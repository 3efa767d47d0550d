const { connect } = require('../../unchunk/event-source.js');

// A parcel's track: each event is a step in JSON, and one of the type "delivered" ends it.
Page({
  data: {
    steps: [],
    note: '',
  },

  onLoad() {
    let count = 0;
    this.track = connect({
      url: getApp().globalData.server + '/parcel?interval=1000',
      doneType: 'delivered',
      onEvent: ({ data }) => {
        this.setData({ [`steps[${count}]`]: JSON.parse(data), note: '' });
        count += 1;
      },
      onError: (error) => this.setData({ note: error.kind === 'lost' ? '连接中断，正在重连…' : '查询失败' }),
    });
  },

  onUnload() {
    this.track.close();
  },
});
