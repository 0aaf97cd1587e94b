import { describe, expect, test } from '@jest/globals';
import { withoutTaint } from '../../../../api/terraform-state/taint.ts';

const resource = (type: string, status?: string) => ({
  mode: 'managed',
  type,
  name: 'one',
  instances: [{ ...(status ? { status } : {}), attributes: { id: 'vpce-1' } }],
});
const state = (...resources: unknown[]) =>
  Buffer.from(JSON.stringify({ version: 4, serial: 3, lineage: 'one', outputs: {}, resources }));

describe('a state with an endpoint whose making was disturbed', () => {
  test('a state with an endpoint whose making was disturbed is followed by one that keeps it', () => {
    const after = withoutTaint(state(resource('aws_vpc_endpoint', 'tainted')), 'aws_vpc_endpoint');
    expect(JSON.parse(String(after))).toEqual({
      version: 4,
      serial: 4,
      lineage: 'one',
      outputs: {},
      resources: [resource('aws_vpc_endpoint')],
    });
  });

  test('a state with an endpoint whose making was disturbed says nothing about resources of other types, and needs no other when nothing is marked', () => {
    const others = state(resource('aws_security_group', 'tainted'), resource('aws_vpc_endpoint'));
    expect(withoutTaint(others, 'aws_vpc_endpoint')).toBeUndefined();
  });
});
