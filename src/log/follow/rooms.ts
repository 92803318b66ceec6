/** Room to read into, used again and again: reading into fresh memory takes longer than reading. */
export interface Rooms {
  /** Room of so many bytes or more; what is in it is left from before. */
  take(length: number): Buffer;
  /** Who took it does not use it any more. */
  giveBack(room: Buffer): void;
}

/** Rooms kept for the next reader: most files are read to their end one after the other. */
const KEPT = 2;

export function createRooms(): Rooms {
  const free: Buffer[] = [];
  return {
    take(length) {
      const index = free.findIndex(room => room.length >= length);
      const [room] = index === -1 ? [] : free.splice(index, 1);
      return room ?? Buffer.allocUnsafeSlow(length);
    },
    giveBack(room) {
      if (free.length < KEPT) free.push(room);
    },
  };
}
