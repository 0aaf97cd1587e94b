import { defined } from './defined.ts';
import { ConfigurationError, InvalidResponseError } from './errors/index.ts';
import type { ApiResponse } from './transport/response.ts';

/** One page of a list. */
export interface Page<T> {
  readonly items: readonly T[];
  /** For the next page; null on the last one. */
  readonly nextCursor: string | null;
}

export type FetchPage<T> = (page: { limit?: number; cursor?: string }) => Promise<ApiResponse<Page<T>>>;

export interface ToArrayOptions {
  /** How many items at most, over all pages. Infinity for all there are. */
  readonly limit: number;
}

// The contract's largest page.
const largestPage = 200;

/**
 * A list that is fetched as it is read. Nothing is sent before it is awaited or iterated.
 *
 * - `await list`: the first page
 * - `for await (const item of list)`: every item, page by page
 * - `for await (const page of list.pages())`: every page
 * - `await list.toArray({ limit: 500 })`: items in an array
 */
export class PagedList<T> implements AsyncIterable<T>, PromiseLike<Page<T>> {
  readonly #fetch: FetchPage<T>;
  readonly #pageLimit: number | undefined;
  readonly #cursor: string | undefined;

  constructor(fetch: FetchPage<T>, start: { limit?: number | undefined; cursor?: string | undefined } = {}) {
    this.#fetch = fetch;
    this.#pageLimit = start.limit;
    this.#cursor = start.cursor;
  }

  // biome-ignore lint/suspicious/noThenProperty: awaiting a list gives its first page.
  then<A = Page<T>, B = never>(
    onFulfilled?: ((page: Page<T>) => A | PromiseLike<A>) | null,
    onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.withResponse()
      .then((response) => response.data)
      .then(onFulfilled, onRejected);
  }

  /** The first page with status, headers and request id. */
  withResponse(): Promise<ApiResponse<Page<T>>> {
    return this.#page(this.#cursor, this.#pageLimit);
  }

  /** Page by page, until the last one. */
  pages(): AsyncIterableIterator<Page<T>, undefined> {
    return this.#pages(this.#pageLimit);
  }

  /** Item by item over all pages. */
  async *[Symbol.asyncIterator](): AsyncIterableIterator<T, undefined> {
    for await (const page of this.pages()) yield* page.items;
    return undefined;
  }

  /** The first `limit` items, over as many pages as that takes. */
  async toArray(options: ToArrayOptions): Promise<T[]> {
    const limit = options?.limit;
    if (!(limit === Number.POSITIVE_INFINITY || (Number.isInteger(limit) && limit >= 0))) {
      throw new ConfigurationError(
        `toArray needs a limit: a whole number of items, or Infinity, not ${limit}.`,
      );
    }
    const items: T[] = [];
    if (limit === 0) return items;
    for await (const page of this.#pages(this.#pageLimit ?? Math.min(limit, largestPage))) {
      for (const item of page.items) {
        items.push(item);
        if (items.length === limit) return items;
      }
    }
    return items;
  }

  async *#pages(limit: number | undefined): AsyncIterableIterator<Page<T>, undefined> {
    let cursor = this.#cursor;
    while (true) {
      const { data, status, requestId } = await this.#page(cursor, limit);
      yield data;
      const next: string | null = data.nextCursor;
      if (next === null) return undefined;
      if (next === cursor) {
        throw new InvalidResponseError({
          status,
          requestId,
          message:
            'The API gave the cursor of the page as the cursor of the next one: the list would never end.',
        });
      }
      cursor = next;
    }
  }

  #page(cursor: string | undefined, limit: number | undefined): Promise<ApiResponse<Page<T>>> {
    return this.#fetch({
      ...defined({ limit, cursor }),
    });
  }
}
