/** Where the files of a folder stand, by what they are: of many that were renamed, each is found without a look at all. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type FileId, fileIdOf, fileKey } from '../paths/file-id.js';
import { CLOCK_TICK, folderNames, folderTime } from '../paths/folder.js';

interface Listing {
  readonly listedAt: number;
  /** Modification time of the folder then. */
  readonly changedAt: number | null;
  /** Paths by the keys of their files. */
  readonly paths: ReadonlyMap<string, string>;
}

/** Folders that are remembered: logs stand in few. */
const MOST = 8;
const listings = new Map<string, Listing>();

/** The path of a file in a folder; `null` if it is not there. */
export async function placeIn(folder: string, id: FileId): Promise<string | null> {
  const key = fileKey(id);
  const known = listings.get(folder);
  const path = known?.paths.get(key);
  if (path !== undefined && (await keyAt(path)) === key) return path;
  if (known !== undefined && (await isAsListed(folder, known))) return null;
  const listing = await list(folder);
  if (listings.size >= MOST) listings.clear();
  listings.set(folder, listing);
  return listing.paths.get(key) ?? null;
}

/** A change within the same tick of the clock as the listing leaves no other time. */
async function isAsListed(folder: string, { changedAt, listedAt }: Listing): Promise<boolean> {
  const now = await folderTime(folder);
  return now !== null && now === changedAt && listedAt - now > CLOCK_TICK;
}

async function list(folder: string): Promise<Listing> {
  const [listedAt, changedAt] = [Date.now(), await folderTime(folder)];
  const paths = (await folderNames(folder)).map(name => join(folder, name));
  const keys = await Promise.all(paths.map(keyAt));
  const found = paths.flatMap((path, index): [string, string][] => {
    const key = keys[index];
    return key === null || key === undefined ? [] : [[key, path]];
  });
  return { listedAt, changedAt, paths: new Map(found) };
}

/** What stands at a path; `null`: nothing that can be asked. */
const keyAt = (path: string): Promise<string | null> =>
  stat(path, { bigint: true }).then(
    stats => fileKey(fileIdOf(stats)),
    () => null,
  );
