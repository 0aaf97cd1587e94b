import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { EC2Client } from '@aws-sdk/client-ec2';
import { ECSClient } from '@aws-sdk/client-ecs';
import { IAMClient } from '@aws-sdk/client-iam';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { Route53Client } from '@aws-sdk/client-route-53';
import type { AwsClients } from '../../../api/aws/clients.ts';
import { type Emulator, startEmulator } from '../../../emulator/index.ts';

export const tray = '111111111111';
export const region = 'eu-west-1';

/** Tray's account of an emulator in this process, as the reconciler sees it. */
export interface EmulatedAws {
  readonly emulator: Emulator;
  readonly ec2: EC2Client;
  readonly iam: IAMClient;
  readonly route53: Route53Client;
  readonly logs: CloudWatchLogsClient;
  readonly cloudWatch: CloudWatchClient;
  /** What the reconciler takes; whoever it acts as is Tray itself. */
  readonly clients: AwsClients;
  close(): Promise<void>;
}

export async function startEmulatedAws(): Promise<EmulatedAws> {
  const emulator = await startEmulator();
  const { AWS_ACCESS_KEY_ID = '', AWS_SECRET_ACCESS_KEY = '' } = emulator.environment(tray, region);
  const configuration = {
    endpoint: emulator.url,
    region,
    maxAttempts: 1,
    credentials: { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY },
  };
  const ec2 = new EC2Client(configuration);
  const iam = new IAMClient(configuration);
  const route53 = new Route53Client(configuration);
  const logs = new CloudWatchLogsClient(configuration);
  const cloudWatch = new CloudWatchClient(configuration);
  const ecs = new ECSClient(configuration);
  const lambda = new LambdaClient(configuration);
  return {
    emulator,
    ec2,
    iam,
    route53,
    logs,
    cloudWatch,
    clients: {
      ec2: () => ec2,
      ec2As: () => ec2,
      iam: () => iam,
      route53: () => route53,
      logs: () => logs,
      cloudWatch: () => cloudWatch,
      ecs: () => ecs,
      lambda: () => lambda,
    } as unknown as AwsClients,
    close: async () => {
      for (const client of [ec2, iam, route53, logs, cloudWatch, ecs, lambda]) client.destroy();
      await emulator.close();
    },
  };
}
