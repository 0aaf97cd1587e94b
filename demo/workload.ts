import { join } from 'node:path';
import { CloudWatchLogsClient, paginateFilterLogEvents } from '@aws-sdk/client-cloudwatch-logs';
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { z } from 'zod';
import type { ControlClient } from '../emulator/index.ts';
import { type Connector, ConnectorNotFoundError, type PrivateLinkClient } from '../sdk/src/index.ts';
import type { CustomerDatabase } from './customer/database.ts';
import { story } from './fleet.ts';
import type { AwsAccess } from './service.ts';

/** What the connector writes into its log, line by line. */
const said = z.discriminatedUnion('event', [
  z.object({
    event: z.literal('row'),
    host: z.string(),
    port: z.number(),
    row: z.object({ id: z.number(), item: z.string(), quantity: z.number() }),
  }),
  z.object({
    event: z.literal('error'),
    host: z.string(),
    code: z.string().optional(),
    message: z.string(),
  }),
]);

export type Said = z.infer<typeof said>;

export interface WorkloadOptions {
  readonly client: PrivateLinkClient;
  readonly emulator: ControlClient;
  /** Tray's own account. */
  readonly aws: AwsAccess;
  readonly signal: AbortSignal;
}

/** The connector of the story: Tray's workload in the network, which reads from the customer's database. */
export class Workload {
  readonly #options: WorkloadOptions;
  readonly #secrets: SecretsManagerClient;
  readonly #logs: CloudWatchLogsClient;
  #connector: Connector | undefined;
  #secretArn: string | undefined;

  constructor(options: WorkloadOptions) {
    this.#options = options;
    const configuration = { ...options.aws, maxAttempts: 3 };
    this.#secrets = new SecretsManagerClient(configuration);
    this.#logs = new CloudWatchLogsClient(configuration);
  }

  /** Says which program the image is on this machine, keeps the login as a secret, and asks the API for the connector. */
  async deploy(
    networkId: string,
    connectionId: string,
    login: CustomerDatabase['login'],
  ): Promise<Connector> {
    const { client, emulator, signal } = this.#options;
    await emulator.workloads.mapImage({
      image: story.connector.repository,
      command: ['node', join(import.meta.dirname, 'connector.ts')],
      environment: { NODE_NO_WARNINGS: '1' },
    });
    const { user, password, database } = login;
    const { ARN: secretArn = '' } = await this.#secrets.send(
      new CreateSecretCommand({
        Name: `${story.organizationId}/orders-db`,
        SecretString: JSON.stringify({ user, password }),
      }),
      { abortSignal: signal },
    );
    this.#secretArn = secretArn;
    const { trayAccountId, region } = story;
    const registry = `${trayAccountId}.dkr.ecr.${region}.amazonaws.com`;
    this.#connector = await client.connectors.put(
      networkId,
      story.connector.id,
      {
        image: `${registry}/${story.connector.repository}:1.0.0`,
        environment: { CONNECTION: connectionId, DATABASE: database },
        secrets: { DATABASE_LOGIN: secretArn },
        connections: [connectionId],
      },
      { signal },
    );
    return this.#connector;
  }

  /** What it has said so far, oldest first; nothing before its log exists. */
  async said(): Promise<Said[]> {
    const { client, signal } = this.#options;
    if (this.#connector === undefined) return [];
    const { networkId, id } = this.#connector;
    const { logGroup } = await client.connectors.get(networkId, id, undefined, { signal });
    if (logGroup === undefined) return [];
    const lines: string[] = [];
    try {
      const pages = paginateFilterLogEvents({ client: this.#logs }, { logGroupName: logGroup });
      for await (const { events = [] } of pages) lines.push(...events.map(({ message = '' }) => message));
    } catch (error) {
      if ((error as Error).name !== 'ResourceNotFoundException') throw error;
    }
    // What Node itself prints when it cannot start the program is no line of the connector's.
    return lines.flatMap((line) => (line.startsWith('{') ? [said.parse(JSON.parse(line))] : []));
  }

  /** Whether the connector is gone. */
  async isGone(): Promise<boolean> {
    const { client, signal } = this.#options;
    if (this.#connector === undefined) return true;
    const { networkId, id } = this.#connector;
    try {
      await client.connectors.get(networkId, id, undefined, { signal });
      return false;
    } catch (error) {
      if (error instanceof ConnectorNotFoundError) return true;
      throw error;
    }
  }

  /** Asks for its end; {@link isGone} says when it has come. */
  async delete(): Promise<void> {
    const { client, signal } = this.#options;
    if (this.#connector === undefined) return;
    const { networkId, id } = this.#connector;
    await client.connectors.delete(networkId, id, undefined, { signal });
    await this.#secrets.send(
      new DeleteSecretCommand({ SecretId: this.#secretArn, ForceDeleteWithoutRecovery: true }),
      { abortSignal: signal },
    );
  }

  close(): void {
    this.#secrets.destroy();
    this.#logs.destroy();
  }
}
