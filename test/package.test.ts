import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

interface Locked {
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const { packages }: { readonly packages: Readonly<Record<string, Locked>> } = JSON.parse(
  readFileSync('package-lock.json', 'utf8'),
);

describe('the lock file', () => {
  test('holds the packages of every platform, or npm ci refuses it', () => {
    const missing = Object.entries(packages).flatMap(([name, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies)
        .filter(
          optional =>
            !(`node_modules/${optional}` in packages || `${name}/node_modules/${optional}` in packages),
        )
        .map(optional => `${optional} of ${name}`),
    );
    expect(
      missing,
      'npm dropped them because node_modules was there: make the lock in an empty folder',
    ).toEqual([]);
  });
});
