import type { HttpMethod } from './dispatcher.ts';
import type { StepSignal } from './step.ts';

export interface Outgoing {
  readonly origin: string;
  readonly path: string;
  readonly method: HttpMethod;
  readonly headers: Record<string, string>;
  readonly body: string | null;
}

export type IncomingHeaders = Readonly<Record<string, string | string[] | undefined>>;

/** A complete answer. */
export interface Reply {
  readonly status: number;
  readonly headers: IncomingHeaders;
  readonly text: string;
}

/** Sends one request and takes its whole answer, until the signal ends it. */
export type Exchange = (request: Outgoing, signal: StepSignal) => Promise<Reply>;
