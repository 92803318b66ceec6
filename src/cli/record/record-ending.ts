/** What is said when a recording has ended: what there is, what it shows, and how to see more. */
import { stat } from 'node:fs/promises';
import { listParts } from '../../log/paths/folder.js';
import { logAt, partPath } from '../../log/paths/recordings.js';
import { clientBaseUrl, type Upstreams } from '../../record/proxy/upstreams.js';
import { VENDORS } from '../../record/proxy/vendors.js';
import type { RecorderState } from '../../record/recorder.js';
import { counted } from '../../text/numbers.js';

/** Listened on where nothing was said and it is free: a base URL in a settings file works tomorrow, too. */
export const USUAL_PORT = 4380;

const NOTHING =
  'nothing recorded: the agent sent nothing through the proxy: it asked no model, or has its base URL in a settings file';

/** Where an agent has to send to; its own line is better, where one is known. */
export function whatToSet(hint: string | null, upstreams: Upstreams): string {
  if (hint !== null) return hint;
  const proxy = `http://127.0.0.1:${USUAL_PORT}`;
  const urls = VENDORS.map(vendor => `${clientBaseUrl(proxy, vendor, upstreams[vendor])} (${vendor})`);
  return `set the base URL there to ${urls.join(', ')}, and record with --port ${USUAL_PORT}; docs/recording.md has the lines of some agents`;
}

/** What is worth saying of the recording itself. */
export function summaryOf(state: RecorderState, faults: readonly unknown[]): readonly string[] {
  const { requests, lost, path, failing, fault, vetoed, unplaced, destinations } = state;
  const lines: string[] = [];
  if (requests === 0) lines.push(unplaced === null ? NOTHING : 'nothing recorded');
  else {
    // How many of them the disk took in the end is not known.
    const what = failing ? 'sent; what could be written of them is' : 'recorded';
    lines.push(`${requests} ${requests === 1 ? 'request' : 'requests'} ${what} in ${shellPath(logAt(path))}`);
    lines.push(`meant for ${whereTo(destinations)}`);
  }
  if (vetoed !== null) lines.push(unsentLine(vetoed, `${vetoed.count} of them`, ' (--veto)'));
  if (unplaced !== null) lines.push(unsentLine(unplaced, counted(unplaced.count, 'request'), ''));
  if (lost > 0) lines.push(`${lost} of them could not be kept`);
  if (failing) lines.push(`the end is missing, the file could not be written: ${failing.reason}`);
  for (const wrong of [fault, ...faults])
    if (wrong !== null) lines.push(`a fault of cachequake: ${String(wrong)}`);
  return lines;
}

/** `2 requests were not sent: the first: …`. */
const unsentLine = (
  { count, first }: NonNullable<RecorderState['unplaced']>,
  those: string,
  why: string,
): string =>
  `${those} ${count === 1 ? 'was' : 'were'} not sent${why}: ${count === 1 ? '' : 'the first: '}${first}`;

/** `api.anthropic.com (9), openrouter.ai (3)`. */
export const whereTo = (destinations: RecorderState['destinations']): string =>
  destinations.map(({ host, requests }) => `${host} (${requests})`).join(', ');

/** Bytes of a recording that are read before the command ends: a second of work at most. */
const MOST = 200e6;

/** The answer that a report on it begins with, and the command that shows the rest. @param path Of its first part. */
export async function answerOn(path: string, rates: string | undefined): Promise<readonly string[]> {
  const log = logAt(path);
  const more = `to see more: cachequake report ${shellPath(log)}`;
  if ((await bytesOf(log)) > MOST) return [more];
  const [{ loadPrices }, { readModel }, { reportOf }, { ownVersion }] = await Promise.all([
    import('../../library/rates.js'),
    import('../../library/read-model.js'),
    import('../../report/report.js'),
    import('../../library/version.js'),
  ]);
  const { prices } = await loadPrices(rates);
  const { model, sources } = await readModel([log], { prices, hints: false });
  if (model.requests.length === 0) return [more];
  const { answer, totals } = reportOf(model, sources, ownVersion());
  return [...answer, totals.breaks === 0 ? more : more.replace('more', 'why')];
}

async function bytesOf(log: string): Promise<number> {
  const sizes = await Promise.all(
    (await listParts(log)).map(n =>
      stat(partPath(log, n)).then(
        ({ size }) => size,
        () => 0,
      ),
    ),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** A path as a shell takes it. */
export function shellPath(path: string): string {
  return /^[\w@%+=:,./~-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`;
}
