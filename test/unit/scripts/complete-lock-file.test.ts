import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { type LockedPackages, missingEntries, platformOf } from '../../../scripts/complete-lock-file.ts';

const packages: LockedPackages = {
  '': {},
  'node_modules/linter': {
    version: '2.0.0',
    dev: true,
    optionalDependencies: { '@linter/cli-linux-x64-musl': '2.0.0', '@linter/cli-darwin-arm64': '2.0.0' },
  },
  'node_modules/@linter/cli-linux-x64-musl': { version: '2.0.0', optional: true },
  'node_modules/server/node_modules/watcher': { optionalDependencies: { fsevents: '1.0.0' } },
  'node_modules/server/node_modules/fsevents': { version: '1.0.0' },
};

describe('the lock file', () => {
  test('the lock file that is committed has an entry for every platform that a package wants', () => {
    const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'));
    expect(missingEntries(lock.packages)).toEqual({});
  });

  test('the lock file names no registry', () => {
    expect(readFileSync('package-lock.json', 'utf8')).not.toMatch(/"resolved": "https?:/);
  });

  test('gets the entries that it lacks, with version, system and processor', () => {
    expect(missingEntries(packages)).toEqual({
      'node_modules/@linter/cli-darwin-arm64': {
        version: '2.0.0',
        cpu: ['arm64'],
        os: ['darwin'],
        dev: true,
        optional: true,
      },
    });
  });

  test('the lock file is not completed by a guess', () => {
    const ranged = { 'node_modules/a': { optionalDependencies: { b: '^1.0.0' } } };
    expect(() => missingEntries(ranged)).toThrow(
      'node_modules/a wants b ^1.0.0, which is not an exact version',
    );
  });

  test.each([
    ['@swc/core-linux-arm-gnueabihf', { cpu: ['arm'], os: ['linux'] }],
    ['@esbuild/win32-ia32', { cpu: ['ia32'], os: ['win32'] }],
    ['@oxc/binding-wasm32-wasi', { cpu: ['wasm32'] }],
    ['fsevents', {}],
  ])('the lock file reads the platform off a name: %s', (name, platform) => {
    expect(platformOf(name)).toEqual(platform);
  });
});
