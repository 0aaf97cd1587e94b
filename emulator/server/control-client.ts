import type { Settings } from '../core/settings.ts';
import type { ResourceSummary } from '../core/state.ts';
import { DataPlaneClient } from '../data-plane/client.ts';
import { WorkloadsClient } from '../workloads/client.ts';
import type { CallRecord } from './call-log.ts';
import type { Fault, FaultRequest } from './faults.ts';

/** The control API with types, for an emulator in this process or in another one. */
export class ControlClient {
  readonly url: string;
  readonly dataPlane: DataPlaneClient;
  readonly workloads: WorkloadsClient;

  constructor(url: string) {
    this.url = url.replace(/\/$/, '');
    const send = <T>(method: string, path: string, body?: unknown) => this.#send<T>(method, path, body);
    this.dataPlane = new DataPlaneClient(send);
    this.workloads = new WorkloadsClient(send);
  }

  /** Every resource of every account and region. `[]` when nothing was left behind. */
  resources(filter: { accountId?: string; region?: string; service?: string; type?: string } = {}) {
    return this.#send<ResourceSummary[]>('GET', `resources?${new URLSearchParams(filter)}`);
  }

  calls() {
    return this.#send<{ counts: Record<string, number>; calls: CallRecord[] }>('GET', 'calls');
  }

  async clearCalls(): Promise<void> {
    await this.#send('DELETE', 'calls');
  }

  /** From the next matching call on. Gives back the fault with its id. */
  addFault(fault: FaultRequest) {
    return this.#send<Fault>('POST', 'faults', fault);
  }

  faults() {
    return this.#send<Fault[]>('GET', 'faults');
  }

  async removeFault(id: string): Promise<void> {
    await this.#send('DELETE', `faults/${encodeURIComponent(id)}`);
  }

  async clearFaults(): Promise<void> {
    await this.#send('DELETE', 'faults');
  }

  /** Moves the clock and lets happen what has become due. */
  advanceClock(seconds: number) {
    return this.#send<{ now: string; aheadSeconds: number }>('POST', 'clock', { advanceSeconds: seconds });
  }

  changeSettings(settings: Partial<Settings>) {
    return this.#send<Settings>('POST', 'settings', settings);
  }

  /** No resources, faults, calls or sessions any more, and the settings as they were at the start. */
  async reset(): Promise<void> {
    await this.#send('POST', 'reset');
  }

  async #send<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(`${this.url}/_emulator/${path}`, {
      method,
      ...(body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    const answer: unknown = await response.json();
    if (!response.ok) throw new Error(`${method} /_emulator/${path}: ${(answer as { error: string }).error}`);
    return answer as T;
  }
}
