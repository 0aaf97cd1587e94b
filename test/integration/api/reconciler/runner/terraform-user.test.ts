// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this text is the matter of the tests
import { chmod, lstat, mkdir, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { Installation } from '../../../../../api/reconciler/installation.ts';
import {
  findTerraformUser,
  type TerraformUser,
  terraformFolder,
} from '../../../../../api/reconciler/runner/terraform-user.ts';
import { WorkingDirectories } from '../../../../../api/reconciler/runner/working-directory.ts';
import type { TerraformDocument } from '../../../../../api/reconciler/stacks/synthesis.ts';

const signal = new AbortController().signal;

// Only root can start programs as somebody else.
const describeAsRoot = process.getuid?.() === 0 && process.platform === 'linux' ? describe : describe.skip;

describeAsRoot('Terraform of a worker that is root', () => {
  let data: string;
  let user: TerraformUser;
  let root: string;
  let directories: WorkingDirectories;

  beforeAll(async () => {
    data = await mkdtemp(join(tmpdir(), 'terraform-user-'));
    await chmod(data, 0o700);
    await writeFile(join(data, 'token-key.json'), '{"d":"x"}', { mode: 0o600 });
    user = (await findTerraformUser(undefined)) as TerraformUser;
    root = await terraformFolder(join(data, 'terraform'), user);
    const installation = new Installation(pino({ level: 'silent' }), { user, root });
    directories = new WorkingDirectories({
      root,
      installation: () => installation.get(),
      graceMs: 10_000,
      emptyState: () => ({}),
    });
  }, 60_000);
  afterAll(async () => {
    await rm(data, { recursive: true, force: true });
    await rm(join(root, '..'), { recursive: true, force: true });
  });

  test('is another user, who reads neither key nor environment of the worker', async () => {
    const can = (path: string) => `\${can(file("${path}"))}`;
    const document = {
      terraform: {},
      output: {
        key: { value: can(join(data, 'token-key.json')) },
        worker: { value: can(`/proc/${process.pid}/environ`) },
        shadow: { value: can('/etc/shadow') },
        // What a process may always do, so that the three above prove something.
        passwd: { value: can('/etc/passwd') },
        status: { value: '${file("/proc/self/status")}' },
      },
    } as unknown as TerraformDocument;
    const workspace = await directories.prepare({ stack: 'net-one', id: 'run-1' }, document, signal);
    await workspace.apply();
    const { status, ...seen } = await workspace.outputs();
    expect(seen).toEqual({ key: false, worker: false, shadow: false, passwd: true });
    expect(String(status)).toMatch(new RegExp(`^Uid:\\s+${user.uid}\\s`, 'm'));
    expect(String(status)).toMatch(/^Groups:\s*$/m);
    const [folder, file] = await Promise.all([
      stat(workspace.directory),
      stat(join(workspace.directory, 'main.tf.json')),
    ]);
    expect([folder.mode & 0o777, folder.uid]).toEqual([0o700, user.uid]);
    expect([file.mode & 0o777, file.uid]).toEqual([0o600, user.uid]);
  }, 60_000);

  test('has its folder where it can go, and the data folder leads there', async () => {
    expect((await lstat(join(data, 'terraform'))).isSymbolicLink()).toBe(true);
    expect(await terraformFolder(join(data, 'terraform'), user)).toBe(root);
    expect((await stat(join(data, 'terraform', 'stacks'))).isDirectory()).toBe(true);
  });

  test('cannot make the worker read or write through a link', async () => {
    const document = { terraform: {}, output: {} } as unknown as TerraformDocument;
    const { directory } = await directories.prepare({ stack: 'net-two', id: 'run-2' }, document, signal);
    const target = join(data, 'secret');
    await writeFile(target, 'secret');
    await symlink(target, join(directory, 'errored.tfstate'));
    expect(await directories.leftStates('net-two')).toEqual([]);
    await rm(join(directory, 'main.tf.json'));
    await symlink(target, join(directory, 'main.tf.json'));
    await directories.prepare({ stack: 'net-two', id: 'run-2' }, document, signal);
    expect(await readFile(target, 'utf8')).toBe('secret');
    expect((await lstat(join(directory, 'main.tf.json'))).isSymbolicLink()).toBe(false);
  }, 60_000);

  test('takes over what lay in the data folder before', async () => {
    const old = await mkdtemp(join(tmpdir(), 'terraform-user-'));
    await chmod(old, 0o700);
    await mkdir(join(old, 'terraform', 'stacks', 'net-x'), { recursive: true });
    await writeFile(join(old, 'terraform', 'stacks', 'net-x', 'errored.tfstate'), 'left');
    const place = await terraformFolder(join(old, 'terraform'), user);
    expect(await readFile(join(place, 'stacks', 'net-x', 'errored.tfstate'), 'utf8')).toBe('left');
    await rm(old, { recursive: true });
    await rm(join(place, '..'), { recursive: true });
  });

  test('is the user that an operator names, or an error that says so', async () => {
    await expect(findTerraformUser('no-such-user-here')).rejects.toThrow(
      'TERRAFORM_USER names "no-such-user-here"',
    );
    expect(await findTerraformUser('root')).toBeUndefined();
    expect(await findTerraformUser('nobody')).toMatchObject({ name: 'nobody', chosen: true });
  });
});
