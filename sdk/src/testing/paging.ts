import { Refusal } from './problem.ts';
import type { FakeReply, FakeRequest } from './router.ts';

/** One page of the items, by the request's `limit` and `cursor`. */
export function pageOf<T>(
  request: FakeRequest,
  items: readonly T[],
  idOf: (item: T) => string,
  options: { readonly alwaysNext?: boolean } = {},
): FakeReply {
  const limit = Number(request.query.get('limit') ?? 50);
  if (!Number.isInteger(limit) || limit < 1 || limit > 200) {
    throw new Refusal('validation_failed', 'query /limit: must be 1 to 200');
  }
  const cursor = request.query.get('cursor');
  const after = cursor === null ? -1 : items.findIndex((item) => encode(idOf(item)) === cursor);
  if (cursor !== null && after < 0)
    throw new Refusal('invalid_cursor', 'Use the nextCursor of the page before.');
  const page = items.slice(after + 1, after + 1 + limit);
  const last = page.at(-1);
  const more = after + 1 + limit < items.length || options.alwaysNext === true;
  const nextCursor = more ? (last === undefined ? cursor : encode(idOf(last))) : null;
  return { status: 200, body: { items: page, nextCursor } };
}

function encode(id: string): string {
  return Buffer.from(JSON.stringify({ k: id })).toString('base64url');
}
