import { describe, expect, test } from '@jest/globals';
import { loadFleet } from '../../../../stacks/fleet/load.ts';
import { fleetWith, problemsOf, soundFleet } from './support/fleet-text.ts';

const zones = 'regions: [eu-west-1, us-east-1]';
const connection = (index: number) => `  - id: acme-${index}
    organization: acme
    service: com.amazonaws.vpce.eu-west-1.vpce-svc-${index.toString(16).padStart(17, '1')}
    ports: [{ port: 443 }]
`;
const many = (count: number) =>
  soundFleet
    .replace('cidr: 100.64.0.0/24', 'cidr: 100.65.0.0/20')
    .replace(
      '  - id: globex-db\n',
      `${Array.from({ length: count }, (_, index) => connection(index)).join('')}  - id: globex-db\n`,
    );

describe('a fleet file', () => {
  test('a fleet file has no more interface endpoints in a network than a VPC takes', () => {
    expect(problemsOf(many(49))).toEqual([]);
    expect(problemsOf(many(60))).toEqual([
      expect.stringMatching(
        /^networks\[0\]: 61 interface endpoints would be in the network, .* a VPC takes 50; .*\(line 14\)$/,
      ),
    ]);
  });

  test('a fleet file takes an operator’s word for raised quotas', () => {
    const raised = many(60).replace(zones, `${zones}\n  quotas: { interfaceEndpointsPerVpc: 100 }`);
    expect(problemsOf(raised)).toEqual([]);
    expect(loadFleet(raised).tray.quotas).toEqual({ interfaceEndpointsPerVpc: 100 });
  });

  test('a fleet file has no more listeners on a load balancer than it takes', () => {
    const ports = Array.from({ length: 51 }, (_, index) => `p${index}: { port: ${1000 + index} }`).join(', ');
    const text = fleetWith(['ports: { postgres: { port: 5432 } }', `ports: { ${ports} }`]);
    expect(problemsOf(text)).toEqual([expect.stringMatching(/^producers\[0\]\.ports: 51 ports would be/)]);
  });

  test('a fleet file opens a hundred ports in a row with one rule', () => {
    const ports = Array.from({ length: 100 }, (_, index) => `{ port: ${9000 + index} }`).join(', ');
    expect(problemsOf(fleetWith(['ports: [{ port: 5432 }]', `ports: [${ports}]`]))).toEqual([]);
  });

  test.each(['bedrock-runtime', 'sagemaker.api', 's3tables', 'git-codecommit-fips', 'ecs'])(
    'a fleet file names any AWS service: %s',
    (service) => {
      const text = fleetWith(['cidr: 100.64.1.0/24', `cidr: 100.64.1.0/24\n    awsServices: [${service}]`]);
      expect(problemsOf(text)).toEqual([]);
      expect(loadFleet(text).networks[1]?.awsServices).toEqual([service]);
    },
  );

  test.each([
    'Bedrock',
    'bedrock runtime',
    'vpce-svc-0123456789abcdef0',
    'com.amazonaws.vpce.eu-west-1.vpce-svc-0123456789abcdef0',
    '-logs',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: Terraform's own syntax, meant as text.
    '"${path.root}"',
  ])('a fleet file does not take what cannot be a service’s name: %s', (service) => {
    const text = fleetWith(['cidr: 100.64.1.0/24', `cidr: 100.64.1.0/24\n    awsServices: [${service}]`]);
    expect(problemsOf(text)).toEqual([expect.stringContaining('is not the short name of an AWS service')]);
  });

  test('a fleet file says bucket by bucket and table by table what may be done, and with whose keys', () => {
    const gateways = `gateways:
      s3: { buckets: [exports, { name: imports, access: read, principals: any }] }
      dynamodb: { tables: [{ name: theirs, account: "333333333333", principals: ["333333333333"] }] }`;
    const text = fleetWith(['cidr: 100.64.1.0/24', `cidr: 100.64.1.0/24\n    ${gateways}`]);
    expect(problemsOf(text)).toEqual([]);
    expect(loadFleet(text).networks[1]?.gateways).toEqual({
      s3: { buckets: ['exports', { name: 'imports', access: 'read', principals: 'any' }] },
      dynamodb: { tables: [{ name: 'theirs', account: '333333333333', principals: ['333333333333'] }] },
    });
  });
});
