interface Hub {
  readonly callbacks: Set<{ readonly call: () => void }>;
  readonly listener: () => void;
}

const hubs = new WeakMap<AbortSignal, Hub>();

/**
 * Calls back once when the signal is aborted. However many calls share a signal, it has one listener of ours: Node 20 takes
 * more than ten for a leak, and says so on standard error (lifted by https://github.com/nodejs/node/pull/55816).
 *
 * @returns what takes the callback back; the signal's listener goes with the last one.
 */
export function onAbort(signal: AbortSignal | undefined, callback: () => void): () => void {
  if (signal === undefined) return () => {};
  const hub = hubs.get(signal) ?? listen(signal);
  const entry = { call: callback };
  hub.callbacks.add(entry);
  return () => {
    if (!hub.callbacks.delete(entry) || hub.callbacks.size > 0) return;
    forget(signal, hub);
  };
}

function listen(signal: AbortSignal): Hub {
  const callbacks: Hub['callbacks'] = new Set();
  const hub: Hub = {
    callbacks,
    listener: () => {
      const called = [...callbacks];
      callbacks.clear();
      forget(signal, hub);
      for (const { call } of called) call();
    },
  };
  hubs.set(signal, hub);
  signal.addEventListener('abort', hub.listener, { once: true });
  return hub;
}

function forget(signal: AbortSignal, hub: Hub): void {
  signal.removeEventListener('abort', hub.listener);
  if (hubs.get(signal) === hub) hubs.delete(signal);
}
