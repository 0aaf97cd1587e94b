import { onAbort } from '../abort-listeners.ts';
import { AbortedError } from '../errors/index.ts';

/** Tells one step that it is over. With many requests in flight an AbortController for each is what costs most. */
export class StepSignal {
  #reason: Error | undefined;
  #listener: ((reason: Error) => void) | undefined;

  /** There is one listener; it is called at once when the step is over already. */
  onAbort(listener: (reason: Error) => void): void {
    if (this.#reason) listener(this.#reason);
    else this.#listener = listener;
  }

  abort(reason: Error): void {
    if (this.#reason) return;
    this.#reason = reason;
    this.#listener?.(reason);
  }
}

export interface StepLimits {
  /** The caller's signal: it takes precedence over everything, at once. */
  readonly signal: AbortSignal | undefined;
  /** In milliseconds; Infinity for none. */
  readonly timeoutMs: number;
  readonly onTimeout: () => Error;
}

// Longer delays make setTimeout fire at once.
const longestTimer = 2 ** 31 - 1;

/**
 * Does one thing that may take long. Settles with it, or rejects as soon as the caller aborts or the time is up,
 * whether or not the thing itself obeys its signal.
 */
export function step<T>(limits: StepLimits, start: (signal: StepSignal) => Promise<T>): Promise<T> {
  const { signal, timeoutMs, onTimeout } = limits;
  if (signal?.aborted) return Promise.reject(abortedError(signal));
  return new Promise<T>((resolve, reject) => {
    const stepSignal = new StepSignal();
    const stop = (reason: Error): void => {
      release();
      reject(reason);
      stepSignal.abort(reason);
    };
    const stopListening = onAbort(signal, () => {
      if (signal) stop(abortedError(signal));
    });
    const timer = timeoutMs < longestTimer ? setTimeout(() => stop(onTimeout()), timeoutMs) : undefined;
    const release = (): void => {
      clearTimeout(timer);
      stopListening();
    };
    start(stepSignal).then(
      (value) => {
        release();
        resolve(value);
      },
      (error: unknown) => {
        release();
        reject(error);
      },
    );
  });
}

/** Waits, and obeys the signal while doing so. */
export function sleep(ms: number, signal: AbortSignal | undefined): Promise<void> {
  if (signal?.aborted) return Promise.reject(abortedError(signal));
  return new Promise((resolve, reject) => {
    const stopListening = onAbort(signal, () => {
      clearTimeout(timer);
      if (signal) reject(abortedError(signal));
    });
    const timer = setTimeout(
      () => {
        stopListening();
        resolve();
      },
      Math.min(ms, longestTimer),
    );
  });
}

export function abortedError(signal: AbortSignal): AbortedError {
  return new AbortedError({ message: 'The call was aborted by its signal.', cause: signal.reason });
}
