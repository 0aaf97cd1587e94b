import { defined } from '../../../../domain/defined.ts';
import type { UnfinishedRuns } from '../../../store/runs.ts';
import type { Reason } from '../../../store/schema.ts';
import type { Store } from '../../../store/store.ts';
import type { StateDocument } from '../../../terraform-state/document.ts';
import type { TerraformDocument } from '../../stacks/synthesis.ts';
import type { Failure } from '../failure.ts';
import type { RunRequest } from '../run-request.ts';
import { nameTaken } from './conflicts.ts';
import { deletionBlocked } from './obstacles.ts';
import type { Reclaimer, ReclaimTarget } from './reclaimer.ts';
import type { Blocked } from './removal.ts';

/** A stack that is not run now, and the rows that it realises. */
export type StackAtRest = Pick<RunRequest, 'stack' | 'target' | 'region'>;

/** Created by calls that know no token and no unique name: the SDK's repetition of one whose answer was lost makes a second. */
const withoutToken = ['aws_vpc', 'aws_route_table'];

/** Failures of a destroy that nothing in AWS explains. */
const unrelated: ReadonlySet<Reason['code']> = new Set<Reason['code']>([
  'terraform_unavailable',
  'out_of_space',
  'stack_locked',
  'throttled',
  'access_denied',
  'internal_error',
  'deletion_blocked',
]);

/** What is looked at once Terraform has ended, well or not. */
export class Aftermath {
  readonly #reclaimer: Reclaimer;
  readonly #store: Store;
  readonly #state: (stack: string) => Promise<StateDocument | undefined>;

  constructor(
    reclaimer: Reclaimer,
    store: Store,
    state: (stack: string) => Promise<StateDocument | undefined>,
  ) {
    this.#reclaimer = reclaimer;
    this.#store = store;
    this.#state = state;
  }

  /**
   * After a run that did its work: nothing may be left that the state does not hold. Asks AWS only after runs of unknown end, and after
   * one that made what AWS makes twice when an answer is lost.
   *
   * @throws LeftoverError when something cannot be removed yet.
   */
  async sweep(
    request: RunRequest,
    unfinished: UnfinishedRuns,
    before: StateDocument | undefined,
    removal: Parameters<Reclaimer['remove']>[2],
  ): Promise<void> {
    const state = await this.#state(request.stack);
    const made = withoutToken.filter((type) => count(state, type) > count(before, type));
    const types = unfinished.any ? undefined : request.action === 'apply' ? made : [];
    if (types?.length === 0) return;
    const target = targetOf(request);
    const documents = documentsOf(request, unfinished);
    const { surplus } = await this.#reclaimer.look(
      target,
      { documents, state, before, ...defined({ types }) },
      removal.signal,
    );
    const blocked = await this.#reclaimer.remove(target, surplus, removal);
    if (blocked.length > 0) throw new LeftoverError(blocked);
  }

  /**
   * For a stack that rests, so that no run comes that would find it: removes what unfinished runs made and the state does not hold. The
   * stack stays as its state says.
   *
   * @returns what cannot be removed yet.
   */
  async clearUp(
    place: StackAtRest,
    documents: UnfinishedRuns['documents'],
    signal: AbortSignal,
  ): Promise<readonly Blocked[]> {
    const { stack, target: rows, region } = place;
    // Nothing is wanted, so nothing is imported.
    const request: RunRequest = { stack, target: rows, region, action: 'apply', document: { terraform: {} } };
    const state = await this.#state(stack);
    const target = targetOf(request);
    const { surplus } = await this.#reclaimer.look(
      target,
      { documents: documentsOf(request, { any: true, documents }), state },
      signal,
    );
    return this.#reclaimer.remove(target, surplus, { patient: true, signal, onRemoved: () => {} });
  }

  /**
   * What to make of a failure: try again, since what stood in the way was the stack's own; a better reason; or nothing, since AWS said
   * enough.
   *
   * @param tried what an attempt was made again for already; grows.
   */
  async judge(
    request: RunRequest,
    failure: Failure,
    tried: Set<string>,
    signal: AbortSignal,
  ): Promise<'again' | Reason | undefined> {
    const state = await this.#state(request.stack);
    return request.action === 'destroy'
      ? this.#judgeDestroy(request, failure, state, signal)
      : this.#judgeCollisions(request, failure, state, tried, signal);
  }

  async #judgeDestroy(
    request: RunRequest,
    { reason }: Failure,
    state: StateDocument | undefined,
    signal: AbortSignal,
  ): Promise<'again' | Reason | undefined> {
    if (state === undefined || state.isEmpty || unrelated.has(reason.code)) return undefined;
    const target = targetOf(request);
    const unfinished = await this.#store.runs.unfinished(request.stack);
    const documents = documentsOf(request, unfinished);
    const { surplus } = await this.#reclaimer.look(target, { documents, state }, signal);
    const { foreign, beside, removed } = await this.#reclaimer.clear(target, { state, surplus }, signal);
    if (removed.length > 0) return 'again';
    const named = [...foreign, ...beside];
    return named.length > 0 ? deletionBlocked(named, reason.awsErrorCode) : undefined;
  }

  /** A name that is taken: by the stack itself, whose answer was lost, or by somebody else. */
  async #judgeCollisions(
    request: RunRequest,
    { collisions, reason: { awsErrorCode } }: Failure,
    state: StateDocument | undefined,
    tried: Set<string>,
    signal: AbortSignal,
  ): Promise<'again' | Reason | undefined> {
    if (collisions.length === 0) return undefined;
    const unfinished = await this.#store.runs.unfinished(request.stack);
    const documents = documentsOf(request, unfinished);
    const { imports, surplus } = await this.#reclaimer.look(targetOf(request), { documents, state }, signal);
    const own = [
      ...imports.map(({ address }) => address),
      ...surplus.map(({ type, id }) => `${type} ${id}`),
    ].filter((one) => !tried.has(one));
    const explains = (address: string) =>
      own.some((one) => one === address || one.startsWith(`${address.split('.')[0]} `));
    if (collisions.some(({ address }) => explains(address))) {
      for (const one of own) tried.add(one);
      return 'again';
    }
    for (const collision of collisions) {
      const reason = nameTaken(collision, request.document, state);
      if (reason !== undefined) return { ...reason, ...defined({ awsErrorCode }) };
    }
    return undefined;
  }
}

/** What a run left is still held by something, which takes a while to go, or will not go by itself. */
export class LeftoverError extends Error {
  override readonly name = 'LeftoverError';
  readonly reason: Reason;

  constructor(blocked: readonly Blocked[]) {
    const shown = blocked.slice(0, 8);
    const words = shown.map(({ surplus, message }) => `${surplus.id} (${message.slice(0, 80)})`);
    super(`left by an interrupted run, and still in use: ${words.join(', ')}`);
    const named = shown.map(({ surplus, code }) => `${surplus.id} (${code})`);
    const [first] = blocked;
    this.reason = {
      code: 'deletion_blocked',
      message: `An interrupted run left resources that cannot be removed yet: ${named.join(', ')}. It is tried again by itself; if it stays, an operator of Tray's account must look at what depends on them.`,
      ...defined({ awsErrorCode: first?.code }),
    };
  }
}

export function targetOf(request: RunRequest): ReclaimTarget {
  const { stack, target, action, region, otherNames } = request;
  return {
    stack,
    action,
    region,
    organizationId: target.organizationId,
    endpointsOfPrincipal: target.connectionId !== undefined,
    otherNames: otherNames ?? (async () => new Set()),
  };
}

/** What is wanted now, then what may have been carried out since the last run that succeeded. */
export function documentsOf(request: RunRequest, unfinished: UnfinishedRuns): TerraformDocument[] {
  return [request.document, ...(unfinished.documents as unknown as readonly TerraformDocument[])];
}

function count(state: StateDocument | undefined, type: string): number {
  return (state?.managed ?? []).filter((resource) => resource.type === type).length;
}
