import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmod,
  chown,
  copyFile,
  cp,
  lchown,
  lstat,
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { canReach, commonFolder, reachableFolder } from '../../store/embedded/reach.ts';
import type { TerraformBinary } from '../../terraform/binary.ts';
import { allowedEnvironment } from '../../terraform/environment.ts';
import { TerraformUnavailableError } from '../../terraform/errors.ts';
import { supervisorFiles } from '../../terraform/supervised-child.ts';
import type { Runner } from '../../terraform/workspace.ts';

const run = promisify(execFile);

/** The user under whom Terraform runs where this process is root's. */
export interface TerraformUser {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  /** An operator named it, so nothing else will do. */
  readonly chosen: boolean;
}

const defaultName = 'tray-terraform';

/**
 * A user of its own for Terraform, so that it can read neither the key for tokens, nor the database, nor another process's
 * environment. Only root can start programs as somebody else: for others there is none.
 *
 * @param setting `TERRAFORM_USER`; `root` means: as this process.
 * @throws TerraformUnavailableError when an operator's user does not exist.
 */
export async function findTerraformUser(setting: string | undefined): Promise<TerraformUser | undefined> {
  if (process.getuid?.() !== 0 || process.platform !== 'linux' || setting === 'root') return undefined;
  const chosen = setting !== undefined;
  const name = setting ?? defaultName;
  const known = await identify(name);
  if (known) return { name, ...known, chosen };
  if (chosen) {
    throw new TerraformUnavailableError(
      `TERRAFORM_USER names "${name}", which does not exist on this system. Create the user, or unset the variable to have one created.`,
    );
  }
  try {
    await run('useradd', [
      '--system',
      '--user-group',
      '--no-create-home',
      '--shell',
      '/usr/sbin/nologin',
      name,
    ]);
  } catch {
    // Another worker may have made it in this moment; where nobody could, `identify` says so.
  }
  const made = await identify(name);
  return made && { name, ...made, chosen };
}

/**
 * The folder for working directories: `asked`, or where its user cannot go there, one that it can, with a link to it at `asked`.
 * Users see nothing of it but what is theirs.
 */
export async function terraformFolder(asked: string, user: TerraformUser | undefined): Promise<string> {
  await mkdir(dirname(asked), { recursive: true });
  if (user === undefined) {
    await mkdir(asked, { recursive: true, mode: 0o700 });
    return asked;
  }
  const parent = await reachableFolder(dirname(asked), user);
  const place = join(parent, basename(asked));
  if (place !== asked) {
    const there = await lstat(asked).catch(() => undefined);
    if (there?.isDirectory()) {
      // From before: what an interrupted run could not hand over may lie there.
      await cp(asked, place, { recursive: true, verbatimSymlinks: true });
      await rm(asked, { recursive: true, force: true });
    }
    if (!there?.isSymbolicLink()) await symlink(place, asked).catch(ignoreExisting);
  }
  await mkdir(place, { recursive: true });
  // Everybody may pass, nobody may look.
  await chmod(place, 0o711);
  return place;
}

/**
 * What it takes to run Terraform as this user.
 *
 * @returns what is in the way, where something is.
 */
export async function makeRunner(
  user: TerraformUser,
  root: string,
  binary: TerraformBinary,
  environment: Readonly<Record<string, string | undefined>>,
  mirror: string | undefined,
): Promise<{ runner: Runner; environment: Record<string, string | undefined> } | { obstacle: string }> {
  const { uid, gid } = user;
  const home = join(root, 'home');
  await mkdir(home, { recursive: true, mode: 0o700 });
  await chown(home, uid, gid);
  const own = { ...environment, HOME: home, TMPDIR: undefined };
  try {
    await run(binary.path, ['version'], {
      uid,
      gid,
      cwd: '/',
      timeout: 30_000,
      env: {
        ...allowedEnvironment(process.env),
        ...own,
        TF_CLI_CONFIG_FILE: undefined,
        CHECKPOINT_DISABLE: '1',
      },
    });
  } catch {
    return { obstacle: `the program "${binary.path}"` };
  }
  if (mirror !== undefined && !(await canReach(mirror, user)))
    return { obstacle: `the AWS provider in ${mirror}` };
  const node = await reachableFile([process.execPath], user);
  const copy = await reachableFile(supervisorFiles, user);
  return {
    runner: { uid, gid, node, supervisor: copy },
    environment: {
      ...own,
      TF_CLI_CONFIG_FILE: await ownConfiguration(environment.TF_CLI_CONFIG_FILE, root, user),
    },
  };
}

/** The first of the files or, where the user cannot reach them, a copy that is made once with the others beside it. */
async function reachableFile(paths: readonly string[], user: TerraformUser): Promise<string> {
  const [first = ''] = paths;
  if (await canReach(dirname(first), user)) return first;
  const facts = await Promise.all(
    paths.map(async (path) => {
      const { size, mtimeMs } = await stat(path);
      return `${path} ${size} ${mtimeMs}`;
    }),
  );
  const version = createHash('sha256').update(facts.join('\n')).digest('hex').slice(0, 16);
  const folder = join(commonFolder, version);
  await mkdir(folder, { recursive: true, mode: 0o755 });
  for (const path of paths) {
    const copy = join(folder, basename(path));
    if ((await stat(copy).catch(() => undefined))?.size === (await stat(path)).size) continue;
    const work = `${copy}.${crypto.randomUUID()}`;
    await copyFile(path, work);
    await chmod(work, 0o755);
    await rename(work, copy);
  }
  return join(folder, basename(first));
}

/** Terraform's own configuration may hold tokens of registries: it gets a copy for its user's eyes alone. */
async function ownConfiguration(
  path: string | undefined,
  root: string,
  user: TerraformUser,
): Promise<string | undefined> {
  if (path === undefined) return undefined;
  const text = await readFile(path);
  const copy = join(root, `cli-${createHash('sha256').update(text).digest('hex').slice(0, 12)}.tfrc`);
  await writePrivately(copy, text, user);
  return copy;
}

/** Readable by its owner alone from the first byte on; never through a link that somebody else put in its place. */
export async function writePrivately(
  path: string,
  content: string | Uint8Array,
  owner: { readonly uid: number; readonly gid: number } | undefined,
  workFolder = dirname(path),
): Promise<void> {
  const work = join(workFolder, `.${basename(path)}.${crypto.randomUUID()}`);
  try {
    await writeFile(work, content, { mode: 0o600, flag: 'wx' });
    if (owner !== undefined) await chown(work, owner.uid, owner.gid);
    await rename(work, path);
  } catch (error) {
    await rm(work, { force: true });
    throw error;
  }
}

/** Gives a folder and all that is in it to the user. Links are given, not followed. */
export async function giveTo(
  owner: { readonly uid: number; readonly gid: number },
  path: string,
): Promise<void> {
  await lchown(path, owner.uid, owner.gid);
  if (!(await lstat(path)).isDirectory()) return;
  for (const entry of await readdir(path)) await giveTo(owner, join(path, entry));
}

async function identify(name: string): Promise<{ uid: number; gid: number } | undefined> {
  try {
    const [uid, gid] = await Promise.all([run('id', ['-u', name]), run('id', ['-g', name])]);
    return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  } catch {
    return undefined; // `id` knows no such user
  }
}

function ignoreExisting(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error;
}
