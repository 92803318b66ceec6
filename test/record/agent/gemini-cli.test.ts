import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { choosesApiKey, startsGeminiCli } from '../../../src/record/agent/gemini-cli.js';

let home = '';
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'cachequake-gemini-'));
  await mkdir(join(home, 'with', '.gemini'), { recursive: true });
  await mkdir(join(home, 'other', '.gemini'), { recursive: true });
  const settings = (type: string) => `{ // mine\n "security": { "auth": { "selectedType": "${type}" } } }`;
  await writeFile(join(home, 'with', '.gemini', 'settings.json'), settings('gemini-api-key'));
  await writeFile(join(home, 'run.sh'), '#!/bin/sh\ncd /project\nexec gemini "$@"\n');
  await writeFile(join(home, 'other.sh'), '#!/bin/sh\nexec my-agent --model gemini-3-pro\n');
  await writeFile(join(home, 'other', '.gemini', 'settings.json'), settings('oauth-personal'));
});
afterAll(() => rm(home, { recursive: true }));

it.each([
  [['gemini', '-p', 'x'], true],
  [['/usr/local/bin/gemini'], true],
  [['npx', '@google/gemini-cli@0.61.0'], true],
  [['npx', '-y', '--', '@google/gemini-cli'], true],
  [['pnpm', 'dlx', '@google/gemini-cli'], true],
  [['sh', '-c', 'gemini -p "say hello"'], true],
  [['bash', '-lc', 'cd project && FOO=1 exec gemini'], true],
  [['sh', '-c', 'npx -y @google/gemini-cli | tee out'], true],
  [['env', 'FOO=1', 'gemini'], true],
  [['timeout', '60', 'gemini'], true],
  [['./run.sh', '--fast'], true],
  [['bash', 'run.sh'], true],
  [['other.sh'], false],
  [['my-agent', '--provider', 'gemini'], false],
  [['npx', 'my-agent', 'gemini-3-pro'], false],
  [['sh', '-c', 'my-agent --model gemini-3-pro'], false],
  [['sh', '-c', 'echo gemini'], false],
  [['claude'], false],
])('knows whether %j starts Gemini CLI, or another agent', async (command, is) => {
  const find = async (word: string): Promise<string | null> =>
    /run\.sh$|other\.sh$/.test(word) ? join(home, word) : null;
  expect(await startsGeminiCli(command, find)).toBe(is);
});

it.each([
  [['with'], true],
  [['other', 'with'], true],
  [['other'], false],
  [['none'], false],
])('finds in %j whether an API key is chosen', async (folders, is) => {
  expect(await choosesApiKey(folders.map(folder => join(home, folder)))).toBe(is);
});
