import { Text } from 'ink';
import { render } from 'ink-testing-library';
import type { ReactNode } from 'react';
import { describe, expect, it, vi } from 'vitest';
import { useKeys } from '../../../src/ui/terminal/keys.js';

interface Typed {
  readonly keys: readonly string[];
  readonly pastes: readonly string[];
}

function Listener({ heard }: { readonly heard: { keys: string[]; pastes: string[] } }): ReactNode {
  useKeys({ onKey: key => heard.keys.push(key), onPaste: text => heard.pastes.push(text) });
  return <Text>ready</Text>;
}

/** What a program hears when a terminal sends these chunks. */
async function typed(...chunks: readonly string[]): Promise<Typed> {
  const heard = { keys: [] as string[], pastes: [] as string[] };
  const { stdin, unmount } = render(<Listener heard={heard} />);
  // Effects subscribe a moment after the first frame; no test sends this key.
  await vi.waitFor(() => {
    stdin.write('§');
    expect(heard.keys).toContain('§');
  });
  heard.keys.length = 0;
  for (const chunk of chunks) {
    stdin.write(chunk);
    // A lone escape is told from the start of a sequence by what the next turn brings.
    await new Promise(setImmediate);
  }
  unmount();
  return heard;
}

describe('useKeys', () => {
  it('names keys as people do', async () => {
    const { keys } = await typed(
      'j',
      'G',
      '?',
      ' ',
      '\r',
      '\t',
      '\u001B[Z',
      '\u007F',
      '\b',
      '\u0004',
      '\u001B[A',
      '\u001B[6~',
    );
    expect(keys).toEqual([
      'j',
      'G',
      '?',
      'space',
      'return',
      'tab',
      'shift+tab',
      'backspace',
      'backspace',
      'ctrl+d',
      'up',
      'pagedown',
    ]);
  });

  it('takes escape for itself, not for meta', async () => {
    const { keys } = await typed('\u001B');
    expect(keys).toEqual(['escape']);
  });

  it('hears escape and the key behind it, however fast it came: no key with Alt means anything', async () => {
    expect((await typed('\u001Bj', 'k')).keys).toEqual(['escape', 'j', 'k']);
    expect((await typed('\u001B/')).keys).toEqual(['escape', '/']);
    expect((await typed('\u001BG')).keys).toEqual(['escape', 'G']);
    expect((await typed('\u001B\u001B[B')).keys).toEqual(['escape', 'down']);
    expect((await typed('\u001B[B', '\u001BOA')).keys).toEqual(['down', 'up']);
  });

  it('hears every key of a quick hand', async () => {
    expect((await typed('jjk')).keys).toEqual(['j', 'j', 'k']);
    expect((await typed('/a b\r')).keys).toEqual(['/', 'a', 'space', 'b', 'return']);
    expect((await typed('j\u0003')).keys).toEqual(['j', 'ctrl+c']);
  });

  it('does not take a paste for keys', async () => {
    expect(await typed('\u001B[200~quit\nq\u001B[201~', 'j')).toEqual({ keys: ['j'], pastes: ['quit\nq'] });
  });

  it('drops sequences that it does not know', async () => {
    expect((await typed('\u001B[<0;10;20M', '\u001B[?62;c', '[')).keys).toEqual(['[']);
  });
});
