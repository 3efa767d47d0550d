// What the program runs on: WeChat, another mini-program, or a browser.
'use strict';

const { fetchRequest } = require('./fetch.js');

// Each by its name: a bundler cannot follow any other way, and some have no globalThis.
function api() {
  if (typeof wx !== 'undefined' && sends(wx)) return wx;
  if (typeof my !== 'undefined' && sends(my)) return my;
  if (typeof tt !== 'undefined' && sends(tt)) return tt;
  if (typeof qq !== 'undefined' && sends(qq)) return qq;
  if (typeof swan !== 'undefined' && sends(swan)) return swan;
  if (typeof ks !== 'undefined' && sends(ks)) return ks;
  return null;
}

// Of the object, not by name: uni-app writes its own function for `wx.request`, also in browsers, where wx has none.
function sends(found) {
  return found !== null && typeof found.request === 'function';
}

// What sends requests as wx.request does; null if there is nothing.
function requestOf() {
  const found = api();
  if (found !== null) return (options) => found.request(options);
  if (typeof fetch === 'function') return fetchRequest;
  if (typeof uni !== 'undefined' && uni.request) return (options) => uni.request(options);
  return null;
}

// Keeps texts by key: get, set, remove; null if there is nothing that does.
function storageOf() {
  const found = api();
  if (found !== null && found.getStorageSync) {
    // Alipay has objects where the others have arguments.
    const isAlipay = typeof my !== 'undefined' && found === my;
    return {
      get: (key) => (isAlipay ? found.getStorageSync({ key }).data : found.getStorageSync(key)),
      set: (key, data) => (isAlipay ? found.setStorageSync({ key, data }) : found.setStorageSync(key, data)),
      remove: (key) => (isAlipay ? found.removeStorageSync({ key }) : found.removeStorageSync(key)),
    };
  }
  if (typeof localStorage === 'undefined') return null;
  return {
    get: (key) => localStorage.getItem(key),
    set: (key, data) => localStorage.setItem(key, data),
    remove: (key) => localStorage.removeItem(key),
  };
}

// Calls back when the program is hidden and shown, until the function returned is called.
function watchVisibility(onHide, onShow) {
  const found = api();
  if (found !== null && found.onAppHide && found.onAppShow) {
    found.onAppHide(onHide);
    found.onAppShow(onShow);
    return () => {
      if (found.offAppHide) found.offAppHide(onHide);
      if (found.offAppShow) found.offAppShow(onShow);
    };
  }
  if (typeof document === 'undefined' || !document.addEventListener) return () => {};
  const onChange = () => (document.hidden ? onHide() : onShow());
  document.addEventListener('visibilitychange', onChange);
  return () => document.removeEventListener('visibilitychange', onChange);
}

module.exports = { requestOf, storageOf, watchVisibility };
