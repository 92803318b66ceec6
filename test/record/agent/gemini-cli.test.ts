import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { choosesApiKey, isGeminiCli } from '../../../src/record/agent/gemini-cli.js';

let home = '';
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'cachequake-gemini-'));
  await mkdir(join(home, 'with', '.gemini'), { recursive: true });
  await mkdir(join(home, 'other', '.gemini'), { recursive: true });
  const settings = (type: string) => `{ // mine\n "security": { "auth": { "selectedType": "${type}" } } }`;
  await writeFile(join(home, 'with', '.gemini', 'settings.json'), settings('gemini-api-key'));
  await writeFile(join(home, 'other', '.gemini', 'settings.json'), settings('oauth-personal'));
});
afterAll(() => rm(home, { recursive: true }));

it.each([
  [['gemini', '-p', 'x'], true],
  [['/usr/local/bin/gemini'], true],
  [['npx', '@google/gemini-cli@0.61.0'], true],
  [['my-agent', '--provider', 'gemini'], false],
  [['npx', 'my-agent', 'gemini-3-pro'], false],
  [['claude'], false],
])('knows %j for Gemini CLI, or for another agent', (command, is) => {
  expect(isGeminiCli(command)).toBe(is);
});

it.each([
  [['with'], true],
  [['other', 'with'], true],
  [['other'], false],
  [['none'], false],
])('finds in %j whether an API key is chosen', async (folders, is) => {
  expect(await choosesApiKey(folders.map(folder => join(home, folder)))).toBe(is);
});
