import { onAbort } from './abort-listeners.ts';
import { abortedError } from './transport/step.ts';

interface Flight<T> {
  readonly promise: Promise<T>;
  readonly controller: AbortController;
  waiting: number;
}

/**
 * Lets callers that want the same thing at the same time share one piece of work. A caller that aborts leaves the
 * others their result; when the last one has left, the work itself is aborted.
 */
export class SingleFlight<Key, T> {
  readonly #flights = new Map<Key, Flight<T>>();

  run(key: Key, signal: AbortSignal | undefined, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    if (signal?.aborted) return Promise.reject(abortedError(signal));
    const flight = this.#flights.get(key) ?? this.#start(key, work);
    flight.waiting += 1;
    return new Promise<T>((resolve, reject) => {
      const leave = (): void => {
        stopListening();
        flight.waiting -= 1;
      };
      const stopListening = onAbort(signal, () => {
        leave();
        if (signal) reject(abortedError(signal));
        if (flight.waiting === 0) {
          this.#forget(key, flight);
          flight.controller.abort();
        }
      });
      flight.promise.then(
        (value) => {
          leave();
          resolve(value);
        },
        (error: unknown) => {
          leave();
          reject(error);
        },
      );
    });
  }

  #start(key: Key, work: (signal: AbortSignal) => Promise<T>): Flight<T> {
    const controller = new AbortController();
    // Through a resolved promise, so that work which throws at once rejects like any other.
    const promise = Promise.resolve().then(() => work(controller.signal));
    const flight: Flight<T> = { promise, controller, waiting: 0 };
    this.#flights.set(key, flight);
    const done = (): void => this.#forget(key, flight);
    promise.then(done, done);
    return flight;
  }

  #forget(key: Key, flight: Flight<T>): void {
    if (this.#flights.get(key) === flight) this.#flights.delete(key);
  }
}
