/**
 * What a connection goes through. Names are the API's; the endpoint's own AWS state is kept beside it (endpoint-state.ts).
 *
 * ```
 * requested → checking → provisioning → pending_acceptance → connecting → configuring → available
 * ```
 * and out of that line `rejected`, `expired`, `failed`, from which a retry starts again, and `deleting` → `deleted`.
 */
export const connectionStates = [
  'requested',
  'checking',
  'provisioning',
  'pending_acceptance',
  'connecting',
  'configuring',
  'available',
  'rejected',
  'expired',
  'failed',
  'deleting',
  'deleted',
] as const;

export type ConnectionState = (typeof connectionStates)[number];

/**
 * From each state, the states that may follow. Three things are less obvious than the line above:
 * an observation may skip states, because AWS moves between two looks; the producer may reject at any time, also after
 * `available`; and an endpoint can fall back to pending when either side modifies it
 * (https://github.com/hashicorp/terraform-provider-aws/issues/14604).
 */
export const legalMoves: Readonly<Record<ConnectionState, readonly ConnectionState[]>> = {
  requested: ['checking', 'failed', 'deleting'],
  checking: ['provisioning', 'failed', 'deleting'],
  provisioning: [
    'pending_acceptance',
    'connecting',
    'configuring',
    'rejected',
    'expired',
    'failed',
    'deleting',
  ],
  pending_acceptance: [
    'provisioning',
    'connecting',
    'configuring',
    'rejected',
    'expired',
    'failed',
    'deleting',
  ],
  connecting: ['pending_acceptance', 'configuring', 'rejected', 'expired', 'failed', 'deleting'],
  configuring: ['pending_acceptance', 'connecting', 'available', 'rejected', 'expired', 'failed', 'deleting'],
  available: [
    'checking',
    'provisioning',
    'pending_acceptance',
    'connecting',
    'configuring',
    'rejected',
    'expired',
    'failed',
    'deleting',
  ],
  // A producer can accept what it once rejected, as long as the endpoint is still there.
  rejected: ['requested', 'pending_acceptance', 'connecting', 'configuring', 'expired', 'failed', 'deleting'],
  expired: ['requested', 'failed', 'deleting'],
  // What failed because of its endpoint follows the endpoint when that comes back; see endpoint-moves.ts.
  failed: ['requested', 'pending_acceptance', 'connecting', 'configuring', 'rejected', 'expired', 'deleting'],
  deleting: ['deleted', 'failed'],
  deleted: [],
};

/** States that nothing leaves unless a person acts: a waiter should stop at them. */
export const terminalStates: readonly ConnectionState[] = ['rejected', 'expired', 'failed', 'deleted'];

/** States that a retry starts again from. */
export const retryableStates: readonly ConnectionState[] = connectionStates.filter((state) =>
  legalMoves[state].includes('requested'),
);

export function isTerminal(state: ConnectionState): boolean {
  return terminalStates.includes(state);
}

export function canMove(from: ConnectionState, to: ConnectionState): boolean {
  return legalMoves[from].includes(to);
}

/**
 * How far the handshake is. `requested`: the endpoint asks for acceptance. `accepted`: the customer has accepted, so names
 * may point at it. Never both in one apply, since a person on the other side acts in between.
 */
export type ConnectionStage = 'requested' | 'accepted';
