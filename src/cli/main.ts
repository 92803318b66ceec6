/** The entry of the executable. */
import { processIo } from './io.js';
import { run } from './run.js';

// A reader that has seen enough (`| head`) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

const code = await run(process.argv.slice(2), processIo());
// All is done and nothing is waited for: a watch that chokidar loses while its file is replaced (5.0, seen once in forty
// times) would keep the process alive. The callback comes when all that was printed has left, into a slow pipe too.
process.stdout.write('', () => process.exit(code));
