// Reads the event stream at each URL given, and prints its events as one line of JSON.
import { createParser } from "eventsource-parser";

for (const url of process.argv.slice(2)) {
  const events = [];
  const parser = createParser({
    onEvent: ({ event = "message", id = null, data }) => events.push([event, id, data]),
    onError: (error) => {
      throw error;
    },
  });
  const response = await fetch(url);
  for await (const text of response.body.pipeThrough(new TextDecoderStream())) {
    parser.feed(text);
  }
  console.log(JSON.stringify(events));
}
