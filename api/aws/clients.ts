import { EC2Client, type EC2ClientConfig } from '@aws-sdk/client-ec2';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { fromTemporaryCredentials } from '@aws-sdk/credential-providers';

export interface AwsClientsOptions {
  /** Role of this service in Tray's account. @default the credentials of the environment */
  readonly assumeRoleArn?: string;
  /** Where the Security Token Service is asked. */
  readonly homeRegion: string;
}

/** Attempts at one call. The SDK waits between them with full jitter, and adapts its rate to throttling. */
const maxAttempts = 6;
const sessionName = 'tray-privatelink';

/**
 * Clients by region and by the principal they act as, made once and kept: each holds its connections, its temporary
 * credentials and what it learned about throttling. Endpoint and credentials come from the environment, as everywhere.
 */
export class AwsClients {
  readonly #options: AwsClientsOptions;
  readonly #ec2 = new Map<string, EC2Client>();
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
              clientConfig: { region: homeRegion, maxAttempts },
            }),
          };
    this.#sts = new STSClient({ region: homeRegion, maxAttempts, retryMode: 'adaptive', ...this.#base });
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
        clientConfig: { region: this.#options.homeRegion, maxAttempts },
        ...(masterCredentials === undefined ? {} : { masterCredentials }),
      }),
    });
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
  }

  #client(region: string, actor: string, config: Pick<EC2ClientConfig, 'credentials'>): EC2Client {
    const key = `${actor} ${region}`;
    let client = this.#ec2.get(key);
    if (client === undefined) {
      client = new EC2Client({ region, maxAttempts, retryMode: 'adaptive', ...config });
      this.#ec2.set(key, client);
    }
    return client;
  }
}
