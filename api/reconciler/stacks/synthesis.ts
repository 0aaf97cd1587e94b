import type { ConnectionStage } from '../../../domain/connection-state.ts';
import { defined } from '../../../domain/defined.ts';
import type { ServiceName } from '../../../domain/service-name.ts';
import {
  App,
  ConnectionStack,
  ConnectorsStack,
  connectionHost,
  type DeploymentProps,
  literal,
  NetworkReference,
  NetworkStack,
  OrganizationStack,
  type TerraformStack,
} from '../../../stacks/index.ts';
import type { Platform } from '../../platform.ts';
import type { Deployment } from '../../settings/worker-settings.ts';
import type { Connection, Connector, Network, Organization } from '../../store/schema.ts';
import type { NetworkOutputs } from './outputs.ts';

/** One stack's Terraform in JSON syntax. */
export interface TerraformDocument {
  readonly terraform: Readonly<Record<string, unknown>>;
  readonly provider?: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;
  readonly resource?: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;
  readonly [block: string]: unknown;
}

/**
 * Attempts of the provider at one call: with its pauses (up to 1, 2, 4, 8 and 16 s) half a minute. By default it is 25, which is an hour
 * of silence; here a run that AWS keeps throttling ends with that as its reason, and is repeated.
 */
const providerAttempts = 6;

/**
 * Makes the Terraform of single stacks, in process, from rows: with the very constructs that a fleet file becomes. What somebody
 * else wrote, or AWS answered, is `literal` before a construct sees it.
 * Nothing is written: `scratch` is a folder that exists, which cdktf wants to see.
 */
export class Synthesis {
  readonly #platform: Platform;
  readonly #deployment: Deployment;
  readonly #scratch: string;

  constructor(platform: Platform, deployment: Deployment, scratch: string) {
    this.#platform = platform;
    this.#deployment = literal(deployment);
    this.#scratch = scratch;
  }

  organization(organization: Organization, services: readonly ServiceName[]): TerraformDocument {
    [organization, services] = literal([organization, services] as const);
    const namesOf = (kind: ServiceName['kind']) =>
      services.filter((service) => service.kind === kind).map(({ name }) => name);
    const region = this.#platform.regions[0] ?? '';
    const { trustedPrincipalArns } = this.#deployment;
    return this.#synthesise(
      (app) =>
        new OrganizationStack(app, {
          deployment: this.#target(organization, region),
          organizationId: organization.id,
          customerName: organization.customer_name,
          awsAccounts: organization.aws_account_ids,
          marketplaceServices: namesOf('marketplace'),
          awsServices: namesOf('aws'),
          ...defined({ trustedPrincipalArns }),
        }),
    );
  }

  network(organization: Organization, network: Network): TerraformDocument {
    [organization, network] = literal([organization, network] as const);
    return this.#synthesise(
      (app) =>
        new NetworkStack(app, {
          deployment: this.#target(organization, network.region),
          organizationId: organization.id,
          cidr: network.cidr,
          zoneIds: network.zone_ids,
          zoneName: this.#platform.zone,
          ...defined({ probe: this.#platform.probe }),
          gateways: network.gateways,
          awsServices: network.aws_services,
          ...this.#quotas(),
        }),
    );
  }

  connection(
    organization: Organization,
    connection: Connection,
    network: NetworkOutputs,
    options: { readonly zoneIds: readonly string[]; readonly stage: ConnectionStage },
  ): TerraformDocument {
    [organization, connection, network, options] = literal([
      organization,
      connection,
      network,
      options,
    ] as const);
    const alarmTopicArn = this.#deployment.alarmTopicArns?.[connection.region];
    return this.#synthesise(
      (app) =>
        new ConnectionStack(app, {
          deployment: this.#target(organization, connection.region),
          organizationId: organization.id,
          awsAccounts: organization.aws_account_ids,
          network: NetworkReference.fromAttributes(network),
          connectionId: connection.id,
          serviceName: connection.service_name,
          serviceRegion: connection.service_region,
          marketplace: connection.service_kind === 'marketplace',
          zoneIds: options.zoneIds,
          ports: connection.ports,
          stage: options.stage,
          // The service was looked at before the run, with an answer that people can act on.
          preflight: false,
          ...this.#quotas(),
          ...(connection.hostname === null ? {} : { hostname: connection.hostname }),
          ...defined({ alarmTopicArn }),
        }),
    );
  }

  connectors(
    organization: Organization,
    network: Network,
    surroundings: NetworkOutputs,
    rows: { readonly connectors: readonly Connector[]; readonly connections: readonly Connection[] },
  ): TerraformDocument {
    [organization, network, surroundings, rows] = literal([
      organization,
      network,
      surroundings,
      rows,
    ] as const);
    const connections = new Map(rows.connections.map((connection) => [connection.id, connection]));
    return this.#synthesise(
      (app) =>
        new ConnectorsStack(app, {
          deployment: this.#target(organization, network.region),
          organizationId: organization.id,
          network: NetworkReference.fromAttributes(surroundings),
          awsServices: network.aws_services,
          ...this.#quotas(),
          connectors: rows.connectors.map((row) => ({
            id: row.id,
            image: row.image,
            ...(row.command === null ? {} : { command: row.command }),
            cpu: row.cpu,
            memory: row.memory,
            count: row.task_count,
            environment: row.environment,
            secrets: row.secrets,
            connections: row.connections
              .flatMap((id) => connections.get(id) ?? [])
              .map(({ id, hostname, ports }) => ({
                connectionId: id,
                host: connectionHost(id, this.#platform.zone, hostname ?? undefined),
                ports,
              })),
          })),
        }),
    );
  }

  #quotas(): Pick<Platform, 'quotas'> {
    const { quotas } = this.#platform;
    return defined({ quotas });
  }

  #synthesise(build: (app: App) => TerraformStack): TerraformDocument {
    const app = new App({ stackTraces: false, outdir: this.#scratch });
    const stack = build(app);
    stack.prepareStack();
    stack.runAllValidations();
    const { '//': _metadata, ...document } = stack.toTerraform();
    // Address and password of the backend come with each run's environment: the working directory stays warm when they change.
    return bounded({ ...document, terraform: { ...document.terraform, backend: { http: {} } } });
  }

  #target(organization: Organization, region: string): DeploymentProps {
    const { assumeRoleArn } = this.#deployment;
    return {
      accountId: this.#platform.trayAccountId,
      region,
      partition: organization.partition,
      backend: { type: 'http', address: 'http://127.0.0.1' },
      ...defined({ assumeRoleArn }),
    };
  }
}

function bounded(document: TerraformDocument): TerraformDocument {
  const provider = Object.entries(document.provider ?? {}).map(
    ([name, blocks]) => [name, blocks.map((block) => ({ ...block, max_retries: providerAttempts }))] as const,
  );
  return { ...document, provider: Object.fromEntries(provider) };
}
