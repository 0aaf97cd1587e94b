/** Writes `docs/troubleshooting.md` from the catalogue of what a test can find. A test fails while the page is behind. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type CauseCode, catalogue } from '../domain/troubleshooting/catalogue.ts';
import type { FixContext } from '../domain/troubleshooting/entry.ts';

export const troubleshootingPage = join(import.meta.dirname, '../docs/troubleshooting.md');

const steps = {
  state: 'The connection is not available',
  dns: 'Names',
  tcp: 'Connecting',
  tls: 'TLS',
  probe: 'The test itself',
} as const;

/** What fixes on the page are written with; a test's own findings have the real ids. */
const example: FixContext = {
  connectionId: 'acme-orders-db',
  endpointId: 'vpce-0a1b2c3d4e5f60718',
  serviceId: 'vpce-svc-0123456789abcdef0',
  serviceRegion: 'eu-west-1',
  region: 'eu-west-1',
  networkCidr: '100.64.0.0/24',
  ports: [{ port: 5432, protocol: 'TCP' }],
  zoneIds: ['euw1-az2'],
  serverName: 'db.acme.example',
  groupId: 'sg-0123456789abcdef0',
};

export function troubleshootingMarkdown(): string {
  return [
    '<!-- Written by scripts/troubleshooting-docs.ts. Change domain/troubleshooting instead. -->',
    '# Troubleshooting',
    '',
    'A test of a connection (`POST /v1/connections/{connectionId}/tests`) tries its names, every port in every zone, and TLS where the port says',
    'so. What it finds names the side that must act, what may be the cause, the likeliest first, and the fix with the ids of your',
    'connection. This page lists every cause by its code. `<…>` in a command is what only you can know.',
    '',
    'Before there is an endpoint, ask for a service check (`POST /v1/service-checks`): it says whether the service allows Tray, belongs to an',
    'account of the organization, has a zone in common with the network, and supports the region.',
    '',
    ...Object.entries(steps).flatMap(([step, title]) => [
      `## ${title}`,
      '',
      ...codes()
        .filter((code) => catalogue[code].step === step)
        .flatMap(section),
    ]),
  ]
    .join('\n')
    .replace(/\n+$/, '\n');
}

function codes(): CauseCode[] {
  return Object.keys(catalogue) as CauseCode[];
}

function section(code: CauseCode): string[] {
  const { message, explanation, actor, fix } = catalogue[code];
  const { text, command, moduleInput } = fix(example);
  const who = { customer: "the customer's AWS administrator", tray: 'Tray', none: 'nobody' }[actor];
  return [
    `### \`${code}\``,
    '',
    `**${message}** ${explanation}`,
    '',
    `Who acts: ${who}. ${text}`,
    '',
    ...(command === undefined ? [] : ['```sh', command, '```', '']),
    ...(moduleInput === undefined
      ? []
      : ['With the Terraform module `privatelink-producer`:', '', '```hcl', moduleInput, '```', '']),
  ];
}

if (import.meta.main) {
  await writeFile(troubleshootingPage, troubleshootingMarkdown());
  console.log(troubleshootingPage);
}
