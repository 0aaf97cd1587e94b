import { setTimeout } from 'node:timers/promises';
import { defined } from '../domain/defined.ts';
import { ControlClient } from '../emulator/index.ts';
import type { Task } from '../scripts/terminal.ts';
import {
  type Connection,
  type ConnectionTest,
  OrganizationNotFoundError,
  PrivateLinkClient,
} from '../sdk/src/index.ts';
import { Customer } from './customer/customer.ts';
import type { Deployment } from './deployment.ts';
import { story } from './fleet.ts';
import type { Service } from './service.ts';
import { Timeline, type TimelineEntry } from './timeline.ts';
import { type Said, Workload } from './workload.ts';

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
  /** What the connector read from the customer's database, through the whole path. */
  readonly row: RowRead['row'];
  /** Name and port that it dialled. */
  readonly dialled: { readonly host: string; readonly port: number };
  /** Endpoint that the customer's side saw the connector come through, by PROXY protocol. */
  readonly seenEndpointId: string;
  /** The connection's test once it was available. */
  readonly test: TestResult;
  /** The same before the customer had accepted, and what became of the connector then. */
  readonly beforeAcceptance: { readonly test: TestResult; readonly connectorError: string };
  readonly timeline: readonly TimelineEntry[];
  readonly destroyed: boolean;
}

type RowRead = Extract<Said, { event: 'row' }>;

/** A test of the connection: the verdict, each port through each name, and what is wrong with whose fix. */
type TestResult = Pick<ConnectionTest, 'verdict' | 'matrix' | 'findings'>;

type Report = (line: string) => void;

/** Far above what a step takes; the demo must not hang for ever behind a fault. */
const stepTimeoutMs = 5 * 60_000;
const pollMs = 1_000;

/** The story of one connection, as tasks that a terminal can show. Each task builds on what the ones before found out. */
export class Scenario {
  readonly #timeline = new Timeline();
  readonly #service: Service;
  readonly #signal: AbortSignal;
  readonly #client: PrivateLinkClient;
  readonly #emulator: ControlClient;
  readonly #workload: Workload;
  readonly #makeCustomer: () => Promise<Customer>;
  #customer: Customer | undefined;
  #principalArn: string | undefined;
  #rows: readonly RowRead[] = [];
  #connectorError: string | undefined;
  #testBefore: ConnectionTest | undefined;
  #test: ConnectionTest | undefined;
  #connection: Connection | undefined;
  #destroyed = false;

  constructor(options: { service: Service; deployment: Deployment; directory: string; signal: AbortSignal }) {
    this.#service = options.service;
    this.#signal = options.signal;
    this.#client = new PrivateLinkClient({ baseUrl: options.service.url, token: options.service.token });
    this.#emulator = new ControlClient(options.service.emulatorUrl);
    this.#workload = new Workload({
      client: this.#client,
      emulator: this.#emulator,
      aws: options.service.access(story.trayAccountId, story.region),
      signal: options.signal,
    });
    this.#makeCustomer = () =>
      Customer.create({
        directory: options.directory,
        deployment: options.deployment,
        emulator: this.#emulator,
        aws: options.service.access(story.customerAccountId, story.region),
        signal: options.signal,
      });
  }

  get result(): DemoResult {
    const { id, state, endpoint, service, region, regionChoice, host, ports } = known(this.#connection);
    const { zonalDnsNames = [] } = known(endpoint);
    const [first] = this.#rows;
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
      row: known(first).row,
      dialled: { host: known(first).host, port: known(first).port },
      seenEndpointId: known(this.#customer?.seenEndpointIds[0]),
      test: outcomeOf(known(this.#test)),
      beforeAcceptance: {
        test: outcomeOf(known(this.#testBefore)),
        connectorError: known(this.#connectorError),
      },
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
        title: 'Tray: deploy a connector, which cannot reach the database yet, and ask a test why',
        run: (report) => this.#failToConnect(report),
      },
      {
        title: "Customer's administrator: accept exactly this endpoint, as code",
        run: (report) => this.#accept(report),
      },
      { title: 'Tray: the connection becomes available', run: (report) => this.#awaitAvailable(report) },
      {
        title: 'Connector: read an order from the customer’s database, and test every zone and port',
        run: (report) => this.#readThrough(report),
      },
      ...(options.destroy
        ? [{ title: 'Take both sides down', run: (report: Report) => this.#destroy(report) }]
        : []),
    ];
  }

  async close(): Promise<void> {
    this.#workload.close();
    await this.#client.close();
    await this.#customer?.close();
  }

  async #prepareCustomer(): Promise<void> {
    this.#customer = await this.#makeCustomer();
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
    const { tray_intake: intake } = await known(this.#customer).deploy(known(this.#principalArn), [], report);
    this.#timeline.add('customer', `offers ${intake.service_name}, and allows Tray's principal to ask`);
  }

  async #request(report: Report): Promise<void> {
    const intake = await known(this.#customer).intake();
    const { connection } = await this.#client.intakes.submit(intake, { signal: this.#signal });
    this.#timeline.add('customer', 'handed in the six facts: terraform output -json tray_intake');
    await this.#waitFor(connection.id, 'pending_acceptance', report);
  }

  async #failToConnect(report: Report): Promise<void> {
    const { id, networkId } = known(this.#connection);
    const { login } = known(this.#customer);
    await this.#workload.deploy(known(networkId), id, login);
    let error: Extract<Said, { event: 'error' }> | undefined;
    await this.#until('the connector runs', report, async () => {
      error = (await this.#workload.said()).find((line) => line.event === 'error');
      return error !== undefined;
    });
    this.#connectorError = known(error).message;
    report(`the connector fails: ${this.#connectorError}`);
    this.#timeline.add('tray', `the connector cannot connect: ${this.#connectorError}`);
    this.#testBefore = await this.#runTest();
    const [finding] = this.#testBefore.findings;
    report(`${this.#testBefore.verdict}: ${finding?.summary} Who must act: ${finding?.actor}.`);
    this.#timeline.add('tray', `the test says why: ${finding?.summary}`);
  }

  async #readThrough(report: Report): Promise<void> {
    const ports = Object.values(story.ports);
    await this.#until('the connector has read a row through every port', report, async () => {
      const lines = await this.#workload.said();
      this.#rows = lines.filter((line) => line.event === 'row');
      return ports.every((port) => this.#rows.some((row) => row.port === port));
    });
    const [first] = this.#rows;
    report(`read ${JSON.stringify(first?.row)} from ${first?.host}:${first?.port}`);
    this.#timeline.add('tray', `the connector read ${JSON.stringify(first?.row)}`);
    this.#timeline.add(
      'customer',
      `saw the connector come through ${known(this.#customer).seenEndpointIds.join(', ')}`,
    );
    this.#test = await this.#runTest();
    report(`${this.#test.verdict}: ${this.#test.matrix.length} of the ways were tried`);
  }

  async #runTest(): Promise<ConnectionTest> {
    const { id } = known(this.#connection);
    const options = { signal: this.#signal };
    const test = await this.#client.connectionTests.create(id, options);
    return this.#client.connectionTests.waitUntilFinished(id, test.id, {
      ...options,
      timeout: stepTimeoutMs,
    });
  }

  async #accept(report: Report): Promise<void> {
    const { id } = known(this.#connection);
    const pack = await this.#client.connections.acceptance(id, { signal: this.#signal });
    report(`${pack.endpointId} of account ${pack.trayAccountId}, until ${pack.expiresAt}`);
    const outputs = await known(this.#customer).deploy(known(this.#principalArn), [pack.endpointId], report);
    if (!(pack.endpointId in outputs.accepted_connections)) {
      throw new Error(`The producer's outputs do not list ${pack.endpointId} among the accepted connections`);
    }
    this.#timeline.add('customer', `accepted ${pack.endpointId} through accepted_endpoint_ids`);
  }

  async #awaitAvailable(report: Report): Promise<void> {
    const { id } = known(this.#connection);
    await this.#waitFor(id, 'available', report);
    const { host, port } = await this.#client.connections.resolve(id, {
      port: story.ports.postgres,
      signal: this.#signal,
    });
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
    await this.#workload.delete();
    await this.#until('the connector is gone', report, () => this.#workload.isGone());
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
    await known(this.#customer).destroy(known(this.#principalArn), report);
    const left = await this.#emulator.resources();
    if (left.length > 0) {
      const names = left.map(({ accountId, type, id: name }) => `${accountId} ${type} ${name}`);
      throw new Error(`Taking it down left ${left.length} resources behind:\n${names.join('\n')}`);
    }
    this.#destroyed = true;
    this.#timeline.add('tray', 'took down the connection, its network and the principal');
    this.#timeline.add('customer', 'took down the endpoint service and the load balancer');
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

function outcomeOf({ verdict, matrix, findings }: ConnectionTest): TestResult {
  return { ...defined({ verdict }), matrix, findings };
}

/** A value that an earlier step has found out. */
function known<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('A step of the demo ran before the one that it builds on');
  return value;
}
