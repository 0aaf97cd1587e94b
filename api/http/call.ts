import type { FastifyReply, FastifyRequest } from 'fastify';
import type { operations } from '../contract.generated.ts';
import type { OperationId } from '../contract.ts';
import type { Caller } from '../operations/caller.ts';
import type { Store } from '../store/store.ts';
import type { StaticDocument } from './documents.ts';

/** The operations of the contract, as types: what a handler is given and what it may answer. */
type Parameters<O extends OperationId> = operations[O]['parameters'];
type PathOf<O extends OperationId> =
  Parameters<O> extends { readonly path: infer P } ? P : Record<never, never>;
/** Parameters that the contract has a default for, which validation fills in. */
type Defaulted = 'limit' | 'order';
type WithDefaults<Q> = Omit<Q, Defaulted> & { readonly [K in keyof Q & Defaulted]-?: NonNullable<Q[K]> };
type QueryOf<O extends OperationId> =
  Parameters<O> extends { readonly query?: infer Q } ? WithDefaults<NonNullable<Q>> : Record<never, never>;
type BodyOf<O extends OperationId> = operations[O] extends {
  readonly requestBody: { readonly content: { readonly 'application/json': infer B } };
}
  ? B
  : undefined;
type Responses<O extends OperationId> = operations[O]['responses'];
type Payload<R> = R extends { readonly content: { readonly 'application/json': infer B } }
  ? B
  : R extends { readonly content: { readonly 'text/plain': infer T } }
    ? T
    : undefined;

/** An answer that the contract documents for the operation. Problems are thrown instead. */
export type Answer<O extends OperationId> = {
  [S in keyof Responses<O> & number]: {
    readonly status: S;
    readonly body: Payload<Responses<O>[S]>;
    readonly headers?: Readonly<Record<string, string>>;
    /** Sent in place of `body`: bytes that exist once. */
    readonly document?: StaticDocument;
  };
}[keyof Responses<O> & number];

/** What a handler knows of a request. Everything has been validated against the contract. */
export interface Call<O extends OperationId> {
  readonly path: PathOf<O>;
  readonly query: QueryOf<O>;
  readonly body: BodyOf<O>;
  /** Lower-case names. */
  readonly headers: FastifyRequest['headers'];
  /** Who asks. @throws when the operation is public: nobody has to say. */
  readonly caller: Caller;
  /** Aborted when the client has gone or the server stops. */
  readonly signal: AbortSignal;
  /**
   * Does the work in one transaction and, when the request has an Idempotency-Key, at most once: the same request gets
   * the remembered answer.
   */
  once(about: Undertaking, work: (store: Store) => Promise<Answer<O>>): Promise<Answer<O>>;
}

/** What a request that happens once is about. */
export interface Undertaking {
  /** An organization that the caller may see: its answers may be remembered for them. */
  readonly organizationId: string;
  /** What others may want at the same moment: see Store.transaction. */
  readonly names: readonly string[];
}

export type Handler<O extends OperationId> = (call: Call<O>) => Promise<Answer<O>>;

/** One handler per operation of the contract: a missing one does not compile. */
export type Handlers = { readonly [O in OperationId]: Handler<O> };

export type RouteHandler = (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>;
