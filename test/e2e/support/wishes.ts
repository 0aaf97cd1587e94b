import type { components } from '../../../api/contract.generated.ts';
import { defined } from '../../../domain/defined.ts';
import { actAsCustomers, type Customer } from './customers.ts';
import type { Installation } from './installation.ts';
import type { Producer } from './producer.ts';
import type { Random } from './random.ts';
import type { World } from './world.ts';

type Connection = components['schemas']['Connection'];

/** What was asked for last, and answered. */
export interface Wish {
  readonly id: string;
  readonly customer: Customer;
  ports: readonly number[];
  hostname: string | undefined;
  wants: 'accept' | 'reject';
  gone: boolean;
}

const portSets = [[22], [443], [5432], [22, 443], [443, 5432, 8080]] as const;
const patienceMs = 90_000;

/** Callers and customers of an installation that keeps being hit: each asks until it is answered, and remembers what it asked for. */
export class Wishes {
  readonly all: Wish[] = [];
  readonly #world: World;
  readonly #installation: Installation;
  readonly #producers: ReadonlyMap<string, Producer>;
  readonly #random: Random;
  readonly #customers: readonly Customer[];

  constructor(options: {
    world: World;
    installation: Installation;
    producers: ReadonlyMap<string, Producer>;
    customers: readonly Customer[];
    random: Random;
  }) {
    this.#world = options.world;
    this.#installation = options.installation;
    this.#producers = options.producers;
    this.#customers = options.customers;
    this.#random = options.random;
  }

  get live(): Wish[] {
    return this.all.filter(({ gone }) => !gone);
  }

  /** One thing that a caller or a customer does. @returns what it was, for the log. */
  async ask(atMost: number): Promise<string> {
    const random = this.#random;
    const { live } = this;
    if (live.length < 3) return this.create(random.pick(this.#customers));
    const wish = random.pick(live);
    const chance = random.next();
    if (chance < 0.3 && live.length < atMost) return this.create(random.pick(this.#customers));
    if (chance < 0.5) return this.#change(wish, { ports: random.pick(portSets) });
    if (chance < 0.7)
      return this.#change(wish, {
        hostname: wish.hostname === undefined ? `${wish.id}.customer.example` : undefined,
      });
    if (chance < 0.85) return this.delete(wish);
    wish.wants = wish.wants === 'accept' ? 'reject' : 'accept';
    return `${wish.customer.id} wants to ${wish.wants} ${wish.id}`;
  }

  async create(customer: Customer): Promise<string> {
    const id = `${customer.id}-${this.all.length}`;
    const ports = this.#random.pick(portSets);
    const hostname = this.#random.next() < 0.5 ? `${id}.customer.example` : undefined;
    await this.#answered('POST', '/v1/connections', [201, 409], {
      id,
      organizationId: customer.id,
      service: { name: this.#producers.get(customer.id)?.serviceName },
      ports: asPorts(ports),
      ...defined({ hostname }),
    });
    this.all.push({ id, customer, ports, hostname, wants: 'accept', gone: false });
    return `create ${id} with ${ports.join()} ${hostname ?? ''}`;
  }

  async delete(wish: Wish): Promise<string> {
    await this.#answered('DELETE', `/v1/connections/${wish.id}`, [202, 204, 404, 410]);
    wish.gone = true;
    return `delete ${wish.id}`;
  }

  async #change(
    wish: Wish,
    to: { readonly ports: readonly number[] } | { readonly hostname: string | undefined },
  ): Promise<string> {
    const body = 'ports' in to ? { ports: asPorts(to.ports) } : { hostname: to.hostname ?? null };
    await this.#answered('PATCH', `/v1/connections/${wish.id}`, [200], body);
    if ('ports' in to) wish.ports = to.ports;
    else wish.hostname = to.hostname;
    return `change ${wish.id} to ${JSON.stringify(body)}`;
  }

  /** Customers look at their consoles once, and do what they want there. */
  async actAsCustomers(): Promise<void> {
    const seen = new Map((await this.connections()).map((connection) => [connection.id, connection]));
    const wishes = this.live.flatMap(({ id, customer, wants }) => {
      const endpointId = seen.get(id)?.endpoint?.id;
      return endpointId === undefined ? [] : [{ endpointId, customer, wants }];
    });
    await actAsCustomers(this.#world, this.#producers, wishes);
  }

  connections(): Promise<readonly Connection[]> {
    return this.#patiently(() => this.#installation.client.connections());
  }

  async #answered(method: string, path: string, expected: readonly number[], body?: unknown): Promise<void> {
    await this.#patiently(async () => {
      const { status, body: answer } = await this.#installation.client.call(method, path, body);
      if (!expected.includes(status))
        throw new Error(`${method} ${path}: ${status} ${JSON.stringify(answer)}`);
    });
  }

  /** The API may be away, or its database. */
  async #patiently<T>(work: () => Promise<T>): Promise<T> {
    for (const deadline = Date.now() + patienceMs; ; ) {
      try {
        return await work();
      } catch (error) {
        if (Date.now() > deadline) throw error;
        await new Promise((resolve) => setTimeout(resolve, 250));
      }
    }
  }
}

function asPorts(ports: readonly number[]) {
  return ports.map((port) => ({ port, protocol: 'TCP' }));
}
