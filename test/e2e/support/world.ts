import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { EC2Client } from '@aws-sdk/client-ec2';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { Route53Client } from '@aws-sdk/client-route-53';
import { findTerraform } from '../../../api/terraform/binary.ts';
import { prepareProviderInstallation } from '../../../api/terraform/cli-configuration.ts';
import { Deployment } from '../../../demo/deployment.ts';
import { type Emulator, startEmulator } from '../../../emulator/index.ts';

/** An AWS, a Terraform and a folder for one test file. */
export interface World {
  readonly emulator: Emulator;
  readonly directory: string;
  readonly deployment: Deployment;
  /** What Terraform, cdktf and the AWS CLI need in their environment to act as this account's administrator. */
  environment(accountId: string, region: string): Record<string, string>;
  cloudWatch(accountId: string, region: string): CloudWatchClient;
  ec2(accountId: string, region: string): EC2Client;
  loadBalancing(accountId: string, region: string): ElasticLoadBalancingV2Client;
  route53(accountId: string): Route53Client;
  close(): Promise<void>;
}

export async function createWorld(): Promise<World> {
  const binary = await findTerraform();
  const { environment: providerEnvironment } = await prepareProviderInstallation({ binary });
  const emulator = await startEmulator();
  const directory = await mkdtemp(join(tmpdir(), 'tray-privatelink-e2e-'));
  const environment = (accountId: string, region: string) => ({
    ...emulator.environment(accountId, region),
    ...definedOnly(providerEnvironment),
  });
  const clients: { destroy(): void }[] = [];
  const client = <T extends { destroy(): void }>(made: T): T => {
    clients.push(made);
    return made;
  };
  const configuration = (accountId: string, region: string) => {
    const { AWS_ACCESS_KEY_ID = '', AWS_SECRET_ACCESS_KEY = '' } = emulator.environment(accountId, region);
    const credentials = { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY };
    return { endpoint: emulator.url, region, credentials, maxAttempts: 3 };
  };
  return {
    emulator,
    directory,
    deployment: new Deployment({ directory, binary, providerEnvironment, credentials: environment }),
    environment,
    cloudWatch: (accountId, region) => client(new CloudWatchClient(configuration(accountId, region))),
    ec2: (accountId, region) => client(new EC2Client(configuration(accountId, region))),
    loadBalancing: (accountId, region) =>
      client(new ElasticLoadBalancingV2Client(configuration(accountId, region))),
    route53: (accountId) => client(new Route53Client(configuration(accountId, 'us-east-1'))),
    close: async () => {
      for (const made of clients) made.destroy();
      await emulator.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

function definedOnly(environment: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
