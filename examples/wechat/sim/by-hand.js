// How it is written by hand, as one finds it in tutorials: each chunk taken for whole text, each line for whole JSON,
// errors swallowed. `Wx` of the simulation runs it beside the page.
'use strict';

function ask(wx, url, onText, onEnd) {
  let text = '';
  const task = wx.request({
    url,
    method: 'POST',
    enableChunked: true,
    success: () => onEnd('success'),
    fail: () => onEnd('fail'),
  });
  task.onChunkReceived((res) => {
    // There is no TextDecoder, so…
    let chunk = String.fromCharCode.apply(null, new Uint8Array(res.data));
    try {
      chunk = decodeURIComponent(escape(chunk));
    } catch (error) {
      // …a cut character leaves the bytes as they are.
    }
    for (const line of chunk.split('\n')) {
      if (!line.startsWith('data:')) continue;
      const data = line.replace('data:', '').trim();
      if (data === '[DONE]') {
        onEnd('done');
        return;
      }
      try {
        text += JSON.parse(data).delta;
        onText(text);
      } catch (error) {
        // Not whole, or not JSON: skipped.
      }
    }
  });
}

module.exports = { ask };
