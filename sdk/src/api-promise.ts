import type { ApiResponse } from './transport/response.ts';

/** The data of an answer; `withResponse()` gives the status, headers, etag and request id beside it. */
export class ApiPromise<T> extends Promise<T> {
  readonly #response: Promise<ApiResponse<T>>;

  constructor(response: Promise<ApiResponse<T>>) {
    // Everything is decided by `response`: the promise that this one is by inheritance is never looked at.
    super((resolve) => resolve(undefined as T));
    this.#response = response;
  }

  /** `then` and its like give ordinary promises. */
  static override get [Symbol.species](): PromiseConstructor {
    return Promise;
  }

  withResponse(): Promise<ApiResponse<T>> {
    return this.#response;
  }

  // biome-ignore lint/suspicious/noThenProperty: a promise has one.
  override then<A = T, B = never>(
    onFulfilled?: ((value: T) => A | PromiseLike<A>) | null,
    onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.#response.then(
      onFulfilled ? ({ data }) => onFulfilled(data) : ({ data }) => data as unknown as A,
      onRejected,
    );
  }

  override catch<B = never>(onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null): Promise<T | B> {
    return this.then(undefined, onRejected);
  }

  override finally(onFinally?: (() => void) | null): Promise<T> {
    return this.then().finally(onFinally);
  }
}
