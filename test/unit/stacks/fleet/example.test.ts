import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { loadFleet } from '../../../../stacks/fleet/load.ts';

const text = readFileSync(new URL('../../../../fleet.example.yaml', import.meta.url), 'utf8');
const fleet = loadFleet(text, { fileName: 'fleet.example.yaml' });

describe('the example fleet', () => {
  test('the example fleet has two organizations in three regions', () => {
    expect(fleet.organizations).toHaveLength(2);
    expect(new Set(fleet.networks.map((network) => network.region)).size).toBe(3);
  });

  test('the example fleet shows a cross-region connection by choice, and one by request', () => {
    const crossRegion = fleet.connections.filter((connection) => connection.crossRegion);
    expect(crossRegion.map((connection) => connection.choice.reason)).toEqual([
      'eu-west-1 is the nearest enabled region to eu-central-1 (24.5 ms round trip, measured)',
      expect.stringMatching(/^ap-southeast-2 was asked for/),
    ]);
  });

  test('the example fleet shows a hostname, a Marketplace service, TLS and both stages', () => {
    expect(fleet.connections.filter((connection) => connection.hostname !== undefined)).toHaveLength(1);
    expect(fleet.connections.some((connection) => connection.service.kind === 'marketplace')).toBe(true);
    expect(
      fleet.connections.some((connection) => connection.ports.some((port) => port.protocol === 'TLS')),
    ).toBe(true);
    expect(new Set(fleet.connections.map((connection) => connection.stage))).toEqual(
      new Set(['requested', 'accepted']),
    );
  });

  test('the example fleet shows connectors, and gateways with allow-lists', () => {
    expect(fleet.networks.flatMap((network) => network.connectors)).toHaveLength(2);
    const [network] = fleet.networks;
    expect(network?.gateways.s3?.buckets).toHaveLength(2);
    expect(network?.gateways.dynamodb?.tables).toHaveLength(1);
  });

  test('the example fleet shows a producer in two regions', () => {
    expect(fleet.producers.map((producer) => producer.region)).toEqual(['eu-central-1', 'eu-west-1']);
  });

  test('the example fleet explains every top-level part in a comment above it', () => {
    const lines = text.split('\n');
    for (const [index, line] of lines.entries()) {
      if (/^[a-z]+:/.test(line)) expect(lines[index - 1]).toMatch(/^#/);
    }
  });
});
