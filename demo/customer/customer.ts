import { join } from 'node:path';
import { z } from 'zod';
import type { TerraformMessage } from '../../api/terraform/messages.ts';
import type { ControlClient } from '../../emulator/index.ts';
import type { Deployment } from '../deployment.ts';
import { producerFleet, story } from '../fleet.ts';
import type { AwsAccess } from '../service.ts';
import { type CustomerDatabase, startCustomerDatabase } from './database.ts';
import { type CustomerEnvironment, createCustomerEnvironment } from './environment.ts';
import { type DatabaseProxy, startDatabaseProxy } from './proxy.ts';

const producerOutputs = z.object({
  tray_intake: z.object({
    customer_name: z.string(),
    location: z.string(),
    tray_org_id: z.string(),
    aws_account_id: z.string(),
    service_name: z.string(),
    ports: z.array(
      z.object({
        port: z.number(),
        protocol: z.enum(['TCP', 'UDP', 'TCP_UDP']),
      }),
    ),
  }),
  accepted_connections: z.record(z.string(), z.string()),
});

export type ProducerOutputs = z.infer<typeof producerOutputs>;

export interface CustomerOptions {
  readonly directory: string;
  readonly deployment: Deployment;
  readonly emulator: ControlClient;
  readonly aws: AwsAccess;
  readonly signal: AbortSignal;
}

/** The customer of the story: a VPC with a database that really listens, and what Terraform puts in front of it. */
export class Customer {
  readonly #options: CustomerOptions;
  readonly #environment: CustomerEnvironment;
  readonly #database: CustomerDatabase;
  readonly #proxy: DatabaseProxy;

  private constructor(
    options: CustomerOptions,
    side: { environment: CustomerEnvironment; database: CustomerDatabase; proxy: DatabaseProxy },
  ) {
    this.#options = options;
    this.#environment = side.environment;
    this.#database = side.database;
    this.#proxy = side.proxy;
  }

  /** The VPC, the database, and the proxy before it: the day on which Tray asks. */
  static async create(options: CustomerOptions): Promise<Customer> {
    const { aws, directory, emulator } = options;
    const database = await startCustomerDatabase(join(directory, 'database'));
    try {
      const environment = await createCustomerEnvironment({ ...aws, zoneIds: story.zoneIds });
      const proxy = await startDatabaseProxy(database.port);
      const { vpcId, databaseAddress } = environment;
      const listening = { [story.ports.postgres]: database.port, [story.ports.proxied]: proxy.port };
      for (const [port, here] of Object.entries(listening)) {
        const address = `${databaseAddress}:${port}`;
        await emulator.dataPlane.mapAddress({ vpcId, address, to: `127.0.0.1:${here}` });
      }
      return new Customer(options, { environment, database, proxy });
    } catch (error) {
      await database.close();
      throw error;
    }
  }

  get vpcId(): string {
    return this.#environment.vpcId;
  }

  get databaseAddress(): string {
    return this.#environment.databaseAddress;
  }

  /** For Tray's connector. */
  get login(): CustomerDatabase['login'] {
    return this.#database.login;
  }

  /** Endpoints through which the proxy saw connections come. */
  get seenEndpointIds(): readonly string[] {
    return this.#proxy.endpointIds;
  }

  /** Load balancer and endpoint service, for one principal, and with these endpoints accepted. */
  async deploy(
    principalArn: string,
    acceptedEndpointIds: readonly string[],
    report: (line: string) => void,
  ): Promise<ProducerOutputs> {
    await this.#write(principalArn, acceptedEndpointIds);
    const run = { signal: this.#options.signal, onMessage: inItsOwnWords(report) };
    return producerOutputs.parse(await this.#options.deployment.deploy(story.producerStackId, run));
  }

  /** `terraform output -json tray_intake` */
  async intake(): Promise<ProducerOutputs['tray_intake']> {
    const workspace = this.#options.deployment.workspace(story.producerStackId);
    const outputs = await workspace.outputs({ signal: this.#options.signal });
    return producerOutputs.parse(outputs).tray_intake;
  }

  /** Takes it all down, once Tray's endpoint is gone. */
  async destroy(principalArn: string, report: (line: string) => void): Promise<void> {
    const { signal, deployment } = this.#options;
    // The module stops at an id that it accepted before and cannot find any more.
    await this.#write(principalArn, []);
    await deployment.destroy(story.producerStackId, { signal, onMessage: inItsOwnWords(report) });
    await this.#environment.destroy();
  }

  /** Ends what runs on this machine. */
  async close(): Promise<void> {
    await this.#proxy.close();
    await this.#database.close();
  }

  async #write(principalArn: string, acceptedEndpointIds: readonly string[]): Promise<void> {
    const { vpcId, subnetIds, databaseAddress } = this.#environment;
    await this.#options.deployment.synthesize(
      producerFleet({ vpcId, subnetIds, databaseAddress, principalArn, acceptedEndpointIds }),
    );
  }
}

/** What Terraform does in the customer's account. */
function inItsOwnWords(report: (line: string) => void): (message: TerraformMessage) => void {
  return (message) => {
    if (message.hook) report(message['@message']);
  };
}
