/** What a supervisor answers when it has ended the program because its worker's lease was not prolonged in time. */
export const leaseEndedExitCode = 75;

/** Until when a supervised program may live. It moves on as long as the worker's lease is prolonged. */
export interface Lifeline {
  /** Time of the steady clock, in milliseconds, at which the program must be dead. */
  readonly deadline: number;
  /** Calls back with every later deadline. @returns what ends that. */
  onExtended(listener: (deadline: number) => void): () => void;
}
