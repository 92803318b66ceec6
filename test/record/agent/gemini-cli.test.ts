import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { choosesApiKey, startsGeminiCli } from '../../../src/record/agent/gemini-cli.js';

let home = '';
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'cachequake-gemini-'));
  for (const folder of [
    'with/.gemini',
    'other/.gemini',
    'bin',
    'deep/er',
    'deep/node_modules/.bin',
    'empty',
  ]) {
    await mkdir(join(home, folder), { recursive: true });
  }
  const settings = (type: string) => `{ // mine\n "security": { "auth": { "selectedType": "${type}" } } }`;
  const files: Readonly<Record<string, string>> = {
    'with/.gemini/settings.json': settings('gemini-api-key'),
    'other/.gemini/settings.json': settings('oauth-personal'),
    'run.sh': '#!/bin/sh\ncd /project\nexec gemini "$@"\n',
    'bare.sh': 'if true; then\n  gemini -p x\nfi\n',
    'outer.sh': '#!/bin/sh\nexec ./run.sh\n',
    'wrap.js': "require('node:child_process').spawnSync('gemini', ['-p', 'x']);\n",
    'npx.sh': 'npx -y @google/gemini-cli@latest\n',
    'other.sh': '#!/bin/sh\n# not gemini\nexec my-agent --model gemini-3-pro --provider google\n',
    'sdk.py': 'from google import genai\nrun(provider="gemini", model="gemini-3-pro")\n',
    'bin/gemini': '#!/bin/sh\n',
    'deep/node_modules/.bin/gemini': '#!/bin/sh\n',
    'package.json': '{"scripts": {"agent": "gemini -p x"}}',
    Makefile: 'agent:\n\tgemini -p x\n',
  };
  for (const [name, text] of Object.entries(files)) await writeFile(join(home, name), text);
  await chmod(join(home, 'bin', 'gemini'), 0o755);
  await symlink(join(home, 'bin', 'gemini'), join(home, 'gem'));
});
afterAll(() => rm(home, { recursive: true }));

describe('whether a command starts Gemini CLI', () => {
  it.each([
    ['gemini', '-p', 'x'],
    ['/usr/local/bin/gemini'],
    ['npx', '@google/gemini-cli@0.61.0'],
    ['npx', '-y', '--', '@google/gemini-cli'],
    ['pnpm', 'dlx', '@google/gemini-cli'],
    ['sh', '-c', 'gemini -p "say hello"'],
    ['bash', '-lc', 'cd project && FOO=1 exec gemini'],
    ['sh', '-c', 'npx -y @google/gemini-cli | tee out'],
    ['env', 'FOO=1', 'gemini'],
    ['timeout', '60', 'gemini'],
    ['./run.sh', '--fast'],
    ['bash', 'run.sh'],
    ['sh', '-e', 'bare.sh'],
    ['env', 'FOO=1', './run.sh'],
    ['nice', '-n', '5', './outer.sh'],
    ['./outer.sh'],
    ['sh', 'npx.sh'],
    ['node', 'wrap.js'],
    ['npm', 'run', 'agent'],
    ['make', 'agent'],
    ['./gem'],
  ])('named: %j', async (...command) => {
    expect(await startsGeminiCli(command, { cwd: home, path: join(home, 'bin') })).toBe('names');
  });

  it.each([
    ['sh', '-c', 'if true; then gemini; fi'],
    ['sh', '-c', '"$@"', 'sh', 'gemini'],
    ['env', '-u', 'FOO', 'anything'],
    ['my-agent'],
    ['claude'],
  ])('possible, because it is installed: %j', async (...command) => {
    expect(await startsGeminiCli(command, { cwd: '/', path: join(home, 'bin') })).not.toBe('cannot');
    expect(await startsGeminiCli(command, { cwd: join(home, 'deep', 'er'), path: '' })).not.toBe('cannot');
  });

  it.each([
    ['other.sh'],
    ['sh', './other.sh'],
    ['python', 'sdk.py'],
    ['my-agent', '--provider', 'gemini'],
    ['npx', 'my-agent', 'gemini-3-pro'],
    ['sh', '-c', 'my-agent --model gemini-3-pro'],
    ['sh', '-c', 'echo gemini'],
    ['claude'],
  ])('no: %j', async (...command) => {
    expect(await startsGeminiCli(command, { cwd: home, path: join(home, 'empty') })).toBe('cannot');
  });
});

it.each([
  [['with'], true],
  [['other', 'with'], true],
  [['other'], false],
  [['none'], false],
])('finds in %j whether an API key is chosen', async (folders, is) => {
  expect(await choosesApiKey(folders.map(folder => join(home, folder)))).toBe(is);
});
