import { expect, test } from '@jest/globals';
import { ManualClock } from '../../../emulator/core/clock.ts';
import { findImage, imagesOf } from '../../../emulator/core/images.ts';
import { World } from '../../../emulator/core/world.ts';

function found(reference: string, ...mapped: string[]): string | undefined {
  const world = new World({ clock: new ManualClock(), accounts: [] });
  for (const image of mapped) imagesOf(world).put(image, { image, command: ['node'] });
  return findImage(world, reference)?.image;
}

const ecr = '111111111111.dkr.ecr.eu-west-1.amazonaws.com/tray/connector';

test('a mapping by repository name is for every registry, tag and digest', () => {
  expect(found(`${ecr}:4.2.0`, 'tray/connector')).toBe('tray/connector');
  expect(found('tray/connector', 'tray/connector')).toBe('tray/connector');
  expect(found(`${ecr}@sha256:abc`, 'tray/connector')).toBe('tray/connector');
  expect(found('localhost:5000/tray/connector', 'tray/connector')).toBe('tray/connector');
});

test('a mapping that says more is for that image alone, and wins', () => {
  const mapped = ['tray/connector', 'tray/connector:4.2.0', ecr];
  expect(found(`${ecr}:4.2.0`, ...mapped)).toBe('tray/connector:4.2.0');
  expect(found(`${ecr}:4.3.0`, ...mapped)).toBe(ecr);
  expect(found('other.example/tray/connector:1', ...mapped)).toBe('tray/connector');
});

test('an image without a tag is the latest', () => {
  expect(found('tray/connector', 'tray/connector:latest')).toBe('tray/connector:latest');
  expect(found('tray/connector', 'tray/connector:4')).toBeUndefined();
});

test.each(['tray/connector-postgres', 'connector', 'x/tray/connector'])(
  'a mapping is not for another repository: %s',
  (reference) => {
    expect(found(reference, 'tray/connector')).toBeUndefined();
  },
);
