// Required by a server before its own code: what it repeats comes a thousand times as often.
'use strict';

const setIntervalAsIs = setInterval;
global.setInterval = (callback, delay) => setIntervalAsIs(callback, delay / 1000);
