import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { findPortProblems, parsePorts, protocols, transports } from '../../../domain/ports.ts';
import { brokenRule } from './support/broken-rule.ts';

describe('ports', () => {
  test('ports are TCP unless they say otherwise, and keep their order', () => {
    expect(
      parsePorts([
        { port: 5432 },
        { port: 53, protocol: 'UDP' },
        { port: 443, protocol: 'TLS', tlsServerName: 'db.example.com' },
      ]),
    ).toEqual([
      { port: 5432, protocol: 'TCP' },
      { port: 53, protocol: 'UDP' },
      { port: 443, protocol: 'TLS', tlsServerName: 'db.example.com' },
    ]);
  });

  test('ports of every legal number are taken', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 65_535 }), (port) => {
        expect(parsePorts([{ port }])).toEqual([{ port, protocol: 'TCP' }]);
      }),
    );
  });

  test.each([0, -1, 70_000, 65_536, 80.5, Number.NaN])('ports do not include %d', (port) => {
    expect(brokenRule(() => parsePorts([{ port }]))).toEqual({
      code: 'invalid_ports',
      message: `${port} is not a port`,
      fix: 'use 1–65535',
    });
  });

  test('ports may share a number across transports, not within one', () => {
    expect(
      parsePorts([
        { port: 53, protocol: 'TCP' },
        { port: 53, protocol: 'UDP' },
      ]),
    ).toHaveLength(2);
    expect(brokenRule(() => parsePorts([{ port: 443 }, { port: 80 }, { port: 443 }]))).toMatchObject({
      message: 'TCP port 443 is listed twice, first as entry 1',
    });
    expect(
      brokenRule(() =>
        parsePorts([
          { port: 53, protocol: 'UDP' },
          { port: 53, protocol: 'TCP_UDP' },
        ]),
      ).message,
    ).toContain('UDP port 53 is listed twice');
  });

  test('with TLS need the name in the certificate', () => {
    expect(brokenRule(() => parsePorts([{ port: 443, protocol: 'TLS' }]))).toEqual({
      code: 'invalid_ports',
      message: 'TLS port 443 has no server name, so no client can verify its certificate',
      fix: "add tlsServerName: the name in the service's certificate, such as db.example.com",
    });
    expect(
      brokenRule(() => parsePorts([{ port: 443, protocol: 'TLS', tlsServerName: 'https://x' }])).message,
    ).toBe('"https://x" is a URL');
  });

  test('with TCP may carry TLS that the targets end; with UDP there is none', () => {
    expect(parsePorts([{ port: 5432, tlsServerName: 'db.example.com' }])).toHaveLength(1);
    expect(
      brokenRule(() => parsePorts([{ port: 53, protocol: 'UDP', tlsServerName: 'dns.example.com' }])).message,
    ).toBe('a server name has no meaning on UDP port 53');
  });

  test('ports have one of four protocols', () => {
    expect(brokenRule(() => parsePorts([{ port: 443, protocol: 'HTTPS' }]))).toMatchObject({
      message: '"HTTPS" is not a protocol',
      fix: 'use TCP, UDP, TCP_UDP, TLS',
    });
  });

  test('ports are never none', () => {
    expect(brokenRule(() => parsePorts([])).message).toBe('a service without ports cannot be reached');
  });

  test('ports have all their problems found at once, each with its place', () => {
    const found = findPortProblems([
      { port: 0 },
      { port: 443, protocol: 'TLS' },
      { port: 1, protocol: 'ICMP' },
    ]);
    expect(found.map(({ index, field }) => [index, field])).toEqual([
      [0, 'port'],
      [1, 'tlsServerName'],
      [2, 'protocol'],
    ]);
  });

  test('ports that are taken never collide on the wire', () => {
    const entry = fc.record({
      port: fc.integer({ min: 1, max: 6 }),
      protocol: fc.constantFrom(...protocols),
    });
    fc.assert(
      fc.property(fc.array(entry, { minLength: 1, maxLength: 6 }), (entries) => {
        const inputs = entries.map((one) => ({
          ...one,
          ...(one.protocol === 'TLS' ? { tlsServerName: 'a.example' } : {}),
        }));
        const wires = inputs.flatMap(({ port, protocol }) =>
          transports(protocol).map((transport) => `${transport} ${port}`),
        );
        const unique = new Set(wires).size === wires.length;
        expect(findPortProblems(inputs).length === 0).toBe(unique);
      }),
    );
  });
});
