import { ControlError } from '../core/control-body.ts';
import type { WireRequest, WireResponse } from '../core/protocol.ts';
import type { World } from '../core/world.ts';
import { dataPlaneRoutes } from '../data-plane/control.ts';
import type { DataPlane } from '../data-plane/index.ts';
import { supportedActions } from '../services/index.ts';
import { workloadRoutes } from '../workloads/control.ts';
import type { Workloads } from '../workloads/index.ts';
import type { CallLog } from './call-log.ts';
import { readFault, readSettings } from './control-input.ts';
import type { Faults } from './faults.ts';

const PREFIX = '/_emulator/';

export interface ControlParts {
  readonly world: World;
  readonly faults: Faults;
  readonly calls: CallLog;
  /** Absent when it is switched off. */
  readonly dataPlane: DataPlane | undefined;
  readonly workloads: Workloads;
  /** Lines of environment for an account and region. */
  readonly environment: (accountId: string, region: string) => Record<string, string>;
}

type Handler = (request: WireRequest, body: unknown) => unknown;

/**
 * The emulator's own API, JSON in and out, without credentials:
 *
 * GET health · GET accounts · GET actions · GET resources?accountId=&region=&service=&type= · GET calls · DELETE calls ·
 * GET, POST, DELETE faults · DELETE faults/{id} · GET, POST clock · GET, POST settings · POST reset ·
 * data-plane/…: see `data-plane/control.ts` · workloads/…: see `workloads/control.ts`
 */
export class ControlApi {
  readonly #parts: ControlParts;
  readonly #routes: ReadonlyMap<string, Handler>;

  constructor(parts: ControlParts) {
    this.#parts = parts;
    const { world, faults, calls } = parts;
    this.#routes = new Map<string, Handler>([
      ['GET health', () => ({ status: 'ok' })],
      ['GET accounts', (request) => this.#accounts(request.query.get('region') ?? 'eu-west-1')],
      ['GET actions', () => supportedActions().map(([service, action]) => ({ service, action }))],
      ['GET resources', (request) => this.#resources(request.query)],
      ['GET calls', () => ({ counts: calls.counts(), calls: calls.calls() })],
      ['DELETE calls', () => ({ removed: this.#clearCalls() })],
      ['GET faults', () => faults.list()],
      ['POST faults', (_request, body) => faults.add(readFault(body))],
      ['DELETE faults', () => ({ removed: this.#clearFaults() })],
      ['GET clock', () => this.#clock()],
      ['POST clock', (_request, body) => this.#advance(body)],
      ['GET settings', () => ({ ...world.settings })],
      ['POST settings', (_request, body) => ({ ...Object.assign(world.settings, readSettings(body)) })],
      ['POST reset', () => this.#reset()],
      ...(parts.dataPlane === undefined ? [] : dataPlaneRoutes(parts.dataPlane)),
      ...workloadRoutes(world),
    ]);
  }

  owns(path: string): boolean {
    return path.startsWith(PREFIX);
  }

  async handle(request: WireRequest): Promise<WireResponse> {
    const { world } = this.#parts;
    try {
      world.agenda.runDue(world.clock.now());
      const name = request.path.slice(PREFIX.length).replace(/\/$/, '');
      const handler = this.#routes.get(`${request.method} ${name}`);
      if (handler !== undefined) return json(200, await handler(request, readBody(request)));
      const fault = /^faults\/([\w-]+)$/.exec(name)?.[1];
      if (request.method === 'DELETE' && fault !== undefined) {
        if (!this.#parts.faults.remove(fault)) throw new ControlError(404, `there is no fault ${fault}`);
        return json(200, { removed: 1 });
      }
      const known = [...this.#routes.keys()].filter((route) => route.endsWith(` ${name}`));
      if (known.length > 0)
        throw new ControlError(405, `${name} takes ${known.map((k) => k.split(' ')[0]).join(', ')}`);
      throw new ControlError(
        404,
        `there is no ${PREFIX}${name.slice(0, 80)}; see ${[...this.#routes.keys()].join(', ')}`,
      );
    } catch (error) {
      if (error instanceof ControlError) return json(error.status, { error: error.message });
      if (error instanceof RangeError) return json(409, { error: error.message });
      throw error;
    }
  }

  #accounts(region: string) {
    return this.#parts.world.credentials.accounts.map((accountId) => ({
      accountId,
      environment: this.#parts.environment(accountId, region),
    }));
  }

  #resources(query: URLSearchParams) {
    return this.#parts.world.state.resources().filter((resource) =>
      (['accountId', 'region', 'service', 'type'] as const).every((name) => {
        const wanted = query.get(name);
        return wanted === null || resource[name] === wanted;
      }),
    );
  }

  #clock() {
    const now = this.#parts.world.clock.now();
    return { now: new Date(now).toISOString(), aheadSeconds: Math.round((now - Date.now()) / 1000) };
  }

  #advance(body: unknown) {
    const seconds = (body as { advanceSeconds?: unknown } | null)?.advanceSeconds;
    if (
      typeof seconds !== 'number' ||
      !Number.isFinite(seconds) ||
      seconds < 0 ||
      seconds > 10 * 365 * 86_400
    ) {
      throw new ControlError(
        400,
        'advanceSeconds must be a number of seconds from 0 to ten years: {"advanceSeconds":60}',
      );
    }
    const { world } = this.#parts;
    world.clock.advance(seconds * 1000);
    world.agenda.runDue(world.clock.now());
    return this.#clock();
  }

  async #reset() {
    this.#parts.world.reset();
    this.#parts.faults.clear();
    this.#parts.calls.clear();
    this.#parts.dataPlane?.reset();
    await this.#parts.workloads.killAll();
    return { status: 'reset' };
  }

  #clearCalls(): number {
    const count = this.#parts.calls.calls().length;
    this.#parts.calls.clear();
    return count;
  }

  #clearFaults(): number {
    const count = this.#parts.faults.list().length;
    this.#parts.faults.clear();
    return count;
  }
}

function readBody(request: WireRequest): unknown {
  if (request.body.length === 0) return {};
  try {
    return JSON.parse(request.body.toString('utf8'));
  } catch {
    throw new ControlError(400, 'the body is not JSON');
  }
}

function json(status: number, value: unknown): WireResponse {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) };
}
