import { setTimeout } from 'node:timers/promises';
import { DescribeVpcEndpointsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { z } from 'zod';
import type { TerraformMessage } from '../api/terraform/messages.ts';
import type { Emulator } from '../emulator/index.ts';
import type { Task } from '../scripts/terminal.ts';
import { loadFleet } from '../stacks/fleet/load.ts';
import { type CustomerEnvironment, createCustomerEnvironment } from './customer-environment.ts';
import type { Deployment } from './deployment.ts';
import { type FleetFacts, fleetFile, story } from './fleet.ts';
import { Timeline, type TimelineEntry } from './timeline.ts';

/** What `npm run demo -- --json` prints. */
export interface DemoResult {
  readonly connectionId: string;
  /** State of the endpoint as AWS names it; `available` when all went well. */
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

const stacks = {
  organization: `org-${story.organizationId}`,
  network: `net-${story.organizationId}-${story.region}`,
  connection: `conn-${story.connectionId}`,
  producer: `producer-orders-db-${story.region}`,
} as const;

const producerOutputs = z.object({
  tray_intake: z.object({ service_name: z.string() }),
  accepted_connections: z.record(z.string(), z.string()),
});
const connectionOutputs = z.object({
  endpoint_id: z.string(),
  endpoint_state: z.string(),
  host: z.string(),
  zone_ids: z.array(z.string()),
  ports: z.array(z.object({ port: z.number(), protocol: z.string() })),
});

const availableWithinMs = 60_000;
const pollMs = 500;

/** The story of one connection, as tasks that a terminal can show. Each task builds on what the ones before found out. */
export class Scenario {
  readonly timeline = new Timeline();
  readonly #emulator: Emulator;
  readonly #deployment: Deployment;
  readonly #signal: AbortSignal;
  #customer: CustomerEnvironment | undefined;
  #facts: FleetFacts | undefined;
  #result: Omit<DemoResult, 'timeline' | 'destroyed'> | undefined;
  #destroyed = false;

  constructor(options: { emulator: Emulator; deployment: Deployment; signal: AbortSignal }) {
    this.#emulator = options.emulator;
    this.#deployment = options.deployment;
    this.#signal = options.signal;
  }

  get result(): DemoResult {
    return { ...known(this.#result), timeline: this.timeline.entries, destroyed: this.#destroyed };
  }

  tasks(options: { destroy: boolean }): Task[] {
    return [
      {
        title: `Customer ${story.customerAccountId}: a VPC in ${story.region} with a database`,
        run: () => this.#prepareCustomer(),
      },
      { title: 'Tray: the principal of the organization', run: (report) => this.#makePrincipal(report) },
      {
        title: 'Customer: load balancer and endpoint service; Tray: the network',
        run: (report) => this.#deployBothSides(report),
      },
      { title: 'Tray: request the connection', run: (report) => this.#request(report) },
      {
        title: "Customer's administrator: accept exactly this endpoint, as code",
        run: (report) => this.#accept(report),
      },
      { title: 'AWS: the endpoint becomes available', run: (report) => this.#awaitAvailable(report) },
      { title: 'Tray: give it a name', run: (report) => this.#finishDns(report) },
      ...(options.destroy
        ? [{ title: 'Destroy both sides', run: (report: Report) => this.#destroy(report) }]
        : []),
    ];
  }

  async #prepareCustomer(): Promise<void> {
    const environment = this.#emulator.environment(story.customerAccountId, story.region);
    this.#customer = await createCustomerEnvironment({
      endpoint: this.#emulator.url,
      region: story.region,
      credentials: credentialsOf(environment),
      zoneIds: story.zoneIds,
    });
    this.#facts = { customer: this.#customer };
    this.timeline.add(
      'customer',
      `has VPC ${this.#customer.vpcId} with a database at ${this.#customer.databaseAddress}`,
    );
  }

  /** First, because AWS takes only principals that exist into the list of an endpoint service. */
  async #makePrincipal(report: Report): Promise<void> {
    await this.#synthesize({});
    await this.#deploy(stacks.organization, report);
    this.timeline.add(
      'tray',
      `made the principal tray-privatelink-${story.organizationId}, and told the customer`,
    );
  }

  async #deployBothSides(report: Report): Promise<void> {
    const producer = async () => {
      const outputs = producerOutputs.parse(await this.#deploy(stacks.producer, report));
      const serviceName = outputs.tray_intake.service_name;
      this.timeline.add('customer', `offers ${serviceName}, and allows Tray's principal to ask`);
      return serviceName;
    };
    const consumer = async () => {
      await this.#deploy(stacks.network, report);
      this.timeline.add('tray', `made the network ${story.organizationId}/${story.region}`);
    };
    const [serviceName] = await bothOrNeither(producer(), consumer());
    await this.#synthesize({ serviceName });
  }

  async #request(report: Report): Promise<void> {
    const outputs = connectionOutputs.parse(await this.#deploy(stacks.connection, report));
    const { choice } = this.#connectionInFleet();
    const state = await this.#endpointState(outputs.endpoint_id);
    this.timeline.add('tray', `requested the connection with endpoint ${outputs.endpoint_id}`, state);
    this.#result = {
      connectionId: story.connectionId,
      state,
      endpointId: outputs.endpoint_id,
      serviceName: known(this.#facts?.serviceName),
      region: choice.region,
      regionReason: choice.reason,
      zoneIds: outputs.zone_ids,
      host: outputs.host,
      ports: outputs.ports.map(({ port, protocol }) => ({ port, protocol })),
    };
    report(`${outputs.endpoint_id} is ${state}: the customer must act`);
  }

  async #accept(report: Report): Promise<void> {
    const { endpointId } = known(this.#result);
    await this.#synthesize({ acceptedEndpointIds: [endpointId] });
    const outputs = producerOutputs.parse(await this.#deploy(stacks.producer, report));
    if (!(endpointId in outputs.accepted_connections)) {
      throw new Error(`The producer's outputs do not list ${endpointId} among the accepted connections`);
    }
    this.timeline.add('customer', `accepted ${endpointId} through accepted_endpoint_ids`);
  }

  async #awaitAvailable(report: Report): Promise<void> {
    const { endpointId } = known(this.#result);
    const deadline = Date.now() + availableWithinMs;
    for (let seen = ''; ; ) {
      const state = await this.#endpointState(endpointId);
      if (state !== seen) this.timeline.add('aws', 'the endpoint changed its state', state);
      seen = state;
      report(`${endpointId} is ${state}`);
      if (state === 'available') break;
      if (Date.now() > deadline) {
        throw new Error(
          `${endpointId} is still ${state} ${availableWithinMs / 1000} s after it was accepted`,
        );
      }
      await setTimeout(pollMs, undefined, { signal: this.#signal });
    }
    this.#result = { ...known(this.#result), state: 'available' };
  }

  async #finishDns(report: Report): Promise<void> {
    await this.#synthesize({ stage: 'accepted' });
    const outputs = connectionOutputs.parse(await this.#deploy(stacks.connection, report));
    this.timeline.add('tray', `${outputs.host} resolves within the network`, outputs.endpoint_state);
    this.#result = { ...known(this.#result), host: outputs.host };
  }

  async #destroy(report: Report): Promise<void> {
    const run = (stackId: string) =>
      this.#deployment.destroy(stackId, { signal: this.#signal, onMessage: progress(stackId, report) });
    await run(stacks.connection);
    await bothOrNeither(
      run(stacks.producer),
      run(stacks.network).then(() => run(stacks.organization)),
    );
    await known(this.#customer).destroy();
    const left = await this.#emulator.resources();
    if (left.length > 0) {
      throw new Error(
        `Destroying left ${left.length} resources behind: ${JSON.stringify(left, undefined, 2)}`,
      );
    }
    this.#destroyed = true;
    this.timeline.add('tray', 'took down the connection, the network and the principal');
    this.timeline.add('customer', 'took down the endpoint service and the load balancer');
  }

  async #synthesize(change: Partial<FleetFacts>): Promise<void> {
    this.#facts = { ...known(this.#facts), ...change };
    await this.#deployment.synthesize(fleetFile(this.#facts));
  }

  #deploy(stackId: string, report: Report): Promise<Record<string, unknown>> {
    return this.#deployment.deploy(stackId, { signal: this.#signal, onMessage: progress(stackId, report) });
  }

  #connectionInFleet() {
    const fleet = loadFleet(fleetFile(known(this.#facts)), { fileName: 'fleet.yaml' });
    return known(fleet.connections.find(({ id }) => id === story.connectionId));
  }

  /** As AWS reports it to Tray, in its own spelling. */
  async #endpointState(endpointId: string): Promise<string> {
    const environment = this.#emulator.environment(story.trayAccountId, story.region);
    const ec2 = new EC2Client({
      endpoint: this.#emulator.url,
      region: story.region,
      credentials: credentialsOf(environment),
    });
    try {
      const { VpcEndpoints: endpoints } = await ec2.send(
        new DescribeVpcEndpointsCommand({ VpcEndpointIds: [endpointId] }),
        { abortSignal: this.#signal },
      );
      return known(endpoints?.[0]?.State);
    } finally {
      ec2.destroy();
    }
  }
}

type Report = (line: string) => void;

/** Terraform's own words, behind the stack that they are about. */
function progress(stackId: string, report: Report): (message: TerraformMessage) => void {
  return (message) => {
    if (message.hook) report(`${stackId}: ${message['@message']}`);
  };
}

/** Waits for both even when one fails, so that no run of Terraform goes on behind an error message. */
async function bothOrNeither<A, B>(first: Promise<A>, second: Promise<B>): Promise<[A, B]> {
  await Promise.allSettled([first, second]);
  return Promise.all([first, second]);
}

function credentialsOf(environment: Record<string, string>): {
  accessKeyId: string;
  secretAccessKey: string;
} {
  return {
    accessKeyId: known(environment.AWS_ACCESS_KEY_ID),
    secretAccessKey: known(environment.AWS_SECRET_ACCESS_KEY),
  };
}

/** A value that an earlier step has found out. */
function known<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('A step of the demo ran before the one that it builds on');
  return value;
}
