import { principalArn } from '../../../domain/account.ts';
import { defined } from '../../../domain/defined.ts';
import { type EndpointState, parseEndpointState } from '../../../domain/endpoint-state.ts';
import { serviceIdIn } from '../../../domain/service-name.ts';
import type { ConnectionFacts } from '../../../domain/troubleshooting/facts.ts';
import { type EndpointDetail, findEndpoint } from '../../aws/endpoint-detail.ts';
import { awsFailure } from '../../aws/failures.ts';
import { findService } from '../../aws/services.ts';
import { rulesOf } from '../../aws/tagged-resources.ts';
import type { Connection } from '../../store/schema.ts';
import type { WorkContext } from './context.ts';

/** What AWS and the row say of a connection, before anything is dialled. What AWS does not answer stays unknown: the probe may still tell. */
export class ConnectionLook {
  readonly #context: WorkContext;

  constructor(context: WorkContext) {
    this.#context = context;
  }

  async at(
    connection: Connection,
    networkCidr: string | undefined,
    signal: AbortSignal,
  ): Promise<ConnectionFacts> {
    const endpoint = await this.#endpoint(connection, signal);
    const cidr = networkCidr ?? (await this.#cidrOf(connection));
    const detail = endpoint === 'missing' || endpoint === undefined ? undefined : endpoint;
    const endpointState: EndpointState | 'missing' | undefined =
      endpoint === 'missing' ? 'missing' : detail && parseEndpointState(detail.state);
    const ownGroup = detail && (await this.#group(connection, detail, cidr, signal));
    return {
      connectionId: connection.id,
      state: connection.state,
      endpointZoneIds: connection.endpoint_zonal_dns_names.flatMap(({ zoneId }) => zoneId ?? []),
      serviceZoneIds: await this.#serviceZones(connection),
      serviceRegion: connection.service_region,
      region: connection.region,
      networkCidr: cidr,
      ports: connection.ports,
      at: new Date(),
      results: [],
      ...defined({
        endpointState,
        endpointId: connection.endpoint_id ?? undefined,
        serviceId: serviceIdIn(connection.service_name),
        hostname: connection.hostname ?? undefined,
        ownGroup,
      }),
    };
  }

  async #endpoint(
    connection: Connection,
    signal: AbortSignal,
  ): Promise<EndpointDetail | 'missing' | undefined> {
    const { endpoint_id: id } = connection;
    if (id === null) return undefined;
    const client = this.#context.aws.ec2(connection.region);
    return this.#unlessRefused(
      connection,
      async () => (await findEndpoint(client, id, { abortSignal: signal })) ?? 'missing',
    );
  }

  /** Which ports the endpoint's groups do not admit from the network. */
  async #group(
    connection: Connection,
    { groupIds }: EndpointDetail,
    cidr: string,
    signal: AbortSignal,
  ): Promise<ConnectionFacts['ownGroup']> {
    const [id] = groupIds;
    if (id === undefined) return undefined;
    const client = this.#context.aws.ec2(connection.region);
    return this.#unlessRefused(connection, async () => {
      const rules = (
        await Promise.all(groupIds.map((groupId) => rulesOf(client, groupId, { abortSignal: signal })))
      ).flat();
      const admits = (port: number) =>
        rules.some(
          (rule) =>
            !rule.egress &&
            (rule.protocol === '-1' ||
              (rule.protocol === 'tcp' && rule.fromPort <= port && port <= rule.toPort)) &&
            (rule.peer === cidr || rule.peer === '0.0.0.0/0'),
        );
      const tcp = connection.ports.filter(({ protocol }) => protocol !== 'UDP');
      return { id, closedPorts: tcp.map(({ port }) => port).filter((port) => !admits(port)) };
    });
  }

  /** Where the service is now: its load balancers may have left a zone since the request. */
  async #serviceZones(connection: Connection): Promise<readonly string[]> {
    if (connection.region !== connection.service_region) return [];
    const { aws, platform } = this.#context;
    const arn = principalArn({
      partition: platform.partition,
      accountId: platform.trayAccountId,
      orgId: connection.organization_id,
    });
    const service = await this.#unlessRefused(connection, () =>
      findService(
        { principal: aws.ec2As(arn, connection.region), tray: aws.ec2(connection.region) },
        {
          name: connection.service_name,
          serviceRegion: connection.service_region,
          region: connection.region,
        },
      ),
    );
    return service?.zoneIds ?? connection.service_zone_ids;
  }

  async #cidrOf({ network_id: id }: Connection): Promise<string> {
    const network = id === null ? undefined : await this.#context.store.networks.get(id);
    return network?.cidr ?? "<the network's block>";
  }

  async #unlessRefused<T>(connection: Connection, ask: () => Promise<T>): Promise<T | undefined> {
    try {
      return await ask();
    } catch (error) {
      const failure = awsFailure(error);
      if (failure === undefined) throw error;
      this.#context.logger.warn(
        { connectionId: connection.id, ...failure },
        'AWS did not say what a test asks for',
      );
      return undefined;
    }
  }
}
