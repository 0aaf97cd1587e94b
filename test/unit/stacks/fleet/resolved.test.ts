import { describe, expect, test } from '@jest/globals';
import { fleetWith, load, soundFleet } from './support/fleet-text.ts';

describe('a resolved fleet', () => {
  test("a resolved fleet has Tray's settings filled in", () => {
    const { tray, backend } = load(soundFleet);
    expect(backend).toEqual({ type: 'local' });
    expect(tray).toEqual({
      accountId: '111111111111',
      partition: 'aws',
      trustedPrincipalArns: ['arn:aws:iam::111111111111:root'],
      regions: ['eu-west-1', 'us-east-1'],
      addressPool: { cidr: '100.64.0.0/10', networkPrefixLength: 24 },
      zone: 'privatelink.tray.internal',
      alarmTopicArns: {},
      roundTrips: {},
    });
  });

  test("a resolved fleet has each organization's principal", () => {
    expect(load(soundFleet).organizations[0]).toEqual({
      id: 'acme',
      customerName: 'Acme Corp.',
      awsAccounts: ['222222222222'],
      partition: 'aws',
      declaredCidrs: ['10.0.0.0/16'],
      principalArn: 'arn:aws:iam::111111111111:role/tray-privatelink-acme',
    });
  });

  test('a resolved fleet has networks with a subnet for each zone, two zones by default', () => {
    const [first, second] = load(soundFleet).networks;
    expect([...(first?.subnets ?? [])]).toEqual([
      ['euw1-az1', '100.64.0.0/27'],
      ['euw1-az2', '100.64.0.32/27'],
    ]);
    expect(second).toMatchObject({
      zoneIds: ['use1-az1', 'use1-az2'],
      gateways: {},
      awsServices: [],
      connectors: [],
    });
  });

  test('a resolved fleet has no excluded zone among the default ones', () => {
    const seoul = fleetWith(
      ['regions: [eu-west-1, us-east-1]', 'regions: [eu-west-1, us-east-1, ap-northeast-2]'],
      [
        'connections:\n',
        '  - { organization: acme, region: ap-northeast-2, cidr: 100.64.2.0/24 }\nconnections:\n',
      ],
    );
    expect(load(seoul).networks[2]?.zoneIds).toEqual(['apne2-az1', 'apne2-az3']);
  });

  test('a resolved fleet has connections that know their network, region, owners and stage', () => {
    const fleet = load(soundFleet);
    const [connection] = fleet.connections;
    expect(connection?.network).toBe(fleet.networks[0]);
    expect(connection?.organization).toBe(fleet.organizations[0]);
    expect(connection).toMatchObject({
      region: 'eu-west-1',
      crossRegion: false,
      serviceOwners: ['222222222222'],
      ports: [{ port: 5432, protocol: 'TCP' }],
      zoneIds: ['euw1-az1', 'euw1-az2'],
      stage: 'requested',
    });
    expect(connection?.choice.reason).toBe("eu-west-1 is the service's own region");
    expect(connection).not.toHaveProperty('hostname');
  });

  test('a resolved fleet leaves excluded zones out of cross-region connections', () => {
    const text = fleetWith(
      [
        'com.amazonaws.vpce.us-east-1.vpce-svc-0123456789abcdef1',
        'com.amazonaws.vpce.us-west-2.vpce-svc-0123456789abcdef1',
      ],
      ['    cidr: 100.64.1.0/24', '    cidr: 100.64.1.0/24\n    zoneIds: [use1-az1, use1-az3, use1-az4]'],
    );
    expect(load(text).connections[1]).toMatchObject({ crossRegion: true, zoneIds: ['use1-az1', 'use1-az4'] });
  });

  test('a resolved fleet leaves out zones that the service is not in', () => {
    const name = 'com.amazonaws.vpce.eu-west-1.vpce-svc-0123456789abcdef0';
    const text = fleetWith([`service: ${name}`, `service: { name: ${name}, zoneIds: [euw1-az2, euw1-az3] }`]);
    expect(load(text).connections[0]).toMatchObject({
      serviceZoneIds: ['euw1-az2', 'euw1-az3'],
      zoneIds: ['euw1-az2'],
    });
  });

  test('a resolved fleet takes a Marketplace service that two organizations use', () => {
    const name = 'com.amazonaws.vpce.us-east-1.vpce-svc-0123456789abcdef1';
    const text = fleetWith(
      [`service: ${name}`, `service: { name: ${name}, owner: aws-marketplace }`],
      [
        'com.amazonaws.vpce.eu-west-1.vpce-svc-0123456789abcdef0',
        `{ name: ${name}, owner: aws-marketplace }\n    region: eu-west-1`,
      ],
    );
    for (const connection of load(text).connections) {
      expect(connection).toMatchObject({
        service: { kind: 'marketplace' },
        serviceOwners: ['aws-marketplace'],
      });
    }
  });

  test('a resolved fleet has one producer for each region, with the inputs of the module', () => {
    const { producers } = load(soundFleet);
    expect(producers).toEqual([
      {
        id: 'acme-db',
        region: 'eu-west-1',
        accountId: '222222222222',
        partition: 'aws',
        orgId: 'acme',
        inputs: {
          name: 'acme-db',
          customerName: 'Acme Corp.',
          trayOrgId: 'acme',
          allowedPrincipals: ['arn:aws:iam::111111111111:role/tray-privatelink-acme'],
          acceptedEndpointIds: [],
          acceptanceRequired: true,
          acceptEveryRequestWithoutReview: false,
          supportedRegions: [],
          vpcId: 'vpc-0123456789abcdef0',
          subnets: { 'euw1-az1': 'subnet-0123456789abcdef0' },
          securityGroupIds: [],
          ingressCidrBlocks: {},
          egressCidrBlocks: {},
          tags: {},
          ports: { postgres: { port: 5432, protocol: 'TCP', targets: {} } },
        },
      },
    ]);
  });

  test('merges what a region adds to a port of a producer', () => {
    const text = fleetWith(
      [
        '{ postgres: { port: 5432 } }',
        '{ https: { port: 443, protocol: TLS, tlsServerName: a.example.com } }',
      ],
      [
        '        vpcId:',
        '        ports:\n          https:\n            certificateArn: arn:aws:acm:eu-west-1:222222222222:certificate/0a-1b\n            targets: { one: { id: 10.0.0.1 } }\n        vpcId:',
      ],
    );
    expect(load(text).producers[0]?.inputs.ports).toEqual({
      https: {
        port: 443,
        protocol: 'TLS',
        tlsServerName: 'a.example.com',
        certificateArn: 'arn:aws:acm:eu-west-1:222222222222:certificate/0a-1b',
        targets: { one: { id: '10.0.0.1' } },
      },
    });
  });

  test('a resolved fleet of five thousand connections is read in time that grows with it alone', () => {
    const hex = (number: number) => number.toString(16).padStart(17, '0');
    const fleetOf = (organizations: number) => {
      const ids = Array.from({ length: organizations }, (_, index) => index);
      return [
        'version: 1\ntray: { accountId: "111111111111", regions: [eu-west-1] }\norganizations:',
        ...ids.map(
          (id) => `  - { id: org-${id}, customerName: Org ${id}, awsAccounts: ["${200_000_000_000 + id}"] }`,
        ),
        'networks:',
        ...ids.map(
          (id) =>
            `  - { organization: org-${id}, region: eu-west-1, cidr: 100.${64 + Math.floor(id / 256)}.${id % 256}.0/24 }`,
        ),
        'connections:',
        ...ids.flatMap((id) =>
          [0, 1, 2, 3, 4].map(
            (n) =>
              `  - { id: c-${id}-${n}, organization: org-${id}, service: com.amazonaws.vpce.eu-west-1.vpce-svc-${hex(id * 5 + n)}, ports: [{ port: 443 }] }`,
          ),
        ),
      ].join('\n');
    };
    const measure = (organizations: number) => {
      const text = fleetOf(organizations);
      const start = performance.now();
      expect(load(text).connections).toHaveLength(organizations * 5);
      return (performance.now() - start) / organizations;
    };
    measure(100);
    // Generous: only growth with the square of the fleet must fail here, not a busy machine.
    expect(measure(1000)).toBeLessThan(5 * Math.min(measure(200), measure(200)));
  });
});
