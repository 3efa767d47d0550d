// Reads streams off the page's thread, where painting would hold chunks up until they arrive together. Posts what each
// chunk completed, and at last how it ended: the status, the verdict, and the fault that ended it early, if one did.
importScripts('unchunk.js');

onmessage = async ({ data: url }) => {
  let decoder = null;
  let status = null;
  let fault = null;
  try {
    const core = await unchunk.load(await (await fetch('unchunk.wasm')).arrayBuffer());
    decoder = core.sse();
    const response = await fetch(url);
    status = response.status;
    const reader = response.body.getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      postMessage({ chunk: value, events: decoder.feed(value) });
    }
  } catch ({ message }) {
    fault = message;
  }
  postMessage({ end: { status, fault, verdict: decoder === null ? null : decoder.finish().verdict } });
};
