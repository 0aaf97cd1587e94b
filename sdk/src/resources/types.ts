import type { operations } from '../contract.generated.ts';

type Operations = operations;

/** The query parameters of a call, as the contract has them. */
export type Query<Id extends keyof Operations> = Operations[Id] extends {
  parameters: { query?: infer Parameters };
}
  ? NonNullable<Parameters>
  : never;

export interface IfMatch {
  /** The etag you have read: nothing is done, and the error is PreconditionFailedError, when it is not current any more. */
  readonly ifMatch?: string;
}

export interface IfNoneMatch {
  /** The etag you have read: the answer is undefined when it is still the current one. */
  readonly ifNoneMatch: string;
}
