// Lets Chromium read the streams of a plan, which comes on standard input; what it tells goes to standard output.
import { json } from 'node:stream/consumers';
import { launch } from './launch.mjs';
import { readAll } from './chromium_page.mjs';

const DEADLINE_MINUTES = 10;
setTimeout(() => {
  console.error(`Chromium was not done within ${DEADLINE_MINUTES} minutes`);
  process.exit(1);
}, DEADLINE_MINUTES * 60_000).unref();

const plan = await json(process.stdin);
const browser = await launch();
const page = await browser.newPage();
await page.goto(plan.origins[0]);
const told = await page.evaluate(readAll, plan);
console.log(JSON.stringify({ version: browser.version(), ...told }));
await browser.close();
