import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { ACMClient, ImportCertificateCommand } from '@aws-sdk/client-acm';
import {
  DescribeListenersCommand,
  DescribeLoadBalancersCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { type CustomerEnvironment, createCustomerEnvironment } from '../../../demo/customer/environment.ts';
import { certificates } from './certificates.ts';
import { accounts, acme, fleetFile } from './fleet.ts';
import type { World } from './world.ts';

export const region = 'eu-west-1';
export const zoneIds = ['euw1-az1', 'euw1-az2'] as const;
/** The name in the certificate. */
export const serverName = 'orders.eu.acme.example';
/** One port in the clear and one for which the load balancer terminates TLS. */
export const ports = { plain: 5432, tls: 8443 } as const;

type CertificateName = keyof typeof certificates;

/** A target: a server on this machine that stands for an address of the customer's VPC, and echoes. */
class Target {
  readonly address: string;
  readonly #sockets = new Set<Socket>();
  #server: Server | undefined;
  #port = 0;

  constructor(address: string) {
    this.address = address;
  }

  get port(): number {
    return this.#port;
  }

  /** At the same port as before, so that the mapping stays true. */
  async start(): Promise<void> {
    const server = createServer((socket) => {
      this.#sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.pipe(socket);
    });
    server.listen(this.#port, '127.0.0.1');
    await once(server, 'listening');
    this.#port = (server.address() as AddressInfo).port;
    this.#server = server;
  }

  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (server === undefined) return;
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((closed) => server.close(closed));
  }
}

/** The customer's side, made by the producer stack with real Terraform, with targets that really listen. */
export class FaultyService {
  readonly targets: readonly Target[];
  readonly #world: World;
  readonly #customer: CustomerEnvironment;
  readonly #certificateArns: Readonly<Record<CertificateName, string>>;
  #serviceName = '';
  #targetGroupArns: Readonly<Record<keyof typeof ports, string>> = { plain: '', tls: '' };

  private constructor(
    world: World,
    customer: CustomerEnvironment,
    arns: Readonly<Record<CertificateName, string>>,
  ) {
    this.#world = world;
    this.#customer = customer;
    this.#certificateArns = arns;
    this.targets = ['10.20.0.10', '10.20.1.10'].map((address) => new Target(address));
  }

  static async create(world: World): Promise<FaultyService> {
    const { AWS_ACCESS_KEY_ID = '', AWS_SECRET_ACCESS_KEY = '' } = world.environment(accounts.acme, region);
    const credentials = { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY };
    const endpoint = world.emulator.url;
    const customer = await createCustomerEnvironment({ endpoint, region, credentials, zoneIds });
    const acm = new ACMClient({ endpoint, region, credentials, maxAttempts: 3 });
    const arns = await Promise.all(
      Object.entries(certificates).map(async ([name, { certificate, privateKey }]) => {
        const { CertificateArn } = await acm.send(
          new ImportCertificateCommand({
            Certificate: Buffer.from(certificate),
            PrivateKey: Buffer.from(privateKey),
          }),
        );
        return [name, CertificateArn ?? ''] as const;
      }),
    );
    acm.destroy();
    return new FaultyService(world, customer, Object.fromEntries(arns) as Record<CertificateName, string>);
  }

  get serviceName(): string {
    return this.#serviceName;
  }

  get serviceId(): string {
    return this.#serviceName.split('.').at(-1) ?? '';
  }

  certificateArn(name: CertificateName): string {
    return this.#certificateArns[name];
  }

  /** The stack with this principal on its list; its targets listen from then on. */
  async deploy(principalArn: string): Promise<void> {
    const targets = (port: number) =>
      Object.fromEntries(this.targets.map(({ address }, index) => [`t${index}`, { id: address, port }]));
    await this.#world.deployment.synthesize(
      fleetFile({
        organizations: [acme],
        producers: [
          {
            id: 'orders',
            organization: acme.id,
            accountId: accounts.acme,
            allowedPrincipals: [principalArn],
            ports: {
              plain: { port: ports.plain },
              tls: {
                port: ports.tls,
                protocol: 'TLS',
                tlsServerName: serverName,
                targetProtocol: 'TCP',
                targetPort: ports.plain,
              },
            },
            regions: {
              [region]: {
                vpcId: this.#customer.vpcId,
                subnets: this.#customer.subnetIds,
                ports: {
                  plain: { targets: targets(ports.plain) },
                  tls: { targets: targets(ports.plain), certificateArn: this.certificateArn('orders') },
                },
              },
            },
          },
        ],
      }),
    );
    const outputs = await this.#world.deployment.deploy(`producer-orders-${region}`);
    this.#serviceName = String((outputs.tray_intake as { service_name: string }).service_name);
    this.#targetGroupArns = outputs.target_group_arns as Readonly<Record<keyof typeof ports, string>>;
    for (const target of this.targets) {
      await target.start();
      await this.#world.emulator.dataPlane.mapAddress({
        vpcId: this.#customer.vpcId,
        address: `${target.address}:${ports.plain}`,
        to: `127.0.0.1:${target.port}`,
      });
    }
  }

  async loadBalancer(): Promise<{ arn: string; securityGroupIds: readonly string[] }> {
    const { LoadBalancers: [found] = [] } = await this.#client().send(new DescribeLoadBalancersCommand({}));
    return { arn: found?.LoadBalancerArn ?? '', securityGroupIds: found?.SecurityGroups ?? [] };
  }

  async listenerArn(port: number): Promise<string | undefined> {
    const { arn } = await this.loadBalancer();
    const { Listeners = [] } = await this.#client().send(
      new DescribeListenersCommand({ LoadBalancerArn: arn }),
    );
    return Listeners.find(({ Port }) => Port === port)?.ListenerArn;
  }

  targetGroupArn(port: number): string {
    return this.#targetGroupArns[port === ports.plain ? 'plain' : 'tls'];
  }

  async close(): Promise<void> {
    for (const target of this.targets) await target.stop();
  }

  #client() {
    return this.#world.loadBalancing(accounts.acme, region);
  }
}
