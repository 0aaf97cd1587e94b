import { createHmac, timingSafeEqual } from 'node:crypto';
import { ProblemError } from '../operations/problem.ts';

/**
 * Cursors: the key of a page's last row, signed together with the list it belongs to. Nobody can make one up, move it
 * to another list or other filters, or read a meaning into it that we would have to keep.
 */
export class Cursors {
  readonly #key: Buffer;

  constructor(key: Buffer) {
    this.#key = key;
  }

  /** @param list what the cursor belongs to: the operation and its filters. */
  encode(list: unknown, position: number): string {
    const payload = Buffer.from(String(position)).toString('base64url');
    return `${payload}.${this.#sign(list, payload).toString('base64url')}`;
  }

  /**
   * @returns the position that the cursor stands for; undefined without a cursor
   * @throws ProblemError `invalid_cursor`
   */
  decode(list: unknown, cursor: string | undefined): number | undefined {
    if (cursor === undefined) return undefined;
    const [payload, signature, ...rest] = cursor.split('.');
    if (payload === undefined || signature === undefined || rest.length > 0) throw invalidCursor();
    const given = Buffer.from(signature, 'base64url');
    const right = this.#sign(list, payload);
    if (given.length !== right.length || !timingSafeEqual(given, right)) throw invalidCursor();
    return Number(Buffer.from(payload, 'base64url').toString());
  }

  /**
   * One page of a list: a row more than is shown says whether there is another page.
   *
   * @param list what the cursors are for, with its filters: those of another list are refused
   * @param read gives up to `limit` rows beyond the position; from the start without one
   * @param render makes an item of a row, and says where in the list it is
   */
  async page<Row, Item>(
    list: unknown,
    { limit, cursor }: { readonly limit: number; readonly cursor?: string },
    read: (limit: number, position: number | undefined) => Promise<readonly Row[]>,
    render: { readonly item: (row: Row) => Item; readonly position: (row: Row) => number },
  ): Promise<{ status: 200; body: { items: Item[]; nextCursor: string | null } }> {
    const rows = await read(limit + 1, this.decode(list, cursor));
    const shown = rows.slice(0, limit);
    const last = shown.at(-1);
    const nextCursor =
      rows.length > limit && last !== undefined ? this.encode(list, render.position(last)) : null;
    return { status: 200, body: { items: shown.map(render.item), nextCursor } };
  }

  #sign(list: unknown, payload: string): Buffer {
    return createHmac('sha256', this.#key)
      .update(`${JSON.stringify(list)}\n${payload}`)
      .digest()
      .subarray(0, 16);
  }
}

function invalidCursor(): ProblemError {
  return new ProblemError(
    'invalid_cursor',
    'Use the nextCursor of the page before, unchanged and with the same filters, or begin without a cursor.',
    {
      errors: [
        { in: 'query', pointer: '/cursor', code: 'invalid_cursor', message: 'is not a cursor of this list' },
      ],
    },
  );
}
