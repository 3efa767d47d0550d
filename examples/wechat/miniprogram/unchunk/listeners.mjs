// From listeners.js, by esm.js.
// The page's callbacks: what they throw is the page's, and harms no stream.

class Listeners {
  constructor(options) {
    this.options = options;
  }

  // Calls a function that answers; undefined where it throws.
  ask(name, ...news) {
    try {
      return this.options[name](...news);
    } catch (error) {
      throwLater(error);
      return undefined;
    }
  }

  // Without onError, errors are on the console.
  tell(name, ...news) {
    if (this.options[name]) this.ask(name, ...news);
    else if (name === 'onError' && typeof console !== 'undefined') console.warn('unchunk:', ...news);
  }
}

// Of options that are wrong, the callbacks that can be told of it.
function listenersOf(given) {
  const listeners = {};
  for (const name of ['onError', 'onEnd']) {
    if (given && typeof given[name] === 'function') listeners[name] = given[name];
  }
  return new Listeners(listeners);
}

function throwLater(error) {
  setTimeout(() => {
    throw error;
  }, 0);
}

export { Listeners, listenersOf };
