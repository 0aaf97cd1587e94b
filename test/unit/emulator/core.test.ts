import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Agenda } from '../../../emulator/core/agenda.ts';
import { IdSource } from '../../../emulator/core/ids.ts';
import {
  contains,
  formatAddress,
  overlaps,
  parseCidr,
  usableAddresses,
} from '../../../emulator/core/ipv4.ts';
import { Collection, State } from '../../../emulator/core/state.ts';
import { supportedActions } from '../../../emulator/index.ts';
import { services } from '../../../emulator/services/index.ts';

describe('the agenda', () => {
  test('the agenda runs what is due, in the order of time and then of arrival, each once', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(20), { maxLength: 30 }), fc.nat(20), (times, now) => {
        const agenda = new Agenda();
        const ran: [at: number, order: number][] = [];
        for (const [order, at] of times.entries()) agenda.schedule(at, () => ran.push([at, order]));
        agenda.runDue(now);
        agenda.runDue(now);
        const expected = times
          .map((at, order): [number, number] => [at, order])
          .filter(([at]) => at <= now)
          .sort(([a, i], [b, j]) => a - b || i - j);
        expect(ran).toEqual(expected);
        expect(agenda.size).toBe(times.length - expected.length);
      }),
    );
  });

  test('the agenda holds back what is held, and forgets what is cancelled', () => {
    const agenda = new Agenda();
    const ran: string[] = [];
    let isHeld = true;
    agenda.schedule(
      1,
      () => ran.push('held'),
      () => isHeld,
    );
    const cancel = agenda.schedule(2, () => ran.push('cancelled'));
    agenda.schedule(3, () => ran.push('free'));
    cancel();
    cancel();
    agenda.runDue(10);
    expect(ran).toEqual(['free']);
    isHeld = false;
    agenda.runDue(10);
    expect(ran).toEqual(['free', 'held']);
  });

  test('the agenda runs at once what a due entry schedules for a time that has passed', () => {
    const agenda = new Agenda();
    const ran: number[] = [];
    agenda.schedule(1, () => {
      ran.push(1);
      agenda.schedule(2, () => ran.push(2));
      agenda.schedule(9, () => ran.push(9));
    });
    agenda.runDue(5);
    expect(ran).toEqual([1, 2]);
  });
});

describe('IPv4 blocks', () => {
  const block = fc.tuple(fc.nat(0xffffffff), fc.integer({ min: 8, max: 30 })).map(([address, prefix]) => {
    const size = 2 ** (32 - prefix);
    return `${formatAddress(Math.floor(address / size) * size)}/${prefix}`;
  });

  test('IPv4 blocks are parsed only in their canonical form', () => {
    fc.assert(
      fc.property(block, (text) => {
        const parsed = parseCidr(text);
        expect(parsed && `${formatAddress(parsed.first)}/${parsed.prefixLength}`).toBe(text);
      }),
    );
    for (const text of ['10.0.0.1/24', '10.0.0.0', '10.0.0.0/33', '256.0.0.0/8', '::/0', ' 10.0.0.0/8']) {
      expect(parseCidr(text)).toBeUndefined();
    }
  });

  test('IPv4 blocks that contain each other overlap, and overlapping is mutual', () => {
    fc.assert(
      fc.property(block, block, (a, b) => {
        const [x, y] = [parseCidr(a), parseCidr(b)];
        if (x === undefined || y === undefined) throw new Error('not a block');
        expect(overlaps(x, y)).toBe(overlaps(y, x));
        expect(overlaps(x, y)).toBe(contains(x, y) || contains(y, x));
      }),
    );
  });

  test('give out neither the first four addresses nor the last', () => {
    const small = parseCidr('10.0.0.16/28');
    if (small === undefined) throw new Error('not a block');
    const addresses = [...usableAddresses(small)];
    expect(addresses).toHaveLength(11);
    expect([addresses[0], addresses.at(-1)]).toEqual(['10.0.0.20', '10.0.0.30']);
  });
});

test('ids are never given twice', () => {
  const ids = new IdSource('seed');
  const given = Array.from({ length: 5_000 }, () => ids.resource('vpce', '111111111111/eu-west-1'));
  expect(new Set(given).size).toBe(given.length);
});

test('resources that are gone but still shown do not count as left behind', () => {
  const state = new State({ readsBeforeVisible: () => 0 });
  const things = new Collection<{ gone: boolean }>('service', 'thing', { isGone: (thing) => thing.gone });
  const scope = { accountId: '111111111111', region: 'eu-west-1' };
  state.table(things, scope).put('a', { gone: true });
  state.table(things, scope).put('b', { gone: false });
  expect(state.resources()).toEqual([
    { service: 'service', type: 'thing', ...scope, id: 'b', resource: { gone: false } },
  ]);
});

describe('the table of services', () => {
  test('the table of services has every folder under services/, each under its own name, and no action twice', async () => {
    const folders = await readdir(new URL('../../../emulator/services/', import.meta.url), {
      withFileTypes: true,
    });
    expect(services.size).toBe(folders.filter((entry) => entry.isDirectory()).length);
    const keys = supportedActions().map(([service, action]) => `${service}:${action}`);
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys).toContain('ec2:CreateVpcEndpoint');
  });

  test('the table of services names actions as AWS does', () => {
    for (const [, action] of supportedActions()) expect(action).toMatch(/^[A-Z][A-Za-z0-9]+$/);
  });

  test('the README names every setting and every kind of fault', async () => {
    const readme = await readFile(new URL('../../../emulator/README.md', import.meta.url), 'utf8');
    for (const word of [
      'readsBeforeVisible',
      'transitionSeconds',
      'pendingAcceptanceSeconds',
      'throttle',
      'error',
      'latency',
      'drop',
      'stuck',
    ]) {
      expect(readme).toContain(`\`${word}\``);
    }
  });
});
