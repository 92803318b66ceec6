/** cachequake without diagnosis: records read, prompts compared with the one before, sections hashed. Of the built library. */
import { diverge, readLog, readPrompt } from '../../../dist/library/index.js';

const previous = new Map();
let [requests, breaks] = [0, 0];
let hashes;
const start = performance.now();
for await (const record of readLog(process.argv[2])) {
  if (record.kind !== 'request') continue;
  const before = previous.get(record.session);
  const prompt = readPrompt(record, before === undefined ? [] : [before]);
  if (prompt === null) continue;
  previous.set(record.session, prompt);
  hashes = Object.values(prompt.hashes).map(hash => hash?.slice(0, 8));
  requests += 1;
  if (before !== undefined && diverge(before, prompt) !== null) breaks += 1;
}
const took = performance.now() - start;
console.log(requests, breaks, hashes, `${took.toFixed(0)} ms in process`);
