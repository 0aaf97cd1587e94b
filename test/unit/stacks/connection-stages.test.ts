import { describe, expect, test } from '@jest/globals';
import { connection, given } from './support/fixtures.ts';
import { ref } from './support/template.ts';

const dnsTypes = ['aws_route53_record', 'aws_route53_zone'];

describe('requested', () => {
  test('requested makes no name, and does not even look for the zone', () => {
    const template = connection({ stage: 'requested', hostname: 'db.acme.example' });
    for (const type of dnsTypes) {
      expect(template.resources(type)).toEqual([]);
      expect(template.dataSources(type)).toEqual([]);
    }
  });

  test('requested is where a connection begins', () => {
    expect(connection().output('stage')).toBe('requested');
    expect(connection().document).toEqual(connection({ stage: 'requested' }).document);
  });
});

describe('accepted', () => {
  test("accepted adds the connection's name in the network's zone, as an alias of the endpoint", () => {
    const template = connection({ stage: 'accepted', network: given });
    expect(template.resource('aws_route53_record.connection_dns_record')).toEqual(
      expect.objectContaining({
        zone_id: 'Z0AAAAAAAAAAA',
        name: 'orders-db.privatelink.tray.internal',
        type: 'A',
        alias: {
          name: ref('local.connection_regional-entry.dns_name'),
          zone_id: ref('local.connection_regional-entry.hosted_zone_id'),
          evaluate_target_health: false,
        },
      }),
    );
    expect(template.resources('aws_route53_zone')).toEqual([]);
  });

  test('accepted adds a private zone for exactly the hostname, so that certificates match and nothing else changes', () => {
    const template = connection({ stage: 'accepted', hostname: 'orders.db.acme.example' });
    expect(template.resource('aws_route53_zone.connection_dns_hostname-zone')).toMatchObject({
      name: 'orders.db.acme.example',
      vpc: [{ vpc_id: ref('data.aws_vpc.network_vpc.id') }],
    });
    expect(template.resource('aws_route53_record.connection_dns_hostname-record')).toMatchObject({
      name: 'orders.db.acme.example',
      zone_id: ref('aws_route53_zone.connection_dns_hostname-zone.zone_id'),
    });
    expect(template.output('host')).toBe('orders.db.acme.example');
    expect(template.output('dns_name')).toBe('orders-db.privatelink.tray.internal');
  });

  test('changes nothing of what was there: acceptance only adds', () => {
    const before = connection({ stage: 'requested', hostname: 'db.acme.example' });
    const after = connection({ stage: 'accepted', hostname: 'db.acme.example' });
    for (const { address, body } of before.resources()) expect(after.resource(address)).toEqual(body);
    const added = after
      .resources()
      .filter(({ address }) => !before.resources().some((old) => old.address === address));
    expect([...new Set(added.map(({ type }) => type))].sort()).toEqual(dnsTypes);
  });

  test('points at the regional name wherever it stands among the entries', () => {
    const locals = JSON.stringify(connection({ stage: 'accepted' }).document.locals);
    expect(locals).toContain('length(entry.dns_name) == min(');
  });
});
