import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  assertEndpointsFit,
  assertListenersFit,
  assertNetworkHasRoom,
  assertPolicyFits,
  assertRulesFit,
  assertTargetsFit,
  portRanges,
  quotaSetting,
  quotasWith,
} from '../../../domain/limits.ts';
import { protocols, transports } from '../../../domain/ports.ts';
import { brokenRule } from './support/broken-rule.ts';

const tcp = (...ports: number[]) => ports.map((port) => ({ port, protocol: 'TCP' as const }));

describe('rules of a security group', () => {
  test('rules of a security group are one for neighbouring ports of one transport, and one each for others', () => {
    expect(portRanges(tcp(5432, 9003, 9001, 9002))).toEqual([
      { transport: 'TCP', from: 5432, to: 5432, protocol: 'TCP' },
      { transport: 'TCP', from: 9001, to: 9003, protocol: 'TCP' },
    ]);
    expect(
      portRanges([
        { port: 443, protocol: 'TLS' },
        { port: 53, protocol: 'TCP_UDP' },
      ]),
    ).toEqual([
      { transport: 'TCP', from: 443, to: 443, protocol: 'TLS' },
      { transport: 'TCP', from: 53, to: 53, protocol: 'TCP_UDP' },
      { transport: 'UDP', from: 53, to: 53, protocol: 'TCP_UDP' },
    ]);
  });

  test('open exactly the ports that are asked for, and are as few as can be', () => {
    const port = fc.record({
      port: fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 65_535 })),
      protocol: fc.constantFrom(...protocols),
    });
    fc.assert(
      fc.property(fc.array(port, { maxLength: 60 }), (ports) => {
        const wanted = new Set(
          ports.flatMap(({ port, protocol }) =>
            transports(protocol).map((transport) => `${transport} ${port}`),
          ),
        );
        const ranges = portRanges(ports);
        const opened = ranges.flatMap(({ transport, from, to }) =>
          Array.from({ length: to - from + 1 }, (_, index) => `${transport} ${from + index}`),
        );
        expect(opened.length).toBe(new Set(opened).size);
        expect(new Set(opened)).toEqual(wanted);
        for (const { transport, to } of ranges)
          expect(ranges.some((other) => other.transport === transport && other.from === to + 1)).toBe(false);
      }),
    );
  });

  test('rules of a security group are refused above what a group takes, with number, limit and remedy', () => {
    expect(() => assertRulesFit(60)).not.toThrow();
    expect(brokenRule(() => assertRulesFit(62))).toEqual({
      code: 'limit_exceeded',
      message: '62 security group rules would be needed, and a security group takes 60 in each direction',
      fix: 'use neighbouring ports, which share one rule, or split the ports among several connections; or raise the quota and say so: QUOTA_RULES_PER_SECURITY_GROUP for the API, tray.quotas.rulesPerSecurityGroup in a fleet file',
    });
    expect(() => assertRulesFit(62, quotasWith({ rulesPerSecurityGroup: 100 }))).not.toThrow();
  });
});

describe('a network', () => {
  const zones = ['euw1-az1', 'euw1-az2'];
  const endpoints = (count: number, zoneIds: readonly string[] = zones) =>
    Array.from({ length: count }, () => zoneIds);

  test('a network takes as many endpoints as its subnets have addresses', () => {
    const cidr = '100.64.0.0/24';
    expect(() => assertNetworkHasRoom({ cidr, zoneIds: zones, endpoints: endpoints(26) })).not.toThrow();
    const full = brokenRule(() => assertNetworkHasRoom({ cidr, zoneIds: zones, endpoints: endpoints(27) }));
    expect(full).toMatchObject({ code: 'network_full', message: expect.stringContaining('room for 27') });
    // What is elsewhere takes no address here.
    const elsewhere = endpoints(27, ['euw1-az3']);
    expect(() => assertNetworkHasRoom({ cidr, zoneIds: zones, endpoints: elsewhere })).not.toThrow();
  });

  test('a network takes no more than a VPC does, however wide it is', () => {
    const cidr = '100.64.0.0/20';
    expect(() => assertNetworkHasRoom({ cidr, zoneIds: zones, endpoints: endpoints(49) })).not.toThrow();
    const full = brokenRule(() => assertNetworkHasRoom({ cidr, zoneIds: zones, endpoints: endpoints(50) }));
    expect(full.message).toBe('the network has 50 interface endpoints, and a VPC takes 50');
    const raised = quotasWith({ interfaceEndpointsPerVpc: 80 });
    expect(() =>
      assertNetworkHasRoom({ cidr, zoneIds: zones, endpoints: endpoints(79) }, raised),
    ).not.toThrow();
  });
});

test.each([
  ['60 interface endpoints', () => assertEndpointsFit(60)],
  ['51 ports', () => assertListenersFit(51)],
  ['501 targets', () => assertTargetsFit(501)],
  ['20481 characters', () => assertPolicyFits('endpoint', 20_481, 'list fewer')],
  ['10241 characters', () => assertPolicyFits('roleInline', 10_241, 'list fewer')],
])('%s are too many', (number, rule) => {
  expect(brokenRule(rule)).toMatchObject({
    code: 'limit_exceeded',
    message: expect.stringContaining(number),
  });
});

test('a raised quota is told by a setting of its name', () => {
  expect(quotaSetting('interfaceEndpointsPerVpc')).toBe('QUOTA_INTERFACE_ENDPOINTS_PER_VPC');
});
