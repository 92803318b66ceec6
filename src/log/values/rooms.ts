/** Room for bytes, used again and again: writing into fresh memory takes longer than reading a file. */
export interface Rooms {
  /** Room of so many bytes or more, at most twice as many; what is in it is left from before. */
  take(length: number): Buffer;
  /** Who took it does not use it any more. */
  giveBack(room: Buffer): void;
}

/** What is kept for the next who takes some. */
interface Kept {
  /** Rooms. */
  readonly most: number;
  /** Bytes of all of them together. */
  readonly bytes: number;
}

export function createRooms({ most, bytes }: Kept): Rooms {
  /** The one that was given back last stands last. */
  let free: Buffer[] = [];
  return {
    take(length) {
      const index = free.findIndex(room => room.length >= length && room.length <= 2 * length);
      const [room] = index === -1 ? [] : free.splice(index, 1);
      return room ?? Buffer.allocUnsafeSlow(length);
    },
    giveBack(room) {
      free.push(room);
      let size = 0;
      const first = free.findLastIndex((one, i) => {
        size += one.length;
        return size > bytes || free.length - i > most;
      });
      if (first >= 0) free = free.slice(first + 1);
    },
  };
}
