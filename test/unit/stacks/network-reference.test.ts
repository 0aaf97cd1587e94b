import { describe, expect, test } from '@jest/globals';
import { NetworkReference } from '../../../stacks/consumer/network-reference.ts';
import { connection, given, lookedUp, zoneName } from './support/fixtures.ts';
import { object } from './support/template.ts';

describe('a network found by its tags', () => {
  const template = connection({
    network: lookedUp,
    zoneIds: ['euw1-az2'],
    stage: 'accepted',
  });

  test('a network found by its tags is the VPC that carries its name, with the block that is expected', () => {
    const [vpc] = template.dataSources('aws_vpc');
    expect(vpc?.body.tags).toEqual({ 'tray:network': 'acme/eu-west-1' });
    expect(JSON.stringify(object(vpc?.body.lifecycle).postcondition)).toContain('100.64.0.0/24');
  });

  test('a network found by its tags has its subnets found by AZ id, one for each zone or a clear error', () => {
    const [subnets] = template.dataSources('aws_subnets');
    expect(subnets?.body.filter).toContainEqual({ name: 'tag:tray:az-id', values: ['euw1-az2'] });
    expect(JSON.stringify(object(subnets?.body.lifecycle).postcondition)).toContain('length(self.ids) == 1');
  });

  test('a network found by its tags has its private zone found by name and VPC', () => {
    expect(template.dataSources('aws_route53_zone')[0]?.body).toMatchObject({
      name: zoneName,
      private_zone: true,
    });
  });
});

describe('a network known by its ids', () => {
  test('a network known by its ids is planned without asking AWS', () => {
    const template = connection({ network: given, stage: 'accepted' });
    expect(template.dataSources()).toEqual([]);
  });

  test('a network known by its ids makes the same resources as one that is found', () => {
    const addresses = (network: NetworkReference) =>
      connection({ network, stage: 'accepted' })
        .resources()
        .map(({ address }) => address);
    expect(addresses(given)).toEqual(addresses(lookedUp));
  });

  test('a network known by its ids refuses an AZ name for an AZ id', () => {
    const network = NetworkReference.fromAttributes({
      vpcId: 'vpc-0aaaaaaaaaaaaaaaa',
      cidr: '100.64.0.0/24',
      subnetIds: { 'eu-west-1a': 'subnet-0aaaaaaaaaaaaaaa1' },
      zoneName,
      hostedZoneId: 'Z0AAAAAAAAAAA',
    });
    expect(() => connection({ network })).toThrow(/"eu-west-1a" is an AZ name/);
  });
});
