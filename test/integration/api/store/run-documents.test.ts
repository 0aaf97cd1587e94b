import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
  await database.store.transaction((store) =>
    store.organizations.put('acme', {
      customerName: 'Acme',
      awsAccountIds: ['222222222222'],
      partition: 'aws',
      declaredCidrs: [],
    }),
  );
});
afterAll(() => database.close());

const runs = () => database.store.runs;

async function begin(stack: string, document: Record<string, unknown>): Promise<string> {
  const { id } = await runs().create({ stack, organizationId: 'acme', action: 'apply', document });
  await runs().start(id, 'worker', 60);
  return id;
}

const kept = async (stack: string) =>
  (
    await database.query<{ document: unknown }>('select document from runs where stack = $1 order by seq', [
      stack,
    ])
  ).map(({ document }) => document);

describe('what runs of unknown end wanted', () => {
  test('what runs of unknown end wanted is known, newest first and each once, until a run succeeds', async () => {
    const [a, b] = [{ port: 22 }, { port: 443 }];
    await runs().finish(await begin('one', a), { state: 'unknown' });
    await runs().finish(await begin('one', b), { state: 'failed' });
    await runs().finish(await begin('one', a), { state: 'canceled' });
    expect(await kept('one')).toEqual([null, b, a]);
    expect(await runs().unfinished('one')).toEqual({ any: true, documents: [a, b] });
    const last = await begin('one', b);
    // What is under way is nobody else's business.
    expect(await runs().unfinished('one')).toEqual({ any: true, documents: [a] });
    await runs().finish(last, { state: 'succeeded' });
    expect(await runs().unfinished('one')).toEqual({ any: false, documents: [] });
    expect(await kept('one')).toEqual([null, null, null, null]);
  });

  test('what runs of unknown end wanted is nothing for a run that never began', async () => {
    const { id } = await runs().create({
      stack: 'two',
      organizationId: 'acme',
      action: 'destroy',
      document: { a: 1 },
    });
    await runs().finish(id, { state: 'canceled' });
    expect((await runs().unfinished('two')).any).toBe(false);
  });

  test('what runs of unknown end wanted is looked for also when an older release left no document', async () => {
    const { id } = await runs().create({ stack: 'three', organizationId: 'acme', action: 'apply' });
    await runs().start(id, 'worker', 60);
    await runs().finish(id, { state: 'unknown' });
    expect(await runs().unfinished('three')).toEqual({ any: true, documents: [] });
  });

  test('what runs of unknown end wanted is another stack’s alone', async () => {
    await runs().finish(await begin('four', { a: 1 }), { state: 'failed' });
    await runs().finish(await begin('five', { a: 1 }), { state: 'succeeded' });
    expect((await runs().unfinished('four')).documents).toEqual([{ a: 1 }]);
    await runs().forgetDocuments('four');
    expect(await kept('four')).toEqual([null]);
  });
});
