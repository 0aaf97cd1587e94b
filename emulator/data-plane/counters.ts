import type { World } from '../core/world.ts';
import { vpcEndpoints } from '../services/ec2/state.ts';

/** What CloudWatch counts per endpoint in `AWS/PrivateLinkEndpoints`, by the names that it has there. */
export interface EndpointCounters {
  readonly vpcEndpointId: string;
  BytesProcessed: number;
  NewConnections: number;
  ActiveConnections: number;
  PacketsDropped: number;
  RstPacketsReceived: number;
}

type Counter = Exclude<keyof EndpointCounters, 'vpcEndpointId'>;

export class Counters {
  readonly #world: World;
  readonly #byEndpoint = new Map<string, EndpointCounters>();

  constructor(world: World) {
    this.#world = world;
  }

  add(vpcEndpointId: string | undefined, counter: Counter, amount = 1): void {
    if (vpcEndpointId === undefined) return;
    const counters = this.#byEndpoint.get(vpcEndpointId) ?? {
      vpcEndpointId,
      BytesProcessed: 0,
      NewConnections: 0,
      ActiveConnections: 0,
      PacketsDropped: 0,
      RstPacketsReceived: 0,
    };
    counters[counter] += amount;
    this.#byEndpoint.set(vpcEndpointId, counters);
    this.#measure(vpcEndpointId, counter, counter === 'ActiveConnections' ? counters[counter] : amount);
  }

  /** https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-cloudwatch-metrics.html */
  #measure(vpcEndpointId: string, name: Counter, value: number): void {
    for (const { scope, table } of this.#world.state.everywhere(vpcEndpoints)) {
      const endpoint = table.get(vpcEndpointId);
      if (endpoint === undefined) continue;
      const dimensions = {
        'Endpoint Type': endpoint.type,
        'Service Name': endpoint.serviceName,
        'VPC Endpoint Id': vpcEndpointId,
        'VPC Id': endpoint.vpcId,
      };
      const metric = { namespace: 'AWS/PrivateLinkEndpoints', name, dimensions };
      this.#world.metrics.add(scope, metric, value, this.#world.clock.now());
      return;
    }
  }

  list(): EndpointCounters[] {
    return [...this.#byEndpoint.values()].map((counters) => ({ ...counters }));
  }

  clear(): void {
    this.#byEndpoint.clear();
  }
}
