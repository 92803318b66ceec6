/** Entry of the process that `recorder-process.ts` starts. It lives as long as its parent. */
import { type Recorder, startRecorder } from './recorder.js';
import type { FromRecorder, RecorderSettings, ToRecorder } from './recorder-process.js';

let recorder: Recorder | null = null;

process.on('message', (message: ToRecorder) => {
  if ('start' in message) void start(message.start);
  else void end();
});
process.on('disconnect', () => void end());

async function start(settings: RecorderSettings): Promise<void> {
  const started = await startRecorder({ ...settings, onChange: state => send({ state }) });
  if (!started.ok) {
    send({ failed: started });
    process.disconnect?.();
    return;
  }
  recorder = started.recorder;
  send({ started: { url: recorder.url, state: recorder.state } });
}

async function end(): Promise<void> {
  const ending = recorder;
  recorder = null;
  await ending?.close();
  process.exit(0);
}

function send(message: FromRecorder): void {
  if (process.connected) process.send?.(message);
}
