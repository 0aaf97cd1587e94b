import type { Dispatcher } from 'undici';
import { nextState } from './lifecycle.ts';
import type { FakeState } from './state.ts';

interface Held {
  readonly state: FakeState;
  readonly request: Dispatcher.DispatchOptions;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly automatic: boolean;
}

const finalStates: ReadonlySet<string> = new Set(['rejected', 'expired', 'failed', 'deleted']);

/** A long poll: lets the request through when there is what it waits for, when its time is up, or when it is aborted. */
export function hold(held: Held, proceed: () => void): void {
  const { state, query } = held;
  const id = /^\/v1\/connections\/([^/]+)$/.exec(held.path)?.[1];
  const targets = query.getAll('waitFor');
  const before = id === undefined ? undefined : state.connections.etag(id);
  const known = etagIn(held.request.headers);
  const isDone = (): boolean => {
    const connection = id === undefined ? undefined : state.connections.get(id);
    if (!connection || targets.length === 0 || held.request.method !== 'GET') return true;
    if (finalStates.has(connection.state) || targets.includes(connection.state)) return true;
    // Reading takes it a step further by itself.
    if (held.automatic && nextState(connection) !== undefined) return true;
    return targets.includes('change') && state.connections.etag(connection.id) !== (known ?? before);
  };
  if (isDone()) {
    proceed();
    return;
  }
  const release = (): void => {
    clearTimeout(timer);
    unwatch();
    stopListening();
    proceed();
  };
  const timer = setTimeout(release, Number(query.get('timeout') ?? 30) * 1000);
  const unwatch = state.connections.watch(() => {
    if (isDone()) release();
  });
  const stopListening = onAbort(held.request, release);
}

function etagIn(headers: unknown): string | undefined {
  if (typeof headers !== 'object' || headers === null) return undefined;
  const found = Object.entries(headers).find(([name]) => name.toLowerCase() === 'if-none-match');
  return found ? String(found[1]) : undefined;
}

/** undici passes the signal on without saying so in its types. */
function onAbort(request: object, callback: () => void): () => void {
  const signal: unknown = 'signal' in request ? request.signal : undefined;
  if (!(signal instanceof EventTarget)) return () => {};
  signal.addEventListener('abort', callback, { once: true });
  return () => signal.removeEventListener('abort', callback);
}
