// A device: the mini-program's own files run in a realm that has what WeChat gives and nothing more. No TextDecoder, no
// fetch, no EventSource, no WebAssembly; its ArrayBuffer is not the network's; time passes when told to.
'use strict';

const fs = require('node:fs');
const path = require('node:path');
const vm = require('node:vm');

const { moduleAt } = require('./module.js');

const PACKAGE = path.join(__dirname, '..', 'miniprogram');

// WebAssembly under its usual name, and what came to the language after ES2018.
const ABSENT = ['now', 'WebAssembly', 'BigInt', 'WeakRef', 'Object.fromEntries', 'Object.hasOwn', 'Promise.any'];
ABSENT.push('Promise.allSettled', 'Array.prototype.at', 'Array.prototype.flat', 'Array.prototype.flatMap');
ABSENT.push('String.prototype.at', 'String.prototype.matchAll', 'String.prototype.replaceAll', 'globalThis');

class Device {
  // folder: the mini-program's.
  constructor(wx, folder = PACKAGE) {
    this.wx = wx;
    this.folder = folder;
    this.time = 0;
    // What the wall clock was set forward by.
    this.clockSet = 0;
    this.hideListeners = new Set();
    this.showListeners = new Set();
    this.storage = new Map();
    this.timers = [];
    this.modules = {};
    this.instances = [];
    this.realm = vm.createContext({
      console,
      wx: {
        request: (options) => this.wx.request(options),
        onAppHide: (listener) => this.hideListeners.add(listener),
        offAppHide: (listener) => this.hideListeners.delete(listener),
        onAppShow: (listener) => this.showListeners.add(listener),
        offAppShow: (listener) => this.showListeners.delete(listener),
        getStorageSync: (key) => (this.storage.has(key) ? this.storage.get(key) : ''),
        setStorageSync: (key, value) => this.storage.set(key, value),
        removeStorageSync: (key) => this.storage.delete(key),
      },
      WXWebAssembly: {
        instantiate: async (file, imports) => {
          const { instance } = await instantiate(folder, file, imports);
          this.instances.push(instance);
          return { instance };
        },
      },
      setTimeout: (callback, delay) => {
        const timer = { at: this.time + delay, callback };
        this.timers.push(timer);
        return timer;
      },
      clearTimeout: (timer) => {
        this.timers = this.timers.filter((other) => other !== timer);
      },
      Page: (page) => {
        this.page = page;
      },
      App: (app) => {
        this.app = app;
      },
      getApp: () => this.app,
      now: () => this.time + this.clockSet,
    });
    vm.runInContext(`Date.now = now;${ABSENT.map((name) => `delete ${name};`).join('')}`, this.realm);
  }

  // As a mini-program's require: relative files of the package.
  require(file) {
    const full = path.resolve(this.folder, file);
    if (!this.modules[full]) {
      const module = { exports: {} };
      this.modules[full] = module;
      const source = `(function (module, exports, require) {${fs.readFileSync(full, 'utf8')}\n})`;
      const run = vm.runInContext(source, this.realm, { filename: full });
      run(module, module.exports, (other) => this.require(path.resolve(path.dirname(full), other)));
    }
    return this.modules[full].exports;
  }

  // A page as the framework makes it: data of its own, setData by keys and paths.
  open(file) {
    this.require('app.js');
    this.require(file);
    const page = Object.assign({}, this.page, { data: JSON.parse(JSON.stringify(this.page.data)) });
    page.setData = (changes, done) => {
      for (const key of Object.keys(changes)) assign(page.data, key, changes[key]);
      if (done) done();
    };
    if (page.onLoad) page.onLoad({});
    return page;
  }

  hide() {
    for (const listener of [...this.hideListeners]) listener();
  }

  show() {
    for (const listener of [...this.showListeners]) listener();
  }

  // Scripts stand still while time passes: no timer fires before it is over.
  sleep(milliseconds) {
    this.time += milliseconds;
  }

  // Lets time pass, timer by timer.
  async pass(milliseconds) {
    const until = this.time + milliseconds;
    for (;;) {
      const due = this.timers.filter((timer) => timer.at <= until).sort((a, b) => a.at - b.at)[0];
      if (!due) break;
      this.timers = this.timers.filter((timer) => timer !== due);
      this.time = Math.max(this.time, due.at);
      due.callback();
      await settle();
    }
    this.time = until;
  }

  // Gives the network a moment, with time standing still.
  network() {
    return new Promise((resolve) => setTimeout(resolve, 1));
  }

  // Waits for the network, with time standing still, until something is so.
  async until(isSo) {
    const start = process.hrtime.bigint();
    while (!isSo()) {
      if (process.hrtime.bigint() - start > 60n * 1000n * 1000n * 1000n) throw new Error('in vain: ' + isSo);
      await settle();
    }
  }
}

function settle() {
  return new Promise((resolve) => setImmediate(resolve));
}

// From a path in the package alone, as WeChat has it.
async function instantiate(folder, file, imports) {
  if (typeof file !== 'string') throw new TypeError('not a path');
  const bytes = await fs.promises.readFile(moduleAt(path.join(folder, file)));
  return WebAssembly.instantiate(bytes, imports);
}

function assign(data, key, value) {
  const steps = key.split(/[.[\]]+/).filter((step) => step !== '');
  const last = steps.pop();
  let place = data;
  for (const step of steps) place = place[step];
  place[last] = value;
}

module.exports = { Device };
