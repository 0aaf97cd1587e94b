import type { RealAddress } from '../core/real-addresses.ts';
import type { Certificate } from './certificates.ts';
import type { EndpointCounters } from './counters.ts';
import type { Where } from './verdict.ts';

/** A verdict as the control API gives it. */
export type PathAnswer =
  | {
      readonly kind: 'open';
      readonly to: {
        readonly realAddress: string;
        readonly address: string;
        readonly vpcEndpointId?: string;
      };
      readonly via: readonly string[];
      readonly resolved: string;
    }
  | {
      readonly kind: 'dropped' | 'reset';
      readonly where: Where;
      readonly why: string;
      readonly via: readonly string[];
      readonly resolved?: string;
      readonly vpcEndpointId?: string;
    }
  | { readonly kind: 'name_not_found'; readonly why: string };

type Send = <T>(method: string, path: string, body?: unknown) => Promise<T>;

/** The data plane's control API with types. */
export class DataPlaneClient {
  readonly #send: Send;

  constructor(send: Send) {
    this.#send = send;
  }

  /** Where the SOCKS entrance listens. */
  entrance() {
    return this.#send<{ socks: { host: string; port: number } }>('GET', 'data-plane');
  }

  /** From now on the address of the VPC is what listens there. Its targets are checked before this resolves. */
  async mapAddress(mapped: RealAddress): Promise<void> {
    await this.#send('PUT', 'data-plane/addresses', mapped);
  }

  async unmapAddress(vpcId: string, address: string): Promise<void> {
    await this.#send('DELETE', `data-plane/addresses?${new URLSearchParams({ vpcId, address })}`);
  }

  addresses() {
    return this.#send<RealAddress[]>('GET', 'data-plane/addresses');
  }

  /** A user name for the SOCKS entrance that is easier to read than the interface's id. */
  async nameInterface(name: string, networkInterfaceId: string): Promise<void> {
    await this.#send('PUT', 'data-plane/identities', { name, networkInterfaceId });
  }

  /** What listeners with this certificate ARN end TLS with. */
  async putCertificate(certificate: Certificate): Promise<void> {
    await this.#send('PUT', 'data-plane/certificates', certificate);
  }

  /** Checks every target of every VPC that has mapped addresses, now; one check decides. */
  async checkHealth(): Promise<void> {
    await this.#send('POST', 'data-plane/health-checks');
  }

  counters() {
    return this.#send<EndpointCounters[]>('GET', 'data-plane/counters');
  }

  /** What the interface's VPC resolves a name to. */
  async lookUp(from: string, host: string): Promise<string[]> {
    const answer = await this.#send<{ addresses: string[] }>(
      'GET',
      `data-plane/names?${new URLSearchParams({ from, host })}`,
    );
    return answer.addresses;
  }

  /** What would become of a connection, and why. */
  path(from: string, host: string, port: number) {
    const query = new URLSearchParams({ from, host, port: String(port) });
    return this.#send<PathAnswer>('GET', `data-plane/path?${query}`);
  }
}
