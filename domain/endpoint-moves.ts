import { type ConnectionState, retryableStates } from './connection-state.ts';
import { connectionStateFor, type EndpointObservation, type EndpointState } from './endpoint-state.ts';

/**
 * What AWS shows of a connection's endpoint. `unknown`: a state that did not exist when this was written. An endpoint that is
 * no longer listed is `deleted`.
 */
export type SeenEndpoint = EndpointState | 'unknown';

/** States in which what AWS shows decides; in the others a worker is at it, or it is over. */
export const watchedStates: readonly ConnectionState[] = [
  'pending_acceptance',
  'connecting',
  'configuring',
  'available',
  'rejected',
  'failed',
];

export interface EndpointContext {
  /** The second stage is done for this endpoint. */
  readonly dnsConfigured: boolean;
  /** Why the connection stands where it stands. */
  readonly reasonCode?: string;
}

export type Reason = EndpointObservation['reason'];

/** What an observation changes. `restate`: the state stays, for another reason, or for none any more. */
export type ObservedStep =
  | { readonly kind: 'move'; readonly to: ConnectionState; readonly reason?: Reason }
  | { readonly kind: 'restate'; readonly reason?: Reason }
  | { readonly kind: 'stay' };

/**
 * What becomes of a connection whose endpoint is seen in a state. Total: every pair has an answer, and every move is one of
 * `legalMoves`.
 *
 * | connection           | pendingAcceptance  | pending, partial | available     | rejected | expired | failed, deleting, deleted |
 * |----------------------|--------------------|------------------|---------------|----------|---------|---------------------------|
 * | `pending_acceptance` | –                  | connecting       | configuring   | rejected | expired | failed                    |
 * | `connecting`         | pending_acceptance | –                | configuring   | rejected | expired | failed                    |
 * | `configuring`        | pending_acceptance | connecting       | –             | rejected | expired | failed                    |
 * | `available`          | pending_acceptance | connecting       | – (1)         | rejected | expired | failed                    |
 * | `rejected`           | pending_acceptance | connecting       | configuring   | –        | expired | failed                    |
 * | `failed` (2)         | pending_acceptance | connecting       | configuring   | rejected | expired | –                         |
 * | any other            | – a worker is at it, and what it finds decides (`stateOfNewEndpoint`), or it is over                |
 *
 * (1) `configuring` when its names are not set up. Whatever stood before, the way to `available` leads through `configuring`,
 * whose run finds everything in place or mends it: DNS set up earlier is no reason to skip it, and none to stand still.
 * (2) Only when the endpoint was the reason: a failed run is tried again when somebody says so.
 *
 * A state that nobody knows changes nothing: AWS is on its way to one that we know, and the connection can be deleted.
 */
export function followEndpoint(
  state: ConnectionState,
  seen: SeenEndpoint,
  context: EndpointContext,
): ObservedStep {
  if (!watchedStates.includes(state) || seen === 'unknown') return { kind: 'stay' };
  if (state === 'failed' && !isEndpointReason(context.reasonCode)) return { kind: 'stay' };
  const shown = connectionStateFor(seen, { dnsConfigured: context.dnsConfigured });
  const to = shown.state === 'available' && state !== 'available' ? 'configuring' : shown.state;
  if (to !== state) return { kind: 'move', to, ...(shown.reason ? { reason: shown.reason } : {}) };
  return restates(state, shown.reason?.code, context.reasonCode)
    ? { kind: 'restate', ...(shown.reason ? { reason: shown.reason } : {}) }
    : { kind: 'stay' };
}

/** Where a connection is once the run that asks for its endpoint has ended. */
export function stateOfNewEndpoint(seen: SeenEndpoint): EndpointObservation {
  return seen === 'unknown' ? { state: 'connecting' } : connectionStateFor(seen, { dnsConfigured: false });
}

/** One way on: who takes it, and where it leads. */
export interface Way {
  readonly by: 'observation' | 'worker' | 'caller';
  readonly to: ConnectionState;
}

/** Every way on from a pair of states. Empty for `deleted` alone. */
export function waysOn(state: ConnectionState, seen: SeenEndpoint, context: EndpointContext): Way[] {
  const step = followEndpoint(state, seen, context);
  return [
    ...(step.kind === 'move' ? [{ by: 'observation', to: step.to } as const] : []),
    ...workersWays(state, seen).map((to) => ({ by: 'worker', to }) as const),
    ...(retryableStates.includes(state) ? [{ by: 'caller', to: 'requested' } as const] : []),
    ...(state === 'deleting' || state === 'deleted' ? [] : [{ by: 'caller', to: 'deleting' } as const]),
  ];
}

function workersWays(state: ConnectionState, seen: SeenEndpoint): ConnectionState[] {
  switch (state) {
    case 'requested':
      return ['checking'];
    case 'checking':
      return ['provisioning', 'failed'];
    case 'provisioning':
      return [...new Set([stateOfNewEndpoint(seen).state, 'failed' as const])];
    case 'pending_acceptance':
      return ['expired'];
    case 'configuring':
      return ['available', 'failed'];
    case 'deleting':
      return ['deleted'];
    default:
      return [];
  }
}

/** Reasons that an endpoint's state gave: another state takes them away. */
const endpointReasons: ReadonlySet<string> = new Set([
  'endpoint_deleted_elsewhere',
  'endpoint_expired',
  'endpoint_failed',
  'endpoint_partial',
  'endpoint_rejected',
]);

function isEndpointReason(code: string | undefined): boolean {
  return code !== undefined && endpointReasons.has(code);
}

/** A reason of the worker's own (it waits for something) is not the endpoint's to take away. */
function restates(state: ConnectionState, shown: string | undefined, known: string | undefined): boolean {
  if (state !== 'connecting' && state !== 'available') return false;
  if (shown === known) return false;
  return known === undefined || isEndpointReason(known);
}
