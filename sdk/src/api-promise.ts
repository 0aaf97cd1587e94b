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
    // The handlers go into a `then` of their own, unwrapped: V8 recognises those of `await`, and error stacks lead on to
    // the line that made the call.
    return this.#response.then(dataOf).then(onFulfilled, onRejected);
  }
}

function dataOf<T>({ data }: ApiResponse<T>): T {
  return data;
}
