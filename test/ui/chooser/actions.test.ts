import { describe, expect, it } from 'vitest';
import { pressInChooser } from '../../../src/ui/chooser/actions.js';
import { createChooserStore, selectedSource } from '../../../src/ui/chooser/state.js';
import { NOW, source, stateOf } from './fixture.js';

function setUp(...names: string[]) {
  const store = createChooserStore(NOW);
  store.setState(stateOf(...names.map(name => source(name))));
  const left: (string | null)[] = [];
  return {
    left,
    store,
    press: (...keys: string[]) => {
      for (const key of keys) pressInChooser(key, { store, page: 2, leave: path => void left.push(path) });
    },
    at: () => selectedSource(store.getState())?.path.match(/(\w+)\.jsonl/)?.[1],
  };
}

describe('the keys of the list', () => {
  it.each([
    [['j'], 'b'],
    [['down', 'down'], 'c'],
    [['j', 'k'], 'a'],
    [['up'], 'a'],
    [['G', 'j'], 'd'],
    [['end', 'g'], 'a'],
    [['space'], 'c'],
    [['end', 'pageup'], 'b'],
  ])('%j leads to %s', (keys, at) => {
    const list = setUp('a', 'b', 'c', 'd');
    list.press(...keys);
    expect(list.at()).toBe(at);
  });

  it('enter takes the selected log, q none', () => {
    const list = setUp('a', 'b');
    list.press('j', 'return', 'q');
    expect(list.left).toEqual([source('b').path, null]);
  });

  it('begins at the most faithful of the logs that are written together, and g leads back to it', () => {
    const store = createChooserStore(NOW);
    const [transcript, recording, older] = [
      source('transcript', { modifiedAt: NOW - 1000, fidelity: 'reserialised' }),
      source('recording', { modifiedAt: NOW - 9000, fidelity: 'wire' }),
      source('older', { fidelity: 'wire' }),
    ];
    store.setState(stateOf(transcript, recording, older));
    const at = (): string | undefined => selectedSource(store.getState())?.path;
    const press = (key: string): void => pressInChooser(key, { store, page: 2, leave: () => {} });
    expect(at()).toBe(recording.path);
    press('k');
    expect(at()).toBe(transcript.path);
    press('g');
    expect(at()).toBe(recording.path);
  });

  it('nothing but quit does anything where there is no log', () => {
    const list = setUp();
    list.press('j', 'G', 'return', 'escape');
    expect(list.left).toEqual([null]);
    expect(list.store.getState().selected).toBeNull();
  });

  it('stays on the log that the reader moved to when a newer one comes', () => {
    const list = setUp('a', 'b');
    list.press('j');
    list.store.setState({ findings: stateOf(source('new'), source('a'), source('b')).findings });
    expect(list.at()).toBe('b');
    list.press('g');
    expect(list.at()).toBe('new');
  });

  it('goes to the newest when the selected log is gone', () => {
    const list = setUp('a', 'b');
    list.press('j');
    list.store.setState({ findings: stateOf(source('a')).findings });
    expect(list.at()).toBe('a');
  });
});
