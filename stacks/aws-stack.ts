import type { AwsProvider } from '@cdktf/provider-aws/lib/provider/index.js';
import { parseAccountId } from '../domain/account.ts';
import type { Partition } from '../domain/partition.ts';
import { getRegion } from '../domain/regions.ts';
import { addAwsProvider } from './aws-provider.ts';
import type { BackendProps } from './backend.ts';
import { configureBackend, requiredTerraformVersion } from './backend.ts';
import type { Construct, Node } from './cdktf.ts';
import { Lazy, TerraformElement, TerraformOutput, TerraformStack } from './cdktf.ts';
import { checkProp, InvalidPropsError } from './invalid-props.ts';
import type { Tags } from './tags.ts';

/** Where a stack is deployed, and where its state lives. */
export interface DeploymentProps {
  /** Twelve digits; the stack refuses to run with credentials of any other account. */
  readonly accountId: string;
  /** AWS region, e.g. `eu-west-1`. */
  readonly region: string;
  /** `aws`, `aws-cn` or `aws-us-gov`. @default 'aws' */
  readonly partition?: Partition;
  /** Role of the deploying pipeline in that account. @default the caller's own credentials */
  readonly assumeRoleArn?: string;
  /** Where the state lives. @default a local state file beside the output folder */
  readonly backend?: BackendProps;
}

export interface AwsStackProps {
  readonly deployment: DeploymentProps;
  /** Tags of every resource of the stack. */
  readonly tags: Tags;
}

/**
 * A Terraform root for one account and one region: provider, version constraints, backend and tags are set, and logical ids
 * are the construct path itself.
 */
export class AwsStack extends TerraformStack {
  readonly deployment: DeploymentProps;
  readonly partition: Partition;
  readonly tags: Tags;
  readonly provider: AwsProvider;
  readonly #logicalIds = new Map<string, string>();

  constructor(scope: Construct, id: string, props: AwsStackProps) {
    super(scope, id);
    const { deployment } = props;
    checkProp(id, 'deployment.accountId', () => parseAccountId(deployment.accountId));
    const region = checkProp(id, 'deployment.region', () => getRegion(deployment.region));
    this.deployment = deployment;
    this.partition = deployment.partition ?? 'aws';
    if (region.partition !== this.partition) {
      throw new InvalidPropsError(
        id,
        'deployment.region',
        `${region.code} is in the partition ${region.partition}, and the account is in ${this.partition}`,
        "use a region of the account's partition",
      );
    }
    this.tags = props.tags;
    configureBackend(this, deployment.backend);
    this.addOverride('terraform.required_version', requiredTerraformVersion(deployment.backend));
    this.provider = addAwsProvider(this, {
      region: deployment.region,
      accountId: deployment.accountId,
      tags: props.tags,
      ...(deployment.assumeRoleArn === undefined ? {} : { assumeRoleArns: [deployment.assumeRoleArn] }),
    });
  }

  /** Adds a Terraform output under exactly this name. */
  output(name: string, value: unknown, description: string): void {
    // Lazy, because the library looks into plain values with a function that Node deprecates, loudly, on every run.
    new TerraformOutput(this, name, { value: Lazy.anyValue({ produce: () => value }), description });
  }

  /**
   * Logical ids are the path below the stack, joined by `_`, without a hash: `aws_subnet.subnet_euw1-az1`. They are addresses
   * that people type and that imports name, so they follow from business names alone.
   */
  protected override allocateLogicalId(element: TerraformElement | Node): string {
    const node = TerraformElement.isTerraformElement(element) ? element.node : element;
    const path = node.scopes.slice(node.scopes.indexOf(this) + 1).map((scope) => scope.node.id);
    const readable = path.filter((id, index) => id !== 'Resource' || (index === 0 && path.length === 1));
    const id = readable.join('_').replaceAll(/[^A-Za-z0-9_-]/g, '-');
    const owner = this.#logicalIds.get(id);
    if (owner !== undefined && owner !== node.path) {
      throw new InvalidPropsError(
        this.node.id,
        node.path,
        `has the same logical id as ${owner}, "${id}"`,
        'give one of the two constructs another id',
      );
    }
    this.#logicalIds.set(id, node.path);
    return id;
  }
}
