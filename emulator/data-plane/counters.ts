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
  readonly #byEndpoint = new Map<string, EndpointCounters>();

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
  }

  list(): EndpointCounters[] {
    return [...this.#byEndpoint.values()].map((counters) => ({ ...counters }));
  }

  clear(): void {
    this.#byEndpoint.clear();
  }
}
