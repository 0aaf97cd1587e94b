import { access, chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { findBinaries } from '../../../../api/store/embedded/binaries.ts';
import { EmbeddedPostgres } from '../../../../api/store/embedded/embedded-postgres.ts';
import { findOwner, type Owner } from '../../../../api/store/embedded/owner.ts';
import { canReach, reachableBinaries, reachableFolder } from '../../../../api/store/embedded/reach.ts';

// Only root gives PostgreSQL another user than itself; for everybody else nothing is ever out of reach.
const describeAsRoot = process.getuid?.() === 0 ? describe : describe.skip;

describeAsRoot('a folder of root’s that others may not enter', () => {
  let closed: string;
  let owner: Owner;
  const made: string[] = [];

  beforeAll(async () => {
    owner = await findOwner();
    closed = await mkdtemp(join(tmpdir(), 'tray-privatelink-closed-'));
    await chmod(closed, 0o700);
    await mkdir(join(closed, 'data'));
  });

  afterAll(async () => {
    for (const folder of [closed, ...made]) await rm(folder, { recursive: true, force: true });
  });

  test('is out of reach for the database, and another one that follows from its path takes its place', async () => {
    const asked = join(closed, 'data');
    expect(await canReach(asked, owner)).toBe(false);
    const place = await reachableFolder(asked, owner);
    made.push(place);
    expect(place).not.toContain(closed);
    expect(await reachableFolder(asked, owner)).toBe(place);
    const other = await reachableFolder(join(closed, 'other'), owner);
    made.push(other);
    expect(other).not.toBe(place);
  });

  test('a database that is asked for there starts all the same', async () => {
    const progress: string[] = [];
    const database = await EmbeddedPostgres.start({
      folder: join(closed, 'data'),
      onProgress: (line) => progress.push(line),
    });
    await database.stop();
    expect(progress[0]).toMatch(/cannot enter .*data: the database is in \//);
  });

  test('programs within reach are used where they are', async () => {
    const binaries = await findBinaries();
    const used = await reachableBinaries(binaries, owner);
    await access(used.postgres);
    if (await canReach(binaries.postgres, owner)) expect(used).toEqual(binaries);
  });
});
