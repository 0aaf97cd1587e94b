import { createHash } from 'node:crypto';
import { ProblemError } from '../operations/problem.ts';
import type { RememberedAnswer, RememberedRequest } from '../store/idempotency-keys.ts';
import type { Store } from '../store/store.ts';

const lifetimeSeconds = 24 * 60 * 60;

/** Keys of requests that this process is answering: whoever repeats one is told so without a connection to the database. */
const answering = new WeakMap<Store, Set<string>>();

/**
 * Does the work in one transaction, and at most once per key. Whoever calls it has made sure that the caller may see the
 * organization of the request today: a key is looked up among those of the caller and that organization, so a remembered
 * answer, and even that there is one, is told to nobody who could not read it afresh.
 *
 * @param names see Store.transaction.
 * @param work gives the answer as it will be sent.
 * @returns the answer, and whether it is a remembered one.
 */
export async function once(
  store: Store,
  request: RememberedRequest | undefined,
  names: readonly string[],
  work: (store: Store) => Promise<RememberedAnswer>,
): Promise<{ answer: RememberedAnswer; replayed: boolean }> {
  if (!request) return { answer: await store.transaction(work, names), replayed: false };
  const open = answering.get(store) ?? new Set();
  answering.set(store, open);
  const name = JSON.stringify([request.subject, request.organizationId, request.key]);
  if (open.has(name)) throw inProgress();
  open.add(name);
  try {
    return await answerOnce(store, request, names, work);
  } finally {
    open.delete(name);
  }
}

function answerOnce(
  store: Store,
  request: RememberedRequest,
  names: readonly string[],
  work: (store: Store) => Promise<RememberedAnswer>,
): Promise<{ answer: RememberedAnswer; replayed: boolean }> {
  return store.transaction(async (transaction) => {
    const known = await transaction.idempotencyKeys.claim(request);
    switch (known.kind) {
      case 'answered':
        return { answer: known.answer, replayed: true };
      case 'in_progress':
        throw inProgress();
      case 'other_request':
        throw refuse(
          'idempotency_key_reused',
          'This Idempotency-Key was used for another request within the last 24 hours. Use a new key for a new intention.',
          'was used for another request',
        );
      case 'new': {
        const answer = await work(transaction);
        await transaction.idempotencyKeys.remember(request, answer, lifetimeSeconds);
        return { answer, replayed: false };
      }
    }
  }, names);
}

/** Same method, path and body: same request. The order of a body's fields does not matter. */
export function hashRequest(method: string, path: string, body: unknown): Buffer {
  return createHash('sha256')
    .update(`${method} ${path}\n${JSON.stringify(sorted(body))}`)
    .digest();
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, sorted(item)]),
  );
}

function inProgress(): ProblemError {
  return refuse(
    'idempotency_in_progress',
    'Another request with this Idempotency-Key is being answered. Repeat it after the seconds in Retry-After.',
    'is in use by a request that is being answered',
    { 'retry-after': '1' },
  );
}

function refuse(
  code: 'idempotency_in_progress' | 'idempotency_key_reused',
  detail: string,
  message: string,
  headers: Record<string, string> = {},
): ProblemError {
  return new ProblemError(code, detail, {
    headers,
    errors: [{ in: 'header', pointer: '/idempotency-key', code, message }],
  });
}
