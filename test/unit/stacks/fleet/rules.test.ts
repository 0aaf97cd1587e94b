import { describe, expect, test } from '@jest/globals';
import { fleetWith, problemsOf, soundFleet } from './support/fleet-text.ts';

/** One mistake, and all that is said about it. */
type Mistake = readonly [
  what: string,
  replacements: [before: string, after: string][],
  ...problems: string[],
];

function describeMistakes(title: string, mistakes: readonly Mistake[]): void {
  describe(title, () => {
    for (const [what, replacements, ...problems] of mistakes) {
      test(what, () => expect(problemsOf(fleetWith(...replacements))).toEqual(problems));
    }
  });
}

const acmeService = 'com.amazonaws.vpce.eu-west-1.vpce-svc-0123456789abcdef0';
const globexService = 'com.amazonaws.vpce.us-east-1.vpce-svc-0123456789abcdef1';

test('the sound fleet has no problem', () => expect(problemsOf(soundFleet)).toEqual([]));

describeMistakes('structure', [
  [
    'an unknown key is refused, with the one that was meant',
    [['    customerName: Acme Corp.', '    customerName: Acme Corp.\n    awsAcounts: ["222222222222"]']],
    'organizations[0].awsAcounts: unknown key; did you mean "awsAccounts"? (line 8)',
  ],
  [
    'an unknown key that resembles nothing gets the list of keys',
    [['    cidr: 100.64.1.0/24', '    cidr: 100.64.1.0/24\n    xyzzy: 1']],
    'networks[1].xyzzy: unknown key; use one of organization, region, cidr, zoneIds, gateways, awsServices, probe, connectors (line 21)',
  ],
  ['a missing version is asked for', [['version: 1\n', '']], 'version: is missing; add version: 1 (line 1)'],
  [
    'another version is refused',
    [['version: 1\n', 'version: 2\n']],
    'version: 2 is not one of the values; use 1 (line 1)',
  ],
  [
    'an account number without quotes keeps its zeros in the fix',
    [['accountId: "111111111111"', 'accountId: 011111111111']],
    'tray.accountId: 011111111111 is a number; put it in quotes: "011111111111" (line 3)',
  ],
  [
    'a port in quotes is a string',
    [['{ port: 5432 }]\n  - id', '{ port: "5432" }]\n  - id']],
    'connections[0].ports[0].port: "5432" is a string; write a number, without quotes (line 25)',
  ],
  [
    'a value that is left out is named',
    [['    customerName: Acme Corp.', '    customerName:']],
    'organizations[0].customerName: has no value; write a string, or remove the key (line 7)',
  ],
  [
    'a stage that is misspelled is suggested',
    [[`service: ${acmeService}`, `service: ${acmeService}\n    stage: acepted`]],
    'connections[0].stage: "acepted" is not one of the values; did you mean accepted? use requested or accepted (line 25)',
  ],
  [
    'a backend of an unknown type is refused',
    [['organizations:\n', 'backend: { type: gcs }\norganizations:\n']],
    'backend.type: "gcs" is not one of the values; use local or s3 (line 5)',
  ],
  [
    'an S3 backend says what it lacks',
    [['organizations:\n', 'backend: { type: s3, region: eu-west-1 }\norganizations:\n']],
    'backend.bucket: is missing; add bucket (a string) (line 5)',
  ],
  [
    'a list where a mapping belongs is refused',
    [[`service: ${acmeService}`, 'service: [a]']],
    'connections[0].service: expected a string or a mapping, not a list; see fleet.example.yaml (line 24)',
  ],
  [
    'an empty fleet is refused',
    [[soundFleet.slice(soundFleet.indexOf('organizations:')), 'organizations: []\n']],
    'organizations: the fleet is empty; add at least one organization; see fleet.example.yaml (line 5)',
  ],
]);

describeMistakes('organizations', [
  [
    'need an AWS account',
    [['awsAccounts: ["222222222222"]', 'awsAccounts: []']],
    'organizations[0].awsAccounts: the organization has no AWS account, so it can own no service; list the 12-digit numbers of its accounts (line 8)',
  ],
  [
    'have ids of their own',
    [['  - id: globex\n', '  - id: acme\n']],
    'organizations[1].id: "acme" is the id of organizations[0] already; give each organization its own OrgID (line 10)',
    'networks[1].organization: no organization "globex" is declared; use one that is: acme (line 18)',
    'connections[1].organization: no organization "globex" is declared; use one that is: acme (line 27)',
  ],
  [
    'must not declare away the whole address pool',
    [['[10.0.0.0/16]', '[10.0.0.0/16, 100.0.0.0/8]']],
    'organizations[0].declaredCidrs[1]: 100.0.0.0/8 covers the whole address pool 100.64.0.0/10, so no network can be made; declare only the blocks that the customer really routes to Tray, or move the pool (line 9)',
  ],
  [
    "are in the partition of Tray's account",
    [['customerName: Globex GmbH', 'customerName: Globex GmbH\n    partition: aws-cn']],
    "organizations[1].partition: the organization is in AWS China (aws-cn), Tray's account in AWS commercial (aws); PrivateLink does not cross partitions: put it into the fleet of that partition (line 12)",
    "connections[1].service: us-east-1 is in AWS commercial (aws), the account is in AWS China (aws-cn); PrivateLink does not cross partitions: use a service in a region of the account's partition (line 29)",
  ],
]);

describeMistakes('networks', [
  [
    'use AZ ids, not names',
    [['zoneIds: [euw1-az1, euw1-az2]', 'zoneIds: [eu-west-1a, euw1-az2]']],
    'networks[0].zoneIds[0]: "eu-west-1a" is an AZ name, which means a different place in every account; use one of euw1-az1, euw1-az2, euw1-az3; "aws ec2 describe-availability-zones --region eu-west-1" shows which id the name has in your account (line 17)',
  ],
  [
    'are in a known region',
    [['    region: us-east-1', '    region: us-esat-1']],
    'networks[1].region: "us-esat-1" is not an AWS region; did you mean us-east-1? (line 19)',
  ],
  [
    'are in an enabled region',
    [['regions: [eu-west-1, us-east-1]', 'regions: [eu-west-1]']],
    'networks[1].region: us-east-1 is not an enabled region; add it to tray.regions, or use one of eu-west-1 (line 19)',
    'connections[1].region: globex has no network in eu-west-1 (eu-west-1 is the nearest enabled region to us-east-1 (78.5 ms round trip, estimated)); add { organization: globex, region: eu-west-1, cidr: 100.64.2.0/24 } to networks, or set region to one where it has (line 26)',
  ],
  [
    'are one per organization and region',
    [
      [
        '  - organization: globex\n    region: us-east-1\n',
        '  - organization: acme\n    region: eu-west-1\n',
      ],
    ],
    'networks[1]: acme has a network in eu-west-1 already (networks[0]); an organization has one network in a region: merge the two (line 18)',
    "connections[1].region: globex has no network in us-east-1 (us-east-1 is the service's own region); add { organization: globex, region: us-east-1, cidr: 100.64.2.0/24 } to networks, or set region to one where it has (line 26)",
  ],
  [
    'without a block get the next free one, each its own',
    [
      ['    cidr: 100.64.0.0/24\n', ''],
      ['    cidr: 100.64.1.0/24\n', ''],
    ],
    'networks[0].cidr: is missing; the next free block is 100.64.0.0/24: add cidr: 100.64.0.0/24 (line 14)',
    'networks[1].cidr: is missing; the next free block is 100.64.1.0/24: add cidr: 100.64.1.0/24 (line 17)',
  ],
  [
    'never overlap each other',
    [['cidr: 100.64.1.0/24', 'cidr: 100.64.0.0/23']],
    'networks[1].cidr: 100.64.0.0/23 overlaps 100.64.0.0/24 of networks[0]; use the next free block, 100.64.2.0/24 (line 20)',
  ],
  [
    'never overlap what their customer declared',
    [['[10.0.0.0/16]', '[100.64.0.128/25]']],
    "networks[0].cidr: 100.64.0.0/24 overlaps the customer's own 100.64.0.128/25; use the next free block, 100.64.2.0/24 (line 16)",
  ],
  [
    'lie in the address pool',
    [['cidr: 100.64.1.0/24', 'cidr: 192.168.0.0/24']],
    'networks[1].cidr: 192.168.0.0/24 is not in the address pool 100.64.0.0/10; use the next free block, 100.64.1.0/24 (line 20)',
  ],
  [
    'have room for an endpoint and its tasks in every zone',
    [
      [
        'cidr: 100.64.1.0/24',
        'cidr: 100.64.1.0/25\n    gateways: { s3: {} }\n    awsServices: [ecr.api, ecr.dkr, logs, sts]\n    connectors:\n      - { id: sync, image: "111111111111.dkr.ecr.us-east-1.amazonaws.com/sync:1", count: 8 }',
      ],
    ],
    'networks[1].cidr: 100.64.1.0/25 has room for 11 network interfaces in each zone; endpoints, connectors and the probe need 14; use a /24 network (a network that exists must be replaced for it) (line 20)',
  ],
  [
    'name AWS services by their short names, and gateways as gateways',
    [
      [
        'cidr: 100.64.1.0/24',
        'cidr: 100.64.1.0/24\n    awsServices: [com.amazonaws.us-east-1.bedrock-runtime, s3]',
      ],
    ],
    'networks[1].awsServices[0]: "com.amazonaws.us-east-1.bedrock-runtime" is not the short name of an AWS service; did you mean bedrock-runtime? (line 21)',
    'networks[1].awsServices[1]: s3 is reached through a gateway endpoint, not an interface; move it to gateways: { s3: … } (line 21)',
  ],
  [
    'need no more security group rules than a group takes',
    [
      [
        'ports: [{ port: 5432 }]',
        `ports: [${Array.from({ length: 62 }, (_, index) => `{ port: ${2 * index + 1} }`).join(', ')}]`,
      ],
    ],
    'connections[0].ports: 62 security group rules would be needed, and a security group takes 60 in each direction; use neighbouring ports, which share one rule, or split the ports among several connections; or raise the quota and say so: QUOTA_RULES_PER_SECURITY_GROUP for the API, tray.quotas.rulesPerSecurityGroup in a fleet file (line 25)',
  ],
  [
    'list a bucket once, however it is written',
    [
      [
        'cidr: 100.64.1.0/24',
        'cidr: 100.64.1.0/24\n    gateways: { s3: { buckets: [exports, { name: exports, access: read }] } }',
      ],
    ],
    'networks[1].gateways.s3.buckets[1]: "exports" is listed twice; remove one (line 21)',
  ],
  [
    'name buckets bare',
    [['cidr: 100.64.1.0/24', 'cidr: 100.64.1.0/24\n    gateways: { s3: { buckets: ["acme-*"] } }']],
    'networks[1].gateways.s3.buckets[0]: "acme-*" is not a bucket name; use 3–63 lower-case letters, digits, dots and hyphens, without wildcards (line 21)',
  ],
]);

const connectorLines = [
  'cidr: 100.64.1.0/24',
  '    gateways: { s3: {} }',
  '    awsServices: [ecr.api, ecr.dkr, logs]',
  '    connectors:',
  '      - id: sync',
  '        image: 111111111111.dkr.ecr.us-east-1.amazonaws.com/sync:1',
  '        connections: [globex-db]',
];
const withConnector = (change: (line: string) => string): [string, string][] => [
  ['cidr: 100.64.1.0/24', connectorLines.map(change).filter(Boolean).join('\n')],
];

describeMistakes('connectors', [
  ['are sound like this', withConnector((line) => line)],
  [
    'talk to connections that exist',
    withConnector((line) => line.replace('[globex-db]', '[globex-dv]')),
    'networks[1].connectors[0].connections[0]: no connection "globex-dv" is declared; did you mean globex-db? (line 26)',
  ],
  [
    'talk to connections of their own organization',
    withConnector((line) => line.replace('[globex-db]', '[acme-db]')),
    'networks[1].connectors[0].connections[0]: connection "acme-db" belongs to acme, not to globex; use a connection of globex (line 26)',
  ],
  [
    'cannot pull from the internet',
    withConnector((line) => line.replace(/image: .*/, 'image: nginx:latest')),
    'networks[1].connectors[0].image: "nginx:latest" cannot be pulled: networks reach no registry but Amazon ECR; push it to ECR and use <account>.dkr.ecr.us-east-1.amazonaws.com/<repository>:<tag> (line 25)',
  ],
  [
    'cannot pull from ECR in another region',
    withConnector((line) => line.replace('ecr.us-east-1', 'ecr.eu-west-1')),
    'networks[1].connectors[0].image: "111111111111.dkr.ecr.eu-west-1.amazonaws.com/sync:1" is in eu-west-1, the network in us-east-1; replicate it and use <account>.dkr.ecr.us-east-1.amazonaws.com/<repository>:<tag> (line 25)',
  ],
  [
    'need what Fargate needs to start them',
    withConnector((line) => (line.includes('gateways') || line.includes('awsServices') ? '' : line)),
    'networks[1].awsServices: connectors cannot start without ecr.api, ecr.dkr, logs: the network has no way to the internet; add ecr.api, ecr.dkr, logs to awsServices (line 18)',
    'networks[1].gateways: connectors cannot start without the S3 gateway: ECR keeps image layers in S3; add gateways: { s3: {} } (line 18)',
  ],
  [
    'get each variable from one place',
    withConnector((line) =>
      line
        .replace('logs]', 'logs, secretsmanager]')
        .replace(
          '- id: sync',
          '- id: sync\n        environment: { TOKEN: x }\n        secrets: { TOKEN: "arn:aws:secretsmanager:us-east-1:111111111111:secret:t" }',
        ),
    ),
    'networks[1].connectors[0].secrets.TOKEN: TOKEN is in environment as well; keep one of the two (line 26)',
  ],
  [
    'come in sizes that Fargate has',
    withConnector((line) =>
      line.replace('- id: sync', '- id: sync\n        cpu: 1024\n        memory: 1000'),
    ),
    'networks[1].connectors[0].memory: Fargate does not offer 1000 MiB with 1024 CPU units; use 2048 to 8192 MiB in steps of 1024 (line 26)',
  ],
]);

describeMistakes('AWS accounts', [
  [
    'belong to one organization',
    [['    awsAccounts: ["333333333333"]', '    awsAccounts: ["333333333333", "222222222222"]']],
    'organizations[1].awsAccounts[1]: 222222222222 is an account of acme already (organizations[0].awsAccounts[0]); an AWS account belongs to one organization: correct the number, or set tray.sharedAwsAccounts: true (line 12)',
  ],
  [
    'are shared where the file says so',
    [
      ['    awsAccounts: ["333333333333"]', '    awsAccounts: ["333333333333", "222222222222"]'],
      ['tray:\n', 'tray:\n  sharedAwsAccounts: true\n'],
    ],
  ],
]);

describeMistakes('connections', [
  [
    'need a well-formed service name',
    [[`service: ${acmeService}`, 'service: vpce-svc-0123456789abcdef0']],
    'connections[0].service: "vpce-svc-0123456789abcdef0" is the service\'s id, not its name; use com.amazonaws.vpce.<region>.vpce-svc-0123456789abcdef0 (line 24)',
  ],
  [
    "need a service in their account's partition",
    [[acmeService, 'com.amazonaws.vpce.cn-north-1.vpce-svc-0123456789abcdef0']],
    "connections[0].service: cn-north-1 is in AWS China (aws-cn), the account is in AWS commercial (aws); PrivateLink does not cross partitions: use a service in a region of the account's partition (line 24)",
  ],
  [
    'need a service in a known region',
    [[acmeService, 'com.amazonaws.vpce.eu-wset-1.vpce-svc-0123456789abcdef0']],
    'connections[0].service: "eu-wset-1" is not an AWS region; did you mean eu-west-1? (line 24)',
  ],
  [
    'have ports from 1 to 65535, each once, and a server name with TLS',
    [
      [
        'ports: [{ port: 5432 }]\n  - id',
        'ports:\n      - { port: 0 }\n      - { port: 70000 }\n      - { port: 80 }\n      - { port: 80 }\n      - { port: 443, protocol: TLS }\n  - id',
      ],
    ],
    'connections[0].ports[0].port: 0 is not a port; use 1–65535 (line 26)',
    'connections[0].ports[1].port: 70000 is not a port; use 1–65535 (line 27)',
    'connections[0].ports[3].port: TCP port 80 is listed twice, first as ports[2]; list each port once per transport (line 29)',
    "connections[0].ports[4].tlsServerName: TLS port 443 has no server name, so no client can verify its certificate; add tlsServerName: the name in the service's certificate, such as db.example.com (line 30)",
  ],
  [
    'have ids of their own',
    [['  - id: globex-db', '  - id: acme-db']],
    'connections[1].id: "acme-db" is the id of connections[0] already; give each connection its own id: its stack and its DNS name are made from it (line 26)',
  ],
  [
    "never name another organization's service",
    [
      [globexService, acmeService],
      ['    region: us-east-1\n', '    region: eu-west-1\n'],
    ],
    `connections[1].service: ${acmeService} is the service of acme already (connections[0].service); a service belongs to one organization: correct the name, or the organization (line 28)`,
  ],
  [
    'never cross regions to an AWS service that does not support it',
    [[`service: ${acmeService}`, 'service: com.amazonaws.eu-central-1.logs']],
    'connections[0].service: com.amazonaws.eu-central-1.logs cannot be reached from another region; enable eu-central-1: use a network in eu-central-1 (line 24)',
  ],
  [
    'never cross regions to a service that is in an excluded zone only',
    [
      [
        `service: ${acmeService}`,
        'service: { name: com.amazonaws.vpce.ap-northeast-1.vpce-svc-0123456789abcdef0, zoneIds: [apne1-az3] }',
      ],
    ],
    'connections[0].service.name: the service is only in apne1-az3, which cross-region PrivateLink does not reach; enable ap-northeast-1: use a network in ap-northeast-1, or ask the owner to add another zone to the service (line 24)',
  ],
  [
    'never cross regions from an excluded zone',
    [
      [globexService, 'com.amazonaws.vpce.us-west-2.vpce-svc-0123456789abcdef1'],
      ['    cidr: 100.64.1.0/24', '    cidr: 100.64.1.0/24\n    zoneIds: [use1-az3]'],
    ],
    "connections[1].region: cross-region PrivateLink reaches none of the network's zones (use1-az3); add another zone to the network (line 27)",
  ],
  [
    'never cross regions from an excluded zone that is asked for',
    [
      [
        `${globexService}\n`,
        'com.amazonaws.vpce.us-west-2.vpce-svc-0123456789abcdef1\n    zoneIds: [use1-az3]\n',
      ],
      ['    cidr: 100.64.1.0/24', '    cidr: 100.64.1.0/24\n    zoneIds: [use1-az1, use1-az3]'],
    ],
    'connections[1].zoneIds[0]: cross-region PrivateLink does not reach use1-az3; use use1-az1 (line 30)',
  ],
  [
    'have a zone in common with their service',
    [[`service: ${acmeService}`, `service: { name: ${acmeService}, zoneIds: [euw1-az3] }`]],
    "connections[0].service.zoneIds: the service (euw1-az3) and the network (euw1-az1, euw1-az2) have no zone in common; add one of the service's zones to the network, or ask its owner for euw1-az1, euw1-az2 (line 24)",
  ],
  [
    'go to a region that is enabled when one is asked for',
    [[`service: ${acmeService}`, `service: ${acmeService}\n    region: eu-north-1`]],
    'connections[0].region: Tray has no networks in eu-north-1; use one of eu-west-1, us-east-1, or enable eu-north-1 (line 25)',
  ],
  [
    'have a hostname that is one',
    [[`service: ${acmeService}`, `service: ${acmeService}\n    hostname: https://db.acme.example`]],
    'connections[0].hostname: "https://db.acme.example" is a URL; use the host alone, such as db.example.com (line 25)',
  ],
  [
    "have a hostname outside of the networks' own zone",
    [[`service: ${acmeService}`, `service: ${acmeService}\n    hostname: db.privatelink.tray.internal`]],
    'connections[0].hostname: "db.privatelink.tray.internal" is in the zone of all networks, privatelink.tray.internal; use the name that clients outside Tray use, or leave hostname out (line 25)',
  ],
  [
    'of one network have hostnames of their own',
    [
      [
        '    ports: [{ port: 5432 }]',
        '    ports: [{ port: 5432 }]\n    hostname: db.acme.example\n  - id: acme-copy\n    organization: acme\n    service: com.amazonaws.vpce.eu-west-1.vpce-svc-0123456789abcdef2\n    hostname: db.acme.example\n    ports: [{ port: 5432 }]',
      ],
    ],
    'connections[1].hostname: "db.acme.example" is the name of connections[0] in the same network already; a name resolves to one endpoint: use another, or another region (line 30)',
  ],
  [
    "have no hostname of AWS's own",
    [[`service: ${acmeService}`, `service: ${acmeService}\n    hostname: sqs.eu-west-1.amazonaws.com`]],
    "connections[0].hostname: \"sqs.eu-west-1.amazonaws.com\" is in amazonaws.com, AWS's own; use the service's own name, such as db.example.com, or leave hostname out: a port's tlsServerName is enough to check a certificate (line 25)",
  ],
  [
    "have no hostname in a domain of Tray's, which the file may name",
    [
      ['tray:\n', 'tray:\n  reservedDomains: [Tray.Example.]\n'],
      [`service: ${acmeService}`, `service: ${acmeService}\n    hostname: db.tray.example`],
    ],
    "connections[0].hostname: \"db.tray.example\" is in tray.example, which is Tray's own; use the service's own name, such as db.example.com, or leave hostname out: a port's tlsServerName is enough to check a certificate (line 26)",
  ],
]);

const producer = '    ports: { postgres: { port: 5432 } }';
const vpc = '        vpcId: vpc-0123456789abcdef0';

describeMistakes('producers', [
  [
    'never allow a wildcard',
    [[producer, `    allowedPrincipals: ["*"]\n${producer}`]],
    'producers[0].allowedPrincipals[0]: "*" is a wildcard: it lets accounts that you do not know ask to connect; name the principals, such as arn:aws:iam::111111111111:role/tray-privatelink-acme (line 34)',
  ],
  [
    'turn acceptance off only when they say that it is meant',
    [[producer, `    acceptanceRequired: false\n${producer}`]],
    'producers[0].acceptanceRequired: with acceptance off, every request of an allowed principal is connected unseen; remove the key, or say that it is meant: acceptEveryRequestWithoutReview: true (line 34)',
  ],
  [
    'may turn acceptance off out loud',
    [[producer, `    acceptanceRequired: false\n    acceptEveryRequestWithoutReview: true\n${producer}`]],
  ],
  [
    'accept nothing by id when acceptance is off',
    [
      [producer, `    acceptanceRequired: false\n    acceptEveryRequestWithoutReview: true\n${producer}`],
      [vpc, `        acceptedEndpointIds: [vpce-0123456789abcdef0]\n${vpc}`],
    ],
    'producers[0].regions.eu-west-1.acceptedEndpointIds: a service without acceptance has nothing to accept; remove acceptedEndpointIds, or require acceptance (line 39)',
  ],
  [
    'accept endpoints, not services',
    [[vpc, `        acceptedEndpointIds: [vpce-svc-0123456789abcdef0]\n${vpc}`]],
    'producers[0].regions.eu-west-1.acceptedEndpointIds[0]: "vpce-svc-0123456789abcdef0" is not the id of a VPC endpoint; that is the id of an endpoint service; use that of the endpoint, "vpce-" and 17 hexadecimal digits (line 37)',
  ],
  [
    'are in an account of their organization',
    [['    accountId: "222222222222"', '    accountId: "333333333333"']],
    "producers[0].accountId: 333333333333 is not an account of acme; use one of 222222222222, or add it to the organization's awsAccounts (line 33)",
  ],
  [
    'name subnets by AZ ids of the region',
    [
      [
        '{ euw1-az1: subnet-0123456789abcdef0 }',
        '{ eu-west-1a: subnet-0123456789abcdef0, use1-az1: subnet-0123456789abcdef0 }',
      ],
    ],
    'producers[0].regions.eu-west-1.subnets.eu-west-1a: "eu-west-1a" is an AZ name, which means a different place in every account; use one of euw1-az1, euw1-az2, euw1-az3; "aws ec2 describe-availability-zones --region eu-west-1" shows which id the name has in your account (line 38)',
    'producers[0].regions.eu-west-1.subnets.use1-az1: "use1-az1" is a zone of us-east-1, not of eu-west-1; use AZ ids of eu-west-1: euw1-az1, euw1-az2, euw1-az3 (line 38)',
  ],
  [
    'have ports as connections have',
    [[producer, '    ports: { a: { port: 5432 }, b: { port: 5432 }, c: { port: 443, protocol: TLS } }']],
    'producers[0].ports.b.port: TCP port 5432 is listed twice, first as a; list each port once per transport (line 34)',
    "producers[0].ports.c.tlsServerName: TLS port 443 has no server name, so no client can verify its certificate; add tlsServerName: the name in the service's certificate, such as db.example.com (line 34)",
    'producers[0].regions.eu-west-1.ports.c: TLS port 443 has no certificate in eu-west-1; add certificateArn here (certificates are regional), or use TCP to pass TLS through to the targets (line 36)',
  ],
  [
    'have one port for both transports, not two',
    [[producer, '    ports: { a: { port: 53 }, b: { port: 53, protocol: UDP, healthCheck: { port: 80 } } }']],
    'producers[0].ports.b.port: port 53 is that of a already, and a load balancer has one listener for a port; use one entry with protocol TCP_UDP (line 34)',
  ],
  [
    'do not send UDP out of the VPC',
    [
      [producer, '    ports: { dns: { port: 53, protocol: TCP_UDP } }'],
      [
        vpc,
        `        ports: { dns: { targets: { one: { id: 172.16.0.1, availabilityZone: all } } } }\n${vpc}`,
      ],
    ],
    'producers[0].regions.eu-west-1.ports.dns.targets.one.availabilityZone: TCP_UDP does not reach addresses outside the VPC; use TCP, or a target inside (line 37)',
  ],
  [
    'have a load balancer, or what one is made from',
    [[`${vpc}\n`, '']],
    'producers[0].regions.eu-west-1.vpcId: is missing; add it, so that a load balancer can be made, or name existingLoadBalancer: { arn: … } (line 36)',
  ],
  [
    'give targets to ports that exist',
    [[vpc, `        ports: { postgre: { targets: { one: { id: 10.0.0.1 } } } }\n${vpc}`]],
    'producers[0].regions.eu-west-1.ports.postgre: no port "postgre" is declared; did you mean postgres? (line 37)',
  ],
  [
    'reach other regions from zones that can',
    [
      [producer, `    supportedRegions: [eu-west-1]\n${producer}`],
      ['      eu-west-1:\n', '      us-east-1:\n'],
      ['euw1-az1: subnet', 'use1-az3: subnet'],
    ],
    'producers[0].regions.us-east-1.subnets: cross-region PrivateLink does not reach use1-az3; add a subnet in another zone, or remove supportedRegions (line 39)',
  ],
  [
    'reach other regions without a custom idle timeout',
    [
      [
        producer,
        '    supportedRegions: [us-east-1]\n    ports: { postgres: { port: 5432, tcpIdleTimeoutSeconds: 600 } }',
      ],
    ],
    'producers[0].ports.postgres.tcpIdleTimeoutSeconds: a load balancer with a custom idle timeout cannot be reached from other regions; remove it, or remove supportedRegions (line 35)',
  ],
  [
    'are in a known region',
    [['      eu-west-1:\n', '      eu-west-9:\n']],
    'producers[0].regions.eu-west-9: "eu-west-9" is not an AWS region; did you mean eu-west-1? (line 36)',
  ],
]);

describe("Tray's settings", () => {
  test("Tray's settings hold regions of one partition, a pool with room, and topics where their alarms are", () => {
    const text = fleetWith([
      'regions: [eu-west-1, us-east-1]',
      'regions: [eu-west-1, us-east-1, cn-north-1]\n  addressPool: { cidr: 100.64.0.5/10 }\n  alarmTopicArns:\n    us-east-1: arn:aws:sns:eu-west-1:111111111111:alarms\n    eu-north-1: arn:aws:sns:eu-north-1:111111111111:alarms',
    ]);
    expect(problemsOf(text)).toEqual([
      "tray.regions[2]: cn-north-1 is in AWS China (aws-cn), Tray's account is in AWS commercial (aws); remove it: each partition needs a fleet and an account of its own (line 4)",
      'tray.addressPool.cidr: "100.64.0.5/10" is an address inside a block, not the block; use 100.64.0.0/10 (line 5)',
      'tray.alarmTopicArns.us-east-1: the topic is in eu-west-1, alarms of us-east-1 cannot reach it; use a topic in us-east-1 (line 7)',
      'tray.alarmTopicArns.eu-north-1: eu-north-1 is not an enabled region; add it to tray.regions, or remove the topic (line 8)',
    ]);
  });
});

describe('the report', () => {
  test('the report has the problems of every layer at once, by line, under the name of the file', () => {
    const text = fleetWith(
      ['accountId: "111111111111"', 'accountId: 111111111111'],
      ['  - organization: globex', '  - organization: globx'],
      ['ports: [{ port: 5432 }]\n  - id', 'ports: [{ port: 70000 }]\n  - id'],
      ['    region: eu-west-1\n    cidr', '    region: eu-west-1\n    cdir: x\n    cidr'],
    );
    const problems = problemsOf(text);
    expect(problems.map((problem) => problem.replace(/: .*\(/, ' ('))).toEqual([
      'tray.accountId (line 3)',
      'networks[0].cdir (line 16)',
      'networks[1].organization (line 19)',
      'connections[0].ports[0].port (line 26)',
    ]);
  });
});

describe('one mistake', () => {
  test('one mistake in the enabled regions is not blamed on networks and connections', () => {
    expect(
      problemsOf(fleetWith(['regions: [eu-west-1, us-east-1]', 'regions: [eu-wset-1, us-east-1]'])),
    ).toEqual(['tray.regions[0]: "eu-wset-1" is not an AWS region; did you mean eu-west-1? (line 4)']);
  });

  test('one mistake in an organization is not blamed on what refers to it', () => {
    expect(problemsOf(fleetWith(['    customerName: Globex GmbH\n', '']))).toEqual([
      'organizations[1].customerName: is missing; add customerName: Acme Corp. (line 10)',
    ]);
  });

  test("one mistake in a network's organization is not blamed on its connections", () => {
    expect(problemsOf(fleetWith(['  - organization: globex\n', '  - organization: globx\n']))).toEqual([
      'networks[1].organization: no organization "globx" is declared; did you mean globex? (line 18)',
    ]);
  });
});
