import { ApiPromise } from '../api-promise.ts';
import { type Page, PagedList } from '../pages.ts';
import type { ApiResponse } from '../transport/response.ts';
import type { Call, Transport } from '../transport/transport.ts';
import type { QueryValue } from '../transport/url.ts';
import { checkParams } from './params.ts';

/** Builds the call; what it throws becomes the rejection of the promise. */
export function send<T>(transport: Transport, build: () => Call): ApiPromise<T> {
  return new ApiPromise<T>(start(transport, build));
}

function start<T>(transport: Transport, build: () => Call): Promise<ApiResponse<T>> {
  try {
    return transport.call<T>(build());
  } catch (error) {
    return Promise.reject(error);
  }
}

export interface ListCall extends Omit<Call, 'query'> {
  readonly params: { readonly limit?: number; readonly cursor?: string } | undefined;
  /** The names of the filters. */
  readonly filters: readonly string[];
}

export function list<T>(transport: Transport, { params = {}, filters, ...call }: ListCall): PagedList<T> {
  const { limit, cursor, ...query } = params as Readonly<Record<string, QueryValue>> & typeof params;
  return new PagedList<T>(
    async (page) => {
      checkParams(params, [...filters, 'limit', 'cursor']);
      return transport.call<Page<T>>({ ...call, query: { ...query, ...page } });
    },
    { limit, cursor },
  );
}
