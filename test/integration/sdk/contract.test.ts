import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { operations } from '../../../sdk/src/operations.ts';

const root = join(import.meta.dirname, '../../..');

interface Contract {
  readonly paths: Record<string, Record<string, { operationId?: string; parameters?: { $ref?: string }[] }>>;
}

/** Calls for machines that are no clients: a scraper, and tools that read contracts. */
const notForClients = ['getMetrics', 'getOpenapi'];

async function contractOperations() {
  const contract = parse(await readFile(join(root, 'api/openapi.yaml'), 'utf8')) as Contract;
  return Object.entries(contract.paths).flatMap(([route, item]) =>
    Object.entries(item).flatMap(([method, { operationId, parameters = [] }]) => {
      const keyed = parameters.some(({ $ref }) => $ref?.endsWith('/IdempotencyKey'));
      return operationId ? [{ operationId, route, method: method.toUpperCase(), keyed }] : [];
    }),
  );
}

describe('the contract', () => {
  test('the contract is what the generated types say', async () => {
    const script = join(root, 'sdk/scripts/generate.ts');
    await promisify(execFile)(process.execPath, [script, '--check']);
  }, 60_000);

  test('the contract has a method here for every operation, with its route, method and key', async () => {
    const wanted = (await contractOperations()).filter(
      ({ operationId }) => !notForClients.includes(operationId),
    );
    const own = Object.entries(operations).map(([operationId, { route, method, keyed }]) => ({
      operationId,
      route,
      method,
      keyed,
    }));
    const byId = (a: { operationId: string }, b: { operationId: string }) =>
      a.operationId < b.operationId ? -1 : 1;
    expect(own.sort(byId)).toEqual(wanted.sort(byId));
  });
});
