/** What one would write: a line at a time, parse it, hash its sections, compare with the request before, character by character. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';

const stripped = value => {
  if (Array.isArray(value)) return value.map(stripped);
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).filter(([key]) => key !== 'cache_control');
  return Object.fromEntries(entries.map(([key, item]) => [key, stripped(item)]));
};
const hash = text => createHash('md5').update(text).digest('hex').slice(0, 8);

const previous = new Map();
let [requests, breaks] = [0, 0];
let hashes;
for await (const line of createInterface({ input: createReadStream(process.argv[2]), crlfDelay: Infinity })) {
  const { stage, payload, sessionId } = JSON.parse(line);
  if (stage !== 'request') continue;
  const body = stripped(payload);
  const [tools, system, messages] = ['tools', 'system', 'messages'].map(key => JSON.stringify(body[key]));
  hashes = [tools, system, messages].map(hash);
  const now = tools + system + messages.slice(0, -1);
  const before = previous.get(sessionId);
  previous.set(sessionId, now);
  requests += 1;
  if (before === undefined) continue;
  let at = 0;
  while (at < before.length && before.charCodeAt(at) === now.charCodeAt(at)) at += 1;
  if (at < before.length) breaks += 1;
}
console.log(requests, breaks, hashes);
