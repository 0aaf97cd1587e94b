/**
 * Health checks that really dial. A target group is checked from the moment when an address of its VPC is mapped; before that
 * its targets are healthy because they are registered.
 */
import { get } from 'node:http';
import { connect } from 'node:net';
import { isReal, realAddressesOf, realAddressKey } from '../core/real-addresses.ts';
import type { World } from '../core/world.ts';
import { type Target, type TargetGroup, targetGroups } from '../services/elbv2/state.ts';

interface Record {
  /** By the emulator's clock. */
  checkedAt: number;
  /** Checks of one outcome in a row. */
  passes: number;
  failures: number;
}

export class HealthChecks {
  readonly #world: World;
  readonly #records = new WeakMap<Target, Record>();
  readonly #under = new Set<Target>();

  constructor(world: World) {
    this.#world = world;
  }

  /** Checks every target now; one check decides. */
  async checkAll(vpcId?: string): Promise<void> {
    await Promise.all(
      this.#groups()
        .filter((group) => vpcId === undefined || group.vpcId === vpcId)
        .flatMap((group) => group.targets.map((target) => this.#check(group, target, true))),
    );
  }

  /** Checks those targets whose interval is over by the emulator's clock. */
  async checkDue(): Promise<void> {
    const now = this.#world.clock.now();
    await Promise.all(
      this.#groups().flatMap((group) =>
        group.targets
          .filter(
            (target) =>
              now - (this.#records.get(target)?.checkedAt ?? 0) >= group.healthCheck.interval * 1000,
          )
          .map((target) => this.#check(group, target, false)),
      ),
    );
  }

  /** The VPC's last address was unmapped: its targets are healthy because they are registered, as before. */
  release(vpcId: string): void {
    for (const { table } of this.#world.state.everywhere(targetGroups)) {
      for (const group of table.filter((each) => each.vpcId === vpcId)) {
        for (const target of group.targets) if (target.state !== 'draining') target.state = 'healthy';
      }
    }
  }

  #groups(): TargetGroup[] {
    return [...this.#world.state.everywhere(targetGroups)].flatMap(({ table }) =>
      table.filter((group) => isReal(this.#world, group.vpcId)),
    );
  }

  async #check(group: TargetGroup, target: Target, decides: boolean): Promise<void> {
    if (target.state === 'draining' || (this.#under.has(target) && !decides)) return;
    this.#under.add(target);
    const checkedAt = this.#world.clock.now();
    try {
      const isUp = await this.#probe(group, target);
      const before = this.#records.get(target) ?? { checkedAt, passes: 0, failures: 0 };
      const record = isUp
        ? { checkedAt, passes: before.passes + 1, failures: 0 }
        : { checkedAt, passes: 0, failures: before.failures + 1 };
      this.#records.set(target, record);
      const isEnough =
        decides ||
        target.state === 'initial' ||
        (isUp
          ? record.passes >= group.healthCheck.healthyThreshold
          : record.failures >= group.healthCheck.unhealthyThreshold);
      if (isEnough && (target.state as string) !== 'draining') target.state = isUp ? 'healthy' : 'unhealthy';
    } finally {
      this.#under.delete(target);
    }
  }

  #probe(group: TargetGroup, target: Target): Promise<boolean> {
    const { healthCheck } = group;
    const port = healthCheck.port === 'traffic-port' ? String(target.port) : healthCheck.port;
    const key = realAddressKey(group.vpcId, `${target.id}:${port}`);
    const real = realAddressesOf(this.#world).get(key);
    if (real === undefined) return Promise.resolve(false);
    const place = splitAddress(real.to);
    const milliseconds = healthCheck.timeout * 1000;
    return healthCheck.protocol === 'HTTP'
      ? answers(place, healthCheck.path ?? '/', healthCheck.matcher ?? '200-399', milliseconds)
      : accepts(place, milliseconds);
  }
}

/** `127.0.0.1:80` → host and port. */
export function splitAddress(text: string): { host: string; port: number } {
  const colon = text.lastIndexOf(':');
  return { host: text.slice(0, colon), port: Number(text.slice(colon + 1)) };
}

function accepts(place: { host: string; port: number }, timeout: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ ...place, timeout });
    const end = (isUp: boolean) => {
      socket.destroy();
      resolve(isUp);
    };
    socket.once('connect', () => end(true));
    socket.once('timeout', () => end(false));
    socket.once('error', () => end(false));
  });
}

function answers(
  place: { host: string; port: number },
  path: string,
  matcher: string,
  timeout: number,
): Promise<boolean> {
  return new Promise((resolve) => {
    const request = get({ ...place, path, timeout, agent: false }, (response) => {
      response.resume();
      request.destroy();
      resolve(matches(matcher, response.statusCode ?? 0));
    });
    request.once('timeout', () => request.destroy());
    request.once('error', () => resolve(false));
    request.once('close', () => resolve(false));
  });
}

/** `200`, `200,202`, `200-299`. */
function matches(matcher: string, status: number): boolean {
  return matcher.split(',').some((part) => {
    const [first = '', last = first] = part.split('-');
    return status >= Number(first) && status <= Number(last);
  });
}
