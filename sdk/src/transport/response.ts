/** The answer behind a result: what `withResponse()` gives beside the data. */
export interface ApiResponse<T> {
  readonly data: T;
  readonly status: number;
  /** Names are in lower case. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Finds the request in the API's logs. */
  readonly requestId: string | undefined;
  /** The version of the resource, for `ifMatch` and `ifNoneMatch`. */
  readonly etag: string | undefined;
  /** How many requests it took. */
  readonly attempts: number;
}

export function header(
  headers: Readonly<Record<string, string | string[] | undefined>>,
  name: string,
): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}
