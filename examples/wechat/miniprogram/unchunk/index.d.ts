// Types of index.js and of the ES module index.mjs.

export * from './event-source';
export * from './typewriter';
export * from './unchunk';
