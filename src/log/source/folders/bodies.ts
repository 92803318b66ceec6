/**
 * Claude Code's raw bodies without an index, as versions before 2.1.274 wrote them: a folder of `*.request.json` and
 * `*.response.json` whose names do not say which belong together. The times of the files do: a response belongs to the
 * newest request of its model that is older and not answered yet.
 */
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { isObject, parseJson, textOf } from '../../json/json.js';
import { type FolderFile, folderTime, listFolder, listOdd } from '../../paths/folder.js';
import { holdsBodies, isBodyName, REQUEST_BODY, RESPONSE_BODY } from '../../paths/logs-at.js';
import { requestRecord } from '../../protocol/request.js';
import { readResponse, usageRecord } from '../../protocol/response.js';
import type { JsonObject, LogRecord, RequestRecord } from '../../record.js';
import { type FolderReader, SETTLED_AFTER } from './folder-reader.js';

/**
 * Gives nothing as long as there is an index.
 *
 * @param settled milliseconds after which a file counts as written and a response as one without an index (newer versions
 *   write the response first and the index after it); 0 for a folder that is not written to any more
 */
export function createBodiesReader(folder: string, settled: number): FolderReader {
  const seen = new Set<string>();
  /** `null`: a request that could not be read; the response to it must not go to another. */
  const unanswered: (RequestRecord | null)[] = [];
  /** Modification time of the folder when everything in it had been read. */
  let lookedAt: number | null = null;
  let count = 0;
  let bytes = 0;

  function readRequest(path: string, text: Buffer, body: JsonObject, at: number): LogRecord[] {
    count += 1;
    const request = requestRecord({
      key: basename(path),
      origin: { path: folder, line: count },
      fidelity: 'reserialised',
      raw: { bytes: text, bodyAt: [], bodyIsText: false, file: path },
      at,
      api: 'anthropic-messages',
      body,
    });
    expectAnswer({ ...request, body: null, raw: null });
    return [request];
  }

  function expectAnswer(request: RequestRecord | null): void {
    unanswered.push(request);
    if (unanswered.length > UNANSWERED_KEPT) unanswered.shift();
  }

  function skipFile({ name }: FolderFile, length: number): LogRecord[] {
    if (name.endsWith(REQUEST_BODY)) expectAnswer(null);
    count += 1;
    const reason = `${name} is not JSON: the client was interrupted while writing it`;
    return [{ kind: 'skipped', origin: { path: folder, line: count }, bytes: length, reason }];
  }

  /** Pipes, sockets and devices among the files are not opened: one could wait for ever. */
  async function skipOdd(): Promise<LogRecord[]> {
    const odd = await listOdd(folder, name => isBodyName(name) && !seen.has(name));
    return odd.map(({ name, why }) => {
      seen.add(name);
      count += 1;
      return {
        kind: 'skipped',
        origin: { path: folder, line: count },
        bytes: 0,
        reason: `${name} is ${why}`,
      };
    });
  }

  function readAnswer(response: JsonObject, endedAt: number): LogRecord[] {
    const facts = readResponse(response);
    const model = textOf(response.model);
    const index = unanswered.findLastIndex(request => request === null || request.model === model);
    const [request] = index < 0 ? [] : unanswered.splice(index, 1);
    if (request === undefined || request === null) return [];
    return [usageRecord({ origin: request.origin, of: { key: request.key }, endedAt }, facts)];
  }

  /** Reads the files in their order; false if one is not whole yet. */
  async function readFiles(files: readonly FolderFile[], records: LogRecord[]): Promise<boolean> {
    for (const file of files) {
      const { name, modified } = file;
      const path = join(folder, name);
      const text = await readFile(path);
      const value = parseJson(text.toString('utf8'));
      // Half written: what came after it must wait, or its answer would find no request.
      if (!isObject(value) && Date.now() - modified < settled) return false;
      seen.add(name);
      bytes += text.length;
      const at = Math.round(modified);
      if (!isObject(value)) records.push(...skipFile(file, text.length));
      else if (name.endsWith(REQUEST_BODY)) records.push(...readRequest(path, text, value, at));
      else records.push(...readAnswer(value, at));
    }
    return true;
  }

  return {
    async look() {
      const changedAt = await folderTime(folder);
      if (changedAt === null || changedAt === lookedAt) return [];
      const files = await listFolder(folder, name => isBodyName(name) && !seen.has(name));
      if (!(await holdsBodies(folder))) return [];
      const responses = files.filter(file => file.name.endsWith(RESPONSE_BODY));
      if (seen.size === 0 && !responses.some(file => Date.now() - file.modified >= settled)) return [];
      const records = await skipOdd();
      const isWhole = await readFiles(files, records);
      if (isWhole && Date.now() - changedAt > SETTLED_AFTER) lookedAt = changedAt;
      return records;
    },
    state: state => ({
      path: folder,
      format: 'claude-code-bodies',
      fidelity: 'reserialised',
      state,
      lines: count,
      bytes,
      message: null,
    }),
  };
}

/** Requests that were cut off have no response and never get one. */
const UNANSWERED_KEPT = 100;
