import type { KnownProblemCode } from '../contract.generated.ts';
import { type OperationId, operations } from '../operations.ts';

export interface Fault {
  /** What the API answers with. */
  readonly code?: KnownProblemCode;
  /** `true` breaks the connection instead of answering. */
  readonly network?: boolean;
  /** For the header of the same name: seconds or a date. */
  readonly retryAfter?: string | number;
  /** Only for this operation. @default any */
  readonly operation?: OperationId;
  /** How many requests it hits. @default 1 */
  readonly times?: number;
}

/** What shall go wrong, in the order it was asked for. */
export class Faults {
  #waiting: { fault: Fault; left: number }[] = [];

  add(fault: Fault): void {
    this.#waiting.push({ fault, left: fault.times ?? 1 });
  }

  /** The fault that hits this request, if any. */
  take(method: string, path: string): Fault | undefined {
    const found = this.#first(method, path);
    if (!found) return undefined;
    found.left -= 1;
    if (found.left <= 0) this.#waiting = this.#waiting.filter((one) => one !== found);
    return found.fault;
  }

  /** Whether the fault that hits this request breaks its connection; takes it if so. */
  takeNetworkFault(method: string, path: string): boolean {
    if (this.#first(method, path)?.fault.network !== true) return false;
    return this.take(method, path) !== undefined;
  }

  #first(method: string, path: string): { fault: Fault; left: number } | undefined {
    return this.#waiting.find(({ fault }) => concerns(fault, method, path));
  }
}

function concerns({ operation }: Fault, method: string, path: string): boolean {
  if (operation === undefined) return true;
  const { method: wanted, route } = operations[operation];
  const pattern = new RegExp(`^${route.replace(/\{\w+\}/g, '[^/]+')}$`);
  return wanted === method && pattern.test(path);
}
