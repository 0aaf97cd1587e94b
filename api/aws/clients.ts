import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { EC2Client, type EC2ClientConfig } from '@aws-sdk/client-ec2';
import { ECSClient } from '@aws-sdk/client-ecs';
import { IAMClient } from '@aws-sdk/client-iam';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { Route53Client } from '@aws-sdk/client-route-53';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { fromTemporaryCredentials } from '@aws-sdk/credential-providers';
import { defined } from '../../domain/defined.ts';

export interface AwsClientsOptions {
  /** Role of this service in Tray's account. @default the credentials of the environment */
  readonly assumeRoleArn?: string;
  /** Where the Security Token Service is asked. */
  readonly homeRegion: string;
}

/** Attempts at one call. The SDK waits between them with full jitter, and adapts its rate to throttling. */
const maxAttempts = 6;
/** A call that gets no answer is given up and repeated: with the attempts above that is a minute and a half at worst, then a reason. */
const requestHandler = {
  connectionTimeout: 3_000,
  requestTimeout: 10_000,
  throwOnRequestTimeout: true,
  socketTimeout: 10_000,
} as const;
/** Longer than any function of ours may take. */
const invocationMs = 75_000;
const sessionName = 'tray-privatelink';

/**
 * Clients by region and by the principal they act as, made once and kept: each holds its connections, its temporary
 * credentials and what it learned about throttling. Endpoint and credentials come from the environment, as everywhere.
 */
export class AwsClients {
  readonly #options: AwsClientsOptions;
  readonly #ec2 = new Map<string, EC2Client>();
  readonly #others = new Map<string, { destroy(): void }>();
  readonly #sts: STSClient;
  readonly #base: Pick<EC2ClientConfig, 'credentials'>;

  constructor(options: AwsClientsOptions) {
    this.#options = options;
    const { assumeRoleArn, homeRegion } = options;
    this.#base =
      assumeRoleArn === undefined
        ? {}
        : {
            credentials: fromTemporaryCredentials({
              params: { RoleArn: assumeRoleArn, RoleSessionName: sessionName },
              clientConfig: { region: homeRegion, maxAttempts, requestHandler },
            }),
          };
    this.#sts = new STSClient({
      region: homeRegion,
      maxAttempts,
      retryMode: 'adaptive',
      requestHandler,
      ...this.#base,
    });
  }

  /** EC2 as Tray itself. */
  ec2(region: string): EC2Client {
    return this.#client(region, 'tray', this.#base);
  }

  /** EC2 as the principal of an organization: what AWS shows and allows then is what the customer allowed. */
  ec2As(principalArn: string, region: string): EC2Client {
    const { credentials: masterCredentials } = this.#base;
    return this.#client(region, principalArn, {
      credentials: fromTemporaryCredentials({
        params: { RoleArn: principalArn, RoleSessionName: sessionName },
        clientConfig: { region: this.#options.homeRegion, maxAttempts, requestHandler },
        ...defined({ masterCredentials }),
      }),
    });
  }

  /** The services whose resources stacks hold beside EC2's, as Tray itself. */
  iam(): IAMClient {
    return this.#other('iam', () => new IAMClient(this.#config(this.#options.homeRegion)));
  }

  route53(): Route53Client {
    return this.#other('route53', () => new Route53Client(this.#config(this.#options.homeRegion)));
  }

  logs(region: string): CloudWatchLogsClient {
    return this.#other(`logs ${region}`, () => new CloudWatchLogsClient(this.#config(region)));
  }

  lambda(region: string): LambdaClient {
    return this.#other(
      `lambda ${region}`,
      () => new LambdaClient({ ...this.#config(region), requestHandler }),
    );
  }

  /** For calls that wait for a function's answer, which are repeated by who makes them: a function must not run twice unasked. */
  lambdaInvoker(region: string): LambdaClient {
    return this.#other(
      `invoke ${region}`,
      () =>
        new LambdaClient({
          ...this.#config(region),
          maxAttempts: 1,
          requestHandler: { ...requestHandler, requestTimeout: invocationMs, socketTimeout: invocationMs },
        }),
    );
  }

  cloudWatch(region: string): CloudWatchClient {
    return this.#other(`cloudwatch ${region}`, () => new CloudWatchClient(this.#config(region)));
  }

  ecs(region: string): ECSClient {
    return this.#other(`ecs ${region}`, () => new ECSClient({ ...this.#config(region), requestHandler }));
  }

  /** The account that the credentials belong to. */
  async accountId(): Promise<string> {
    const { Account } = await this.#sts.send(new GetCallerIdentityCommand({}));
    if (Account === undefined) throw new Error('GetCallerIdentity answered without an account');
    return Account;
  }

  close(): void {
    this.#sts.destroy();
    for (const client of this.#ec2.values()) client.destroy();
    this.#ec2.clear();
    for (const client of this.#others.values()) client.destroy();
    this.#others.clear();
  }

  #config(region: string) {
    return { region, maxAttempts, retryMode: 'adaptive', ...this.#base } as const;
  }

  #other<T extends { destroy(): void }>(key: string, make: () => T): T {
    let client = this.#others.get(key);
    if (client === undefined) {
      client = make();
      this.#others.set(key, client);
    }
    return client as T;
  }

  #client(region: string, actor: string, config: Pick<EC2ClientConfig, 'credentials'>): EC2Client {
    const key = `${actor} ${region}`;
    let client = this.#ec2.get(key);
    if (client === undefined) {
      client = new EC2Client({ region, maxAttempts, retryMode: 'adaptive', requestHandler, ...config });
      this.#ec2.set(key, client);
    }
    return client;
  }
}
