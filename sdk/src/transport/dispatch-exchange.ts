import type { Dispatcher } from 'undici';
import type { Exchange, IncomingHeaders, Outgoing, Reply } from './exchange.ts';
import type { StepSignal } from './step.ts';

/**
 * Over our own agent, by undici's handler interface. `request` makes a stream of every answer, and an answer that is
 * wanted as a whole pays for the stream without using it.
 */
export function dispatchExchange(dispatcher: Dispatcher): Exchange {
  return (request, signal) =>
    new Promise((resolve, reject) => {
      dispatcher.dispatch(optionsOf(request), new ReplyHandler(signal, resolve, reject));
    });
}

function optionsOf({ origin, path, method, headers, body }: Outgoing): Dispatcher.DispatchOptions {
  return { origin, path, method, headers, body };
}

class ReplyHandler implements Dispatcher.DispatchHandler {
  readonly #signal: StepSignal;
  readonly #resolve: (reply: Reply) => void;
  readonly #reject: (error: unknown) => void;
  readonly #chunks: Buffer[] = [];
  #status = 0;
  #headers: IncomingHeaders = {};

  constructor(signal: StepSignal, resolve: (reply: Reply) => void, reject: (error: unknown) => void) {
    this.#signal = signal;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#signal.onAbort((reason) => controller.abort(reason));
  }

  onResponseStart(_: Dispatcher.DispatchController, status: number, headers: IncomingHeaders): void {
    this.#status = status;
    this.#headers = headers;
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    const [first] = this.#chunks;
    const whole = this.#chunks.length === 1 && first ? first : Buffer.concat(this.#chunks);
    this.#resolve({ status: this.#status, headers: this.#headers, text: whole.toString('utf8') });
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    this.#reject(error);
  }
}
