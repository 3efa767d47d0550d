// Reads streams off the page's thread, where painting would hold chunks up until they arrive together.
importScripts('unchunk.js');

onmessage = async ({ data: url }) => {
  const core = await unchunk.load(await (await fetch('unchunk.wasm')).arrayBuffer());
  const decoder = core.sse();
  const reader = (await fetch(url)).body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    postMessage({ chunk: value, events: decoder.feed(value) });
  }
  postMessage({ verdict: decoder.finish().verdict });
};
