/** How the heap grows: left alone, Node gives it what a host has, and not what is needed (`docs/speed.md`). */
import { getHeapSpaceStatistics } from 'node:v8';
import { setFlagIfKnown } from './io.js';

/** Call it once, at the start. */
export function keepHeapSmall(): void {
  // Most of what a line is read into is garbage a few requests later: it is looked through before the heap has doubled.
  setFlagIfKnown('--heap-growing-percent=33');
  boundRoomForNew();
}

/** Bytes for new objects, grown to in one step. With less, too many of them are taken for old ones; Node goes on to 32 MiB. */
const ROOM_FOR_NEW = 8 * 1024 * 1024;
/** Milliseconds between two looks at it, and how many there are: who has not needed it by then hardly will. */
const EVERY = 10;
const LOOKS = 100;

/** Its bound can only be set before the program starts; how far it grows at once is a flag that is read each time. */
function boundRoomForNew(): void {
  setFlagIfKnown('--semi-space-growth-factor=4');
  let looks = 0;
  const timer = setInterval(() => {
    looks += 1;
    if (looks < LOOKS && roomForNew() < ROOM_FOR_NEW) return;
    setFlagIfKnown('--semi-space-growth-factor=1');
    clearInterval(timer);
  }, EVERY).unref();
}

function roomForNew(): number {
  return getHeapSpaceStatistics().find(({ space_name: name }) => name === 'new_space')?.space_size ?? 0;
}
