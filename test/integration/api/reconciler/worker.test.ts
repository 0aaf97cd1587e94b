import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateRoleCommand } from '@aws-sdk/client-iam';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { startWorker, type Worker } from '../../../../api/reconciler/worker.ts';
import { until } from '../../../support/eventually.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { type EmulatedAws, startEmulatedAws } from '../../support/emulated-aws.ts';
import { workerOptions } from '../../support/worker-options.ts';

let database: TestDatabase;
let aws: EmulatedAws;
let folder: string;
let terraform: string;
const workers: Worker[] = [];
const before = { ...process.env };

beforeAll(async () => {
  database = await createTestDatabase();
  // Empty: what an interrupted run may have left is looked for, and not found.
  aws = await startEmulatedAws();
});
afterAll(async () => {
  await aws.close();
  await database.close();
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'worker-'));
  terraform = join(folder, 'terraform');
  process.env.TERRAFORM_BINARY_NAME = terraform;
  // The user's own installation of providers counts, so nothing is looked for or downloaded.
  process.env.TF_CLI_CONFIG_FILE = join(folder, 'terraform.rc');
  await writeFile(process.env.TF_CLI_CONFIG_FILE, 'provider_installation {}');
  await database.query('update organizations set next_attempt_at = null');
});
afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.stop()));
  await rm(folder, { recursive: true, force: true });
  process.env = { ...before };
});

/** A stand-in for Terraform: `apply` is what it does between taking its state and giving it back. */
async function install(apply: string): Promise<void> {
  await writeFile(
    terraform,
    `#!${process.execPath}
const fs = require('node:fs');
const [command] = process.argv.slice(2);
const { TF_HTTP_ADDRESS: address, TF_HTTP_USERNAME: user, TF_HTTP_PASSWORD: password } = process.env;
const authorization = 'Basic ' + Buffer.from(user + ':' + password).toString('base64');
const say = (message) => console.log(JSON.stringify({ '@level': 'info', '@message': 'm', ...message }));
const state = (serial, resources) => JSON.stringify({ version: 4, serial, lineage: 'one', outputs: {}, resources });
const role = { mode: 'managed', type: 'aws_iam_role', name: 'principal', instances: [{ attributes: { name: 'role' } }] };
const write = (serial, resources = [role]) =>
  fetch(address, { method: 'POST', headers: { authorization }, body: state(serial, resources) }).then(({ status }) => status);
(async () => {
  if (command === 'version') return console.log(process.argv.includes('-json') ? '{"terraform_version":"1.11.4"}' : 'Terraform v1.11.4');
  if (command === 'init') return fs.mkdirSync('.terraform', { recursive: true });
  ${apply}
})();
`,
  );
  await chmod(terraform, 0o755);
}

async function newWorker(name = 'data'): Promise<Worker> {
  const worker = await startWorker({
    ...workerOptions(database.store, join(folder, name)),
    aws: aws.clients,
  });
  workers.push(worker);
  return worker;
}

let number = 0;
async function register(): Promise<string> {
  const id = `worker-org${++number}`;
  await database.store.transaction((store) =>
    store.organizations.put(id, {
      customerName: id,
      awsAccountIds: ['222222222222'],
      partition: 'aws',
      declaredCidrs: [],
    }),
  );
  return id;
}

const organization = (id: string) => database.store.organizations.get(id);
const runsOf = (id: string) =>
  database.query<{ id: string; state: string; reason: { code: string } | null }>(
    'select id, state, reason from runs where organization_id = $1 order by seq',
    [id],
  );

describe('a worker', () => {
  test('a worker carries out what a row asks for, keeps state and progress, and rests', async () => {
    await install(`say({ type: 'apply_start', hook: { resource: { addr: 'aws_iam_role.principal' } } });
      if ((await write(1)) !== 200) process.exit(1);
      say({ type: 'change_summary', changes: { add: 2, change: 0, remove: 0, operation: 'apply' } });`);
    const id = await register();
    await newWorker();
    await until(async () => (await organization(id))?.state === 'ready');
    expect(await organization(id)).toMatchObject({
      observed_generation: 1,
      next_attempt_at: null,
      attempts: 0,
    });
    const [run] = await runsOf(id);
    expect(await database.store.runs.get(run?.id ?? '')).toMatchObject({
      state: 'succeeded',
      summary: { add: 2, change: 0, remove: 0 },
    });
    const progress = await database.store.runs.progress({ runId: run?.id ?? '', limit: 10, after: 0 });
    expect(progress[0]).toMatchObject({ type: 'apply_start', resource: 'aws_iam_role.principal' });
    expect((await database.store.terraformStates.read(`org-${id}`))?.serial).toBe(1);
  });

  test('a worker tries again after a failure, with the reason to be seen meanwhile', async () => {
    await install(`const first = !fs.existsSync('../../../tried'); fs.writeFileSync('../../../tried', '');
      if (first) {
        say({ type: 'diagnostic', diagnostic: { severity: 'error', summary: 'x', detail: 'RequestID: 1, api error AccessDenied: not you' } });
        process.exit(1);
      }
      await write(1);`);
    const id = await register();
    await newWorker();
    await until(async () => (await organization(id))?.state === 'ready');
    const runs = await runsOf(id);
    expect(runs.map(({ state, reason }) => [state, reason?.code])).toEqual([
      ['failed', 'access_denied'],
      ['succeeded', undefined],
    ]);
  });

  test('a worker without Terraform says so, and goes on by itself once it is installed', async () => {
    const id = await register();
    const worker = await newWorker();
    await until(async () => (await organization(id))?.reason?.code === 'terraform_unavailable');
    expect(worker.problem).toContain('TERRAFORM_BINARY_NAME');
    await install('await write(1);');
    await until(async () => (await organization(id))?.state === 'ready');
    expect(worker.problem).toBeUndefined();
  });

  test('a worker that must stop in the middle of a run interrupts it, and the next one goes on from what it wrote', async () => {
    await install(`if (fs.existsSync('../../../interrupted')) return void (await write(3));
      fs.writeFileSync('../../../applying', '');
      process.on('SIGINT', async () => {
        fs.writeFileSync('../../../interrupted', '');
        await write(2);
        process.exit(1);
      });
      await new Promise(() => setInterval(() => {}, 1000));`);
    const id = await register();
    const first = await newWorker('first');
    await until(async () => (await runsOf(id))[0]?.state === 'running');
    await until(() =>
      import('node:fs').then(({ existsSync }) => existsSync(join(folder, 'first', 'applying'))),
    );
    await first.stop();
    expect((await runsOf(id))[0]?.state).toBe('canceled');
    expect((await database.store.terraformStates.read(`org-${id}`))?.serial).toBe(2);
    await newWorker('first');
    await until(async () => (await organization(id))?.state === 'ready');
    expect((await runsOf(id)).map(({ state }) => state)).toEqual(['canceled', 'succeeded']);
  });

  test('a worker takes in the state that a run could not hand over', async () => {
    await install(`const left = !fs.existsSync('../../../left'); fs.writeFileSync('../../../left', '');
      if (left) { fs.writeFileSync('errored.tfstate', state(7, [role])); process.exit(1); }
      const answer = await fetch(address, { headers: { authorization } });
      const { serial } = await answer.json();
      await write(serial + 1);`);
    const id = await register();
    await newWorker();
    await until(async () => (await organization(id))?.state === 'ready');
    expect((await database.store.terraformStates.read(`org-${id}`))?.serial).toBe(8);
  });

  test('destroys what is not wanted any more, and forgets it', async () => {
    await install(`if (process.argv.includes('-destroy')) return void (await write(2, []));
      await write(1);`);
    const id = await register();
    await newWorker();
    await until(async () => (await organization(id))?.state === 'ready');
    await database.store.transaction((store) => store.organizations.requestDeletion(id));
    await until(async () => (await organization(id)) === undefined);
    expect((await runsOf(id)).map(({ state }) => state)).toEqual(['succeeded', 'succeeded']);
  });

  test('a worker has nothing to run where nothing was ever made', async () => {
    await install('process.exit(1);');
    const id = await register();
    await database.store.transaction((store) => store.organizations.requestDeletion(id));
    await newWorker();
    await until(async () => (await organization(id)) === undefined);
    expect(await runsOf(id)).toEqual([]);
  });
});

describe('a worker, after a run whose end left something open', () => {
  const createRole = (id: string, tags: Record<string, string>) =>
    aws.iam.send(
      new CreateRoleCommand({
        RoleName: `tray-privatelink-${id}`,
        AssumeRolePolicyDocument: JSON.stringify({
          Version: '2012-10-17',
          Statement: [
            { Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' },
          ],
        }),
        Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
      }),
    );
  const documentsOf = (id: string) =>
    database.query<{ document: unknown; imports: unknown; state: string }>(
      'select document, imports, state from runs where organization_id = $1 order by seq',
      [id],
    );

  test('a worker, after a run whose end left something open does not ask AWS for anything when there is none', async () => {
    await install('await write(1);');
    await aws.emulator.clearCalls();
    const id = await register();
    await newWorker();
    await until(async () => (await organization(id))?.state === 'ready');
    expect((await aws.emulator.calls()).calls).toEqual([]);
    expect(await documentsOf(id)).toEqual([{ document: null, imports: null, state: 'succeeded' }]);
  });

  test('a worker, after a run whose end left something open imports what that run made, and knows the run’s document until one succeeds', async () => {
    await install(`const name = fs.existsSync('../../../first') ? 'second' : 'first';
      fs.copyFileSync('main.tf.json', '../../../' + name);
      if (name === 'first') process.exit(1);
      while (!fs.existsSync('../../../go')) await new Promise((resolve) => setTimeout(resolve, 20));
      await write(1);`);
    const id = await register();
    await createRole(id, { 'tray:managed-by': 'tray-privatelink', 'tray:org-id': id });
    await newWorker();
    await until(async () => (await runsOf(id)).at(1)?.state === 'running');
    // One copy of what both wanted, written down before Terraform began.
    expect((await documentsOf(id)).map(({ document }) => document !== null)).toEqual([false, true]);
    const imports = [{ address: 'aws_iam_role.principal', importId: `tray-privatelink-${id}` }];
    expect((await documentsOf(id))[1]?.imports).toEqual(imports);
    await writeFile(join(folder, 'data', 'go'), '');
    await until(async () => (await organization(id))?.state === 'ready');
    const blocks = async (name: string) =>
      JSON.parse(await readFile(join(folder, 'data', name), 'utf8')).import;
    expect(await blocks('first')).toBeUndefined();
    expect(await blocks('second')).toEqual([{ to: 'aws_iam_role.principal', id: `tray-privatelink-${id}` }]);
    expect((await documentsOf(id)).map(({ document }) => document)).toEqual([null, null]);
  });

  test('a worker, after a run whose end left something open says whose name it is that was taken, and imports nothing of somebody else’s', async () => {
    await install(`fs.copyFileSync('main.tf.json', '../../../last');
      say({ type: 'diagnostic', diagnostic: { severity: 'error', summary: 'creating IAM Role', address: 'aws_iam_role.principal',
        detail: 'RequestID: 1, EntityAlreadyExists: Role with name x already exists.' } });
      process.exit(1);`);
    const id = await register();
    await createRole(id, { owner: 'somebody' });
    await newWorker();
    await until(async () => (await organization(id))?.reason?.code === 'name_taken');
    const reason = (await organization(id))?.reason;
    expect(reason?.message).toContain(`tray-privatelink-${id}`);
    expect(reason?.awsErrorCode).toBe('EntityAlreadyExists');
    await until(async () => (await runsOf(id)).length > 1);
    expect(JSON.parse(await readFile(join(folder, 'data', 'last'), 'utf8')).import).toBeUndefined();
    await database.store.transaction((store) => store.organizations.requestDeletion(id));
    await until(async () => (await organization(id)) === undefined);
    const roles = await aws.emulator.resources({ service: 'iam', type: 'role' });
    expect(roles.map((role) => role.id)).toContain(`tray-privatelink-${id}`);
  });
});
