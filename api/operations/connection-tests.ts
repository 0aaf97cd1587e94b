import type { ConnectionTest } from '../store/schema.ts';
import type { Caller } from './caller.ts';
import { getConnection } from './connections.ts';
import type { Context } from './context.ts';
import { ProblemError } from './problem.ts';

/** Before a test is asked for, or an answer to it is remembered. @throws ProblemError `connection_not_found` */
export async function prepareConnectionTest(
  context: Context,
  caller: Caller,
  id: string,
): Promise<{ organizationId: string; names: string[] }> {
  const connection = await getConnection(context, caller, id);
  return { organizationId: connection.organization_id, names: [`connection ${id}`] };
}

/** Inside a transaction. @throws ProblemError `probe_disabled`, `illegal_state` */
export async function createConnectionTest(
  context: Context,
  caller: Caller,
  id: string,
): Promise<ConnectionTest> {
  if (context.platform.probe === false) {
    throw new ProblemError(
      'probe_disabled',
      'Networks of this installation have no probe. An operator turns it on with PROBE=true.',
    );
  }
  const connection = await getConnection(context, caller, id);
  if (connection.state === 'deleting' || connection.state === 'deleted')
    throw new ProblemError(
      'illegal_state',
      `Connection ${id} is ${connection.state}: there is nothing to test.`,
    );
  const by = { kind: 'caller', subject: caller.subject } as const;
  const test = await context.store.connectionTests.request(id, 'caller', by);
  await context.store.wake({ kind: 'connection', id });
  return test;
}

/** @throws ProblemError `connection_not_found`, `test_not_found` */
export async function getConnectionTest(
  context: Context,
  caller: Caller,
  connectionId: string,
  id: string,
): Promise<ConnectionTest> {
  await getConnection(context, caller, connectionId);
  const test = await context.store.connectionTests.get(connectionId, id);
  if (test) return test;
  throw new ProblemError(
    'test_not_found',
    `There is no test ${id} of ${connectionId}. Old tests are forgotten.`,
  );
}

export async function listConnectionTests(
  context: Context,
  caller: Caller,
  connectionId: string,
  query: { readonly limit: number; readonly before?: number },
): Promise<ConnectionTest[]> {
  await getConnection(context, caller, connectionId);
  return context.store.connectionTests.list({ ...query, connectionId });
}
