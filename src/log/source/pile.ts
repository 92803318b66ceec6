/** Bytes that come in parts and are looked at in one piece. */
export interface Pile {
  add(part: Buffer): void;
  /** All that was added, until more is added to any pile. */
  bytes(): Buffer;
  clear(): void;
}

const SMALLEST = 64 * 1024;
/** Larger room is let go when it is not used any more. */
const LARGEST = 4 * 1024 * 1024;
const NOWHERE: Buffer = Buffer.alloc(0);

/** Room that no pile uses: nothing takes longer than room that was never touched. */
let spare: Buffer = NOWHERE;

export function createPile(): Pile {
  let room = NOWHERE;
  let length = 0;

  function grow(wanted: number): void {
    const larger = spare.length >= wanted ? spare : Buffer.allocUnsafeSlow(Math.max(SMALLEST, 2 * wanted));
    if (larger === spare) spare = NOWHERE;
    room.copy(larger, 0, 0, length);
    room = larger;
  }

  return {
    add(part) {
      if (length + part.length > room.length) grow(length + part.length);
      part.copy(room, length);
      length += part.length;
    },
    bytes: () => room.subarray(0, length),
    clear() {
      if (room.length > spare.length && room.length <= LARGEST) spare = room;
      room = NOWHERE;
      length = 0;
    },
  };
}
