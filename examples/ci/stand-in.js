/**
 * Stands in for the Messages API: no key, no cost, the same answer each time. It bills what a cache would: the text up to where a
 * request leaves the one before it is read, the rest is written. Prints its address.
 */
import { createServer } from 'node:http';

let before = '';

const tokensOf = text => Math.floor(text.length / 4);

function billed(text) {
  let same = 0;
  while (same < before.length && text[same] === before[same]) same += 1;
  // Only what was sent whole before is an entry.
  const read = same === before.length ? tokensOf(before) : 0;
  before = text;
  return {
    input_tokens: 3,
    cache_read_input_tokens: read,
    cache_creation_input_tokens: tokensOf(text) - read,
    output_tokens: 5,
  };
}

/** The prompt as it is cached: tools, system, messages, without the markers. */
function promptOf({ tools = [], system = [], messages }) {
  const parts = [...tools, ...system, ...messages.flatMap(({ role, content }) => [{ role }, ...content])];
  return parts.map(({ cache_control: _, ...part }) => JSON.stringify(part)).join('\n');
}

const server = createServer(async (request, response) => {
  let body = '';
  for await (const chunk of request) body += chunk;
  const parsed = JSON.parse(body);
  response.writeHead(200, { 'content-type': 'application/json' });
  const content = [{ type: 'text', text: 'Done.' }];
  response.end(
    JSON.stringify({
      id: 'msg_1',
      type: 'message',
      role: 'assistant',
      model: parsed.model,
      content,
      stop_reason: 'end_turn',
      usage: billed(promptOf(parsed)),
    }),
  );
});
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`));
