import { setTimeout } from 'node:timers/promises';
import { z } from 'zod';
import type { TerraformMessage } from '../api/terraform/messages.ts';
import { ControlClient } from '../emulator/index.ts';
import type { Task } from '../scripts/terminal.ts';
import { type Connection, OrganizationNotFoundError, PrivateLinkClient } from '../sdk/src/index.ts';
import { type CustomerEnvironment, createCustomerEnvironment } from './customer-environment.ts';
import type { Deployment } from './deployment.ts';
import { producerFleet, story } from './fleet.ts';
import type { Service } from './service.ts';
import { Timeline, type TimelineEntry } from './timeline.ts';

/** What `npm run demo -- --json` prints. */
export interface DemoResult {
  readonly connectionId: string;
  /** `available` when all went well. */
  readonly state: string;
  readonly endpointId: string;
  readonly serviceName: string;
  readonly region: string;
  readonly regionReason: string;
  readonly zoneIds: readonly string[];
  /** The name that connectors dial, and that resolves within the network. */
  readonly host: string;
  readonly ports: readonly { readonly port: number; readonly protocol: string }[];
  readonly timeline: readonly TimelineEntry[];
  readonly destroyed: boolean;
}

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

type Report = (line: string) => void;

/** Far above what a step takes; the demo must not hang for ever behind a fault. */
const stepTimeoutMs = 5 * 60_000;
const pollMs = 1_000;

/** The story of one connection, as tasks that a terminal can show. Each task builds on what the ones before found out. */
export class Scenario {
  readonly #timeline = new Timeline();
  readonly #service: Service;
  readonly #deployment: Deployment;
  readonly #signal: AbortSignal;
  readonly #client: PrivateLinkClient;
  readonly #emulator: ControlClient;
  #customer: CustomerEnvironment | undefined;
  #principalArn: string | undefined;
  #connection: Connection | undefined;
  #destroyed = false;

  constructor(options: { service: Service; deployment: Deployment; signal: AbortSignal }) {
    this.#service = options.service;
    this.#deployment = options.deployment;
    this.#signal = options.signal;
    this.#client = new PrivateLinkClient({ baseUrl: options.service.url, token: options.service.token });
    this.#emulator = new ControlClient(options.service.emulatorUrl);
  }

  get result(): DemoResult {
    const { id, state, endpoint, service, region, regionChoice, host, ports } = known(this.#connection);
    const { zonalDnsNames = [] } = known(endpoint);
    return {
      connectionId: id,
      state,
      endpointId: known(endpoint).id,
      serviceName: service.name,
      region: known(region),
      regionReason: known(regionChoice).reason,
      zoneIds: zonalDnsNames.flatMap(({ zoneId }) => zoneId ?? []),
      host: known(host),
      ports: ports.map(({ port, protocol }) => ({ port, protocol })),
      timeline: this.#timeline.entries,
      destroyed: this.#destroyed,
    };
  }

  tasks(options: { destroy: boolean }): Task[] {
    return [
      {
        title: `Customer ${story.customerAccountId}: a VPC in ${story.region} with a database`,
        run: () => this.#prepareCustomer(),
      },
      { title: 'Tray: register the organization', run: (report) => this.#register(report) },
      {
        title: 'Customer: load balancer and endpoint service, for that principal alone',
        run: (report) => this.#offer(report),
      },
      { title: 'Tray: take the six facts, request the connection', run: (report) => this.#request(report) },
      {
        title: "Customer's administrator: accept exactly this endpoint, as code",
        run: (report) => this.#accept(report),
      },
      { title: 'Tray: the connection becomes available', run: (report) => this.#awaitAvailable(report) },
      ...(options.destroy
        ? [{ title: 'Take both sides down', run: (report: Report) => this.#destroy(report) }]
        : []),
    ];
  }

  close(): Promise<void> {
    return this.#client.close();
  }

  async #prepareCustomer(): Promise<void> {
    const environment = this.#service.environment(story.customerAccountId, story.region);
    this.#customer = await createCustomerEnvironment({
      endpoint: this.#service.emulatorUrl,
      region: story.region,
      credentials: {
        accessKeyId: known(environment.AWS_ACCESS_KEY_ID),
        secretAccessKey: known(environment.AWS_SECRET_ACCESS_KEY),
      },
      zoneIds: story.zoneIds,
    });
    const { vpcId, databaseAddress } = this.#customer;
    this.#timeline.add('customer', `has VPC ${vpcId} with a database at ${databaseAddress}`);
  }

  async #register(report: Report): Promise<void> {
    const signal = this.#signal;
    const organization = await this.#client.organizations.put(
      story.organizationId,
      { customerName: story.customerName, awsAccountIds: [story.customerAccountId] },
      { signal },
    );
    this.#principalArn = organization.principal.arn;
    report(`${this.#principalArn} is being created`);
    // AWS takes only principals that exist into the list of an endpoint service.
    await this.#client.organizations.waitUntil(story.organizationId, 'ready', {
      signal,
      timeout: stepTimeoutMs,
    });
    this.#timeline.add('tray', `registered ${story.organizationId}: its principal is ${this.#principalArn}`);
  }

  async #offer(report: Report): Promise<void> {
    const { tray_intake: intake } = await this.#deployProducer([], report);
    this.#timeline.add('customer', `offers ${intake.service_name}, and allows Tray's principal to ask`);
  }

  async #request(report: Report): Promise<void> {
    const { tray_intake: intake } = producerOutputs.parse(
      await this.#deployment.workspace(story.producerStackId).outputs({ signal: this.#signal }),
    );
    const { connection } = await this.#client.intakes.submit(intake, { signal: this.#signal });
    this.#timeline.add('customer', 'handed in the six facts: terraform output -json tray_intake');
    await this.#waitFor(connection.id, 'pending_acceptance', report);
  }

  async #accept(report: Report): Promise<void> {
    const { id } = known(this.#connection);
    const pack = await this.#client.connections.acceptance(id, { signal: this.#signal });
    report(`${pack.endpointId} of account ${pack.trayAccountId}, until ${pack.expiresAt}`);
    const outputs = await this.#deployProducer([pack.endpointId], report);
    if (!(pack.endpointId in outputs.accepted_connections)) {
      throw new Error(`The producer's outputs do not list ${pack.endpointId} among the accepted connections`);
    }
    this.#timeline.add('customer', `accepted ${pack.endpointId} through accepted_endpoint_ids`);
  }

  async #awaitAvailable(report: Report): Promise<void> {
    const { id } = known(this.#connection);
    await this.#waitFor(id, 'available', report);
    const { host, port } = await this.#client.connections.resolve(id, { signal: this.#signal });
    report(`connectors dial ${host}:${port}`);
    // The API keeps the history; the demo adds only what happened outside of it.
    const history = this.#client.connections.events(id, { order: 'asc' }, { signal: this.#signal });
    for await (const { type, at, to, reason } of history) {
      if (type === 'state_changed' || type === 'created') {
        this.#timeline.add('tray', reason?.message ?? `the connection is ${to}`, { state: to, at });
      }
    }
  }

  async #destroy(report: Report): Promise<void> {
    const signal = this.#signal;
    const { id } = known(this.#connection);
    await this.#client.connections.delete(id, undefined, { signal });
    await this.#client.connections.waitUntil(id, 'deleted', {
      signal,
      timeout: stepTimeoutMs,
      onChange: ({ state }) => report(`the connection is ${state}`),
    });
    await this.#until('the network is gone', report, async () => {
      return (await this.#client.networks.list({}, { signal }).toArray({ limit: 1 })).length === 0;
    });
    await this.#client.organizations.delete(story.organizationId, undefined, { signal });
    await this.#until('the principal is gone', report, () =>
      this.#client.organizations.get(story.organizationId, undefined, { signal }).then(
        () => false,
        (error: unknown) => {
          if (error instanceof OrganizationNotFoundError) return true;
          throw error;
        },
      ),
    );
    // The endpoint is gone, and the module stops at an id that it accepted before and cannot find any more.
    await this.#writeProducer([]);
    await this.#deployment.destroy(story.producerStackId, { signal, onMessage: progress(report) });
    await known(this.#customer).destroy();
    const left = await this.#emulator.resources();
    if (left.length > 0) {
      const names = left.map(({ accountId, type, id: name }) => `${accountId} ${type} ${name}`);
      throw new Error(`Taking it down left ${left.length} resources behind:\n${names.join('\n')}`);
    }
    this.#destroyed = true;
    this.#timeline.add('tray', 'took down the connection, its network and the principal');
    this.#timeline.add('customer', 'took down the endpoint service and the load balancer');
  }

  async #deployProducer(acceptedEndpointIds: readonly string[], report: Report) {
    await this.#writeProducer(acceptedEndpointIds);
    const run = { signal: this.#signal, onMessage: progress(report) };
    return producerOutputs.parse(await this.#deployment.deploy(story.producerStackId, run));
  }

  async #writeProducer(acceptedEndpointIds: readonly string[]): Promise<void> {
    const { vpcId, subnetIds, databaseAddress } = known(this.#customer);
    await this.#deployment.synthesize(
      producerFleet({
        vpcId,
        subnetIds,
        databaseAddress,
        principalArn: known(this.#principalArn),
        acceptedEndpointIds,
      }),
    );
  }

  /** Follows the connection, and notes what AWS makes of its endpoint on the way. */
  async #waitFor(id: string, state: 'pending_acceptance' | 'available', report: Report): Promise<void> {
    let seen = this.#connection?.endpoint?.awsState;
    this.#connection = await this.#client.connections.waitUntil(id, state, {
      signal: this.#signal,
      timeout: stepTimeoutMs,
      onChange: ({ state: now, endpoint, nextAction }) => {
        report(`${now}: ${nextAction.what}`);
        if (endpoint?.awsState === undefined || endpoint.awsState === seen) return;
        seen = endpoint.awsState;
        this.#timeline.add('aws', `endpoint ${endpoint.id}`, { state: seen });
      },
    });
  }

  async #until(what: string, report: Report, isIt: () => Promise<boolean>): Promise<void> {
    const deadline = Date.now() + stepTimeoutMs;
    report(`waiting until ${what}`);
    while (!(await isIt())) {
      if (Date.now() > deadline)
        throw new Error(`Gave up after ${stepTimeoutMs / 1000} s of waiting until ${what}`);
      await setTimeout(pollMs, undefined, { signal: this.#signal });
    }
  }
}

/** What Terraform does in the customer's account, in its own words. */
function progress(report: Report): (message: TerraformMessage) => void {
  return (message) => {
    if (message.hook) report(message['@message']);
  };
}

/** A value that an earlier step has found out. */
function known<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('A step of the demo ran before the one that it builds on');
  return value;
}
