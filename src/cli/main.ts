/** The entry of the executable. */
import { keepHeapSmall } from './heap.js';
import { processIo, refuse, setFlagIfKnown } from './io.js';
import { run } from './run.js';

keepHeapSmall();
// It has ended before code that is made faster is used: to make it takes a tenth of what it costs (`test/bench/status.ts`).
if (process.argv[2] === 'status') setFlagIfKnown('--no-opt');

const io = processIo();

// A reader that has seen enough (`| head`) is no error; a file that takes no more (a full disk) is, and not a bug.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  if (process.stdout.isTTY || error.syscall !== 'write') throw error;
  process.exit(refuse(io, `standard output could not be written: ${error.message}`));
});

const code = await run(process.argv.slice(2), io);
// All is done and nothing is waited for: a watch that chokidar loses while its file is replaced (5.0, seen once in forty
// times) would keep the process alive. The callback comes when all that was printed has left, into a slow pipe too.
process.stdout.write('', error => {
  // The stream tells of its error in a moment.
  if (error) setImmediate(() => process.exit(2));
  else process.exit(code);
});
