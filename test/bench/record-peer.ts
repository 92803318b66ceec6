/** The other two processes of the recorder's benchmark: a server on loopback, and a recorder in front of it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { resolveUpstreams } from '../../src/record/proxy/upstreams.js';
import { startRecorder } from '../../src/record/recorder.js';

const [role, upstream = ''] = process.argv.slice(2);

/** Events of a stream, and milliseconds between them. */
const EVENTS = 20;
const PACE = 10;

const EVENT = `event: content_block_delta\ndata: ${JSON.stringify({
  type: 'content_block_delta',
  index: 0,
  delta: { type: 'text_delta', text: 'some words of an answer ' },
})}\n\n`;

function serve(): void {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      JSON.parse(Buffer.concat(chunks).toString());
      if (request.headers['x-bench'] !== 'stream') {
        response.setHeader('content-type', 'application/json');
        response.end('{"usage":{"input_tokens":1,"output_tokens":1}}');
        return;
      }
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      let sent = 0;
      const next = () => {
        sent += 1;
        response.write(EVENT);
        if (sent < EVENTS) setTimeout(next, PACE);
        else response.end();
      };
      next();
    });
  });
  server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    if (address !== null && typeof address === 'object') process.send?.(`http://127.0.0.1:${address.port}`);
  });
}

async function record(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'cachequake-bench-'));
  const resolved = resolveUpstreams([upstream], {});
  if (!resolved.ok) throw new Error(resolved.message);
  const started = await startRecorder({
    host: '127.0.0.1',
    port: 0,
    allowed: { hosts: [], origins: [] },
    upstreams: resolved.upstreams,
    folder,
    keep: { bytes: 1e9, files: null, age: null },
    maxBody: 32e6,
  });
  if (!started.ok) throw new Error(started.message);
  const { recorder } = started;
  process.send?.(recorder.url);
  process.once('disconnect', () => {
    const { requests, lost } = recorder.state;
    recorder
      .close()
      .then(() => rm(folder, { recursive: true }))
      .then(() => {
        if (lost > 0) process.stderr.write(`${lost} of ${requests} requests were not recorded\n`);
        process.exit(0);
      });
  });
}

if (role === 'serve') serve();
else await record();
if (role === 'serve') process.once('disconnect', () => process.exit(0));
