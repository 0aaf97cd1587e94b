import { AwsProvider } from '@cdktf/provider-aws/lib/provider/index.js';
import { awsProvider } from '../domain/aws-provider.ts';
import { defined } from '../domain/defined.ts';
import type { Tags } from '../domain/tags.ts';
import type { TerraformStack } from './cdktf.ts';

export const { version: AWS_PROVIDER_VERSION, source: AWS_PROVIDER_SOURCE } = awsProvider;

export interface AwsProviderProps {
  /** AWS region, e.g. `eu-west-1`. */
  readonly region: string;
  /** The only account that the stack may touch: with credentials of another one, Terraform stops before the first call. */
  readonly accountId: string;
  /**
   * Roles to assume, in order: each is assumed with the credentials of the one before.
   *
   * @default the caller's own credentials
   */
  readonly assumeRoleArns?: readonly string[];
  /** Session name of the assumed roles; shows in CloudTrail. @default 'tray-privatelink' */
  readonly sessionName?: string;
  /** Put on every resource that has tags. */
  readonly tags: Tags;
  /** Makes it a further provider that only resources which name it use. @default the stack's default provider */
  readonly alias?: string;
}

/**
 * Adds an AWS provider to `stack`.
 *
 * Endpoints, keys and profiles are not settings here: the provider takes them from the environment
 * (`AWS_ENDPOINT_URL`, `AWS_ACCESS_KEY_ID`, …), so the same stack runs against AWS and against anything that speaks its API.
 */
export function addAwsProvider(stack: TerraformStack, props: AwsProviderProps): AwsProvider {
  const sessionName = props.sessionName ?? 'tray-privatelink';
  const roles = props.assumeRoleArns ?? [];
  const provider = new AwsProvider(stack, props.alias === undefined ? 'aws' : `aws_${props.alias}`, {
    region: props.region,
    allowedAccountIds: [props.accountId],
    defaultTags: [{ tags: { ...props.tags } }],
    ...(roles.length === 0 ? {} : { assumeRole: roles.map((roleArn) => ({ roleArn, sessionName })) }),
    ...defined({ alias: props.alias }),
  });
  // The generated provider pins the exact version that it was generated from, under a source without namespace.
  stack.addOverride('terraform.required_providers.aws', {
    source: AWS_PROVIDER_SOURCE,
    version: AWS_PROVIDER_VERSION,
  });
  return provider;
}
