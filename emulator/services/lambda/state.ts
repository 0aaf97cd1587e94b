import { Collection } from '../../core/state.ts';

export interface FunctionCode {
  /** The zip as it was given. */
  readonly zip: Buffer;
  /** SHA-256, base64. */
  readonly sha256: string;
}

/** What UpdateFunctionConfiguration changes. */
export interface Configuration {
  readonly runtime: string;
  readonly roleArn: string;
  /** `index.handler` */
  readonly handler: string;
  readonly description: string;
  /** Seconds. */
  readonly timeout: number;
  /** MB. */
  readonly memorySize: number;
  readonly ephemeralStorage: number;
  readonly environment: Readonly<Record<string, string>> | undefined;
  readonly subnetIds: readonly string[];
  readonly securityGroupIds: readonly string[];
  readonly vpcId: string | undefined;
  readonly tracingMode: string;
  readonly logging: {
    readonly format: string;
    readonly group: string;
    readonly applicationLevel: string | undefined;
    readonly systemLevel: string | undefined;
  };
}

export interface LambdaFunction {
  readonly name: string;
  readonly arn: string;
  readonly architectures: readonly string[];
  configuration: Configuration;
  code: FunctionCode;
  state: 'Pending' | 'Active';
  /** Absent until it is `Active` for the first time. */
  lastUpdate: 'InProgress' | 'Successful' | undefined;
  lastModified: Date;
  revisionId: string;
  /** One per subnet, in their order. */
  networkInterfaceIds: readonly string[];
  reservedConcurrency: number | undefined;
  /** Invocations that run now. */
  running: number;
  /** Statements of the resource policy by their ids. */
  readonly policy: Map<string, object>;
  tags: Readonly<Record<string, string>>;
}

export const functions = new Collection<LambdaFunction>('lambda', 'function');
