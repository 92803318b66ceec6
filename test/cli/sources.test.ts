import { describe, expect, it } from 'vitest';
import { LINES, makeHome } from '../log/find/home.js';
import { cachequakeIn } from './captured-io.js';

describe('cachequake sources', () => {
  it('prints what stands in the home folder', async () => {
    const home = makeHome();
    home.put('.codex/sessions/2026/10/09/r.jsonl', LINES.codex);
    const { code, out, err } = await cachequakeIn({ HOME: home.home }, 'sources');
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/^1 log found/);
    expect(out).toContain('~/.codex/sessions/2026/10/09/r.jsonl');
  });

  it('prints it as JSON', async () => {
    const home = makeHome();
    const path = home.put('state/cachequake/recordings/r.jsonl', LINES.recording);
    const env = { HOME: home.home, XDG_STATE_HOME: `${home.home}/state` };
    const { out } = await cachequakeIn(env, 'sources', '--format', 'json');
    expect(JSON.parse(out)).toMatchObject({ sources: [{ path, format: 'cachequake', fidelity: 'wire' }] });
  });
});
