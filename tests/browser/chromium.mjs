// Lets Chromium read the streams of a plan, which comes on standard input; what it tells goes to standard output.
import { json } from 'node:stream/consumers';
import { launch } from './launch.mjs';
import { readAll } from './chromium_page.mjs';

const plan = await json(process.stdin);

const minutes = 5 + plan.streams.length / 1000;
setTimeout(() => {
  console.error(`Chromium was not done within ${minutes} minutes`);
  process.exit(1);
}, minutes * 60_000).unref();

const browser = await launch();
const page = await browser.newPage();
await page.goto(plan.origins[0]);
const told = await page.evaluate(readAll, plan);
console.log(JSON.stringify({ version: browser.version(), ...told }));
await browser.close();
