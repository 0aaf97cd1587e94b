// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this text is the matter of the tests
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DescribeVpcsCommand } from '@aws-sdk/client-ec2';
import { EcsTaskDefinition } from '@cdktf/provider-aws/lib/ecs-task-definition/index.js';
import { Vpc } from '@cdktf/provider-aws/lib/vpc/index.js';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { components } from '../../api/contract.generated.ts';
import { findTerraform } from '../../api/terraform/binary.ts';
import { TerraformWorkspace } from '../../api/terraform/workspace.ts';
import { type ApiProcess, startApiProcess } from '../../demo/api-process.ts';
import { AwsStack } from '../../stacks/aws-stack.ts';
import { App } from '../../stacks/cdktf.ts';
import { expression, quoted } from '../../stacks/expression.ts';
import { jsonText, literal } from '../../stacks/literal.ts';
import { eventually } from '../support/eventually.ts';
import { anyText, hostileTexts } from '../support/hostile-text.ts';
import { ApiClient } from './support/api-client.ts';
import { accounts, fleetFile } from './support/fleet.ts';
import { temporaryFolder } from './support/temporary-folder.ts';
import { createWorld, type World } from './support/world.ts';

type Organization = components['schemas']['Organization'];

let world: World;
let folder: string;
let api: ApiProcess | undefined;

beforeAll(async () => {
  world = await createWorld();
  folder = await temporaryFolder('literal');
}, 240_000);

afterAll(async () => {
  await api?.kill();
  await world?.close();
  await rm(folder, { recursive: true, force: true });
});

const region = 'eu-west-1';
/** Readers of what a Terraform could reach, in every form that a template has. */
const attacks = (path: string) => [
  `\${tonumber(file("${path}"))}`,
  `\${file("${path}")}`,
  `\${jsonencode(try(file("/proc/self/environ"), "x"))}`,
  '${jsonencode(fileset("/proc/self", "environ"))}',
  `%{ for line in split(",", file("${path}")) }\${line}%{ endfor }`,
  '%{ if true }${file("/proc/self/environ")}%{ endif }',
  '${TfToken[TOKEN.0]}${TfToken[TOKEN.1]}',
  '"} ${file("/etc/hostname")} {"',
];

describe('text, applied with the real Terraform', () => {
  test('text, applied with the real Terraform comes back byte for byte: from AWS, as outputs, within JSON and within expressions', async () => {
    const random = fc.sample(anyText, { numRuns: 400, seed: 7 });
    const texts = [...hostileTexts, ...random];
    // A resource has room for 50 tags, and a tag for 256 characters. XML, in which tags come back, has no carriage return of its own.
    const values = texts
      .map((text) =>
        text
          .slice(0, 200)
          .replace(/\p{Cs}|\r/gu, '')
          .normalize('NFC'),
      )
      .slice(0, 40);
    const tags = Object.fromEntries(values.map((text, index) => [`t${index}`, text]));
    const environment = texts.map((value, index) => ({ name: `E${String(index).padStart(4, '0')}`, value }));
    const outdir = join(folder, 'cdktf.out');
    const app = new App({ outdir, stackTraces: false });
    const stack = new AwsStack(app, 'texts', {
      deployment: { accountId: accounts.tray, region, backend: { type: 'local', path: 'texts.tfstate' } },
      tags: { 'tray:managed-by': 'test' },
    });
    const vpc = new Vpc(stack, 'vpc', { cidrBlock: '10.0.0.0/24', tags: literal(tags) });
    const task = new EcsTaskDefinition(stack, 'task', {
      family: 'texts',
      containerDefinitions: jsonText([
        literal({ name: 'one', image: 'one:1', essential: true, memory: 128, environment }),
      ]),
    });
    stack.output('vpc_id', vpc.id, 'The VPC');
    stack.output('containers', task.containerDefinitions, 'As AWS gives it back');
    stack.output('list', literal(texts), 'Values');
    stack.output('map', literal(Object.fromEntries(texts.map((text) => [text, text]))), 'Keys and values');
    stack.output(
      'inner',
      texts.map((text) => expression(quoted(literal(text)))),
      'In expressions',
    );
    stack.output(
      'beside',
      texts.map((text) => `${literal(text)}${vpc.id}`),
      'Beside a reference',
    );
    app.synth();
    const binary = await findTerraform();
    const workspace = new TerraformWorkspace({
      binary,
      directory: join(outdir, 'stacks', 'texts'),
      environment: world.environment(accounts.tray, region),
    });
    await workspace.init();
    await workspace.apply();
    const outputs = await workspace.outputs();
    expect(outputs.list).toEqual(texts);
    expect(outputs.map).toEqual(Object.fromEntries(texts.map((text) => [text, text])));
    expect(outputs.inner).toEqual(texts);
    expect(outputs.beside).toEqual(texts.map((text) => `${text}${outputs.vpc_id}`));
    const [container] = JSON.parse(String(outputs.containers));
    expect(
      new Map(container.environment.map((one: { name: string; value: string }) => [one.name, one.value])),
    ).toEqual(new Map(environment.map(({ name, value }) => [name, value])));
    const { Vpcs = [] } = await world
      .ec2(accounts.tray, region)
      .send(new DescribeVpcsCommand({ VpcIds: [String(outputs.vpc_id)] }));
    const seen = Object.fromEntries((Vpcs[0]?.Tags ?? []).map(({ Key, Value }) => [Key, Value]));
    expect(seen).toEqual({ ...tags, 'tray:managed-by': 'test' });
    expect((await workspace.plan()).changes).toEqual([]);
  }, 600_000);

  test('text, applied with the real Terraform of a fleet that would read files is the name of its customer', async () => {
    const customerName = attacks('/etc/passwd').join(' ').slice(0, 200);
    await world.deployment.synthesize(
      fleetFile({ organizations: [{ id: 'acme', customerName, awsAccounts: [accounts.acme] }] }),
    );
    const outputs = await world.deployment.deploy('org-acme');
    expect(outputs.customer_name).toBe(customerName);
    expect(outputs.customer_handover).toMatchObject({ customer_name: customerName });
  }, 600_000);
});

describe('an attacker with a token', () => {
  test('an attacker with a token learns nothing of files and environment by any name, from any answer', async () => {
    const marker = `marker-${crypto.randomUUID()}`;
    api = await startApiProcess(['--port', '0', '--data-folder', folder], {
      ...world.environment(accounts.tray, region),
      OPERATOR_NOTE: marker,
      SHARED_AWS_ACCOUNTS: 'true',
      SWEEP_SECONDS: '1',
      RETRY_FIRST_SECONDS: '1',
      LOG_LEVEL: 'info',
    });
    const client = new ApiClient(api.announcement);
    const keyFile = join(folder, 'token-key.json');
    const { d } = JSON.parse(await readFile(keyFile, 'utf8')) as { d: string };
    const answers: unknown[] = [];
    // Each is a run of its own, so one of a kind.
    const names = attacks(keyFile).filter((_, index) => [0, 2, 5, 6].includes(index));
    for (const [index, customerName] of names.entries()) {
      const { status, body } = await client.call<Organization>('PUT', `/v1/organizations/a${index}`, {
        customerName,
        awsAccountIds: [accounts.acme],
      });
      expect([customerName, status]).toEqual([customerName, 201]);
      answers.push(body);
    }
    for (const [index, customerName] of names.entries()) {
      const organization = await eventually(
        async () => (await client.call<Organization>('GET', `/v1/organizations/a${index}`)).body,
        ({ state }) => state === 'ready' || state === 'failed',
        300_000,
      );
      answers.push(organization);
      expect([organization.customerName, organization.state]).toEqual([customerName, 'ready']);
    }
    const everything = JSON.stringify(answers) + api.log();
    expect(everything).not.toContain(d);
    expect(everything).not.toContain(marker);
  }, 600_000);
});
