import type { AwsProvider } from '@cdktf/provider-aws/lib/provider/index.js';
import { parseAccountId } from '../domain/account.ts';
import { defined } from '../domain/defined.ts';
import type { Partition } from '../domain/partition.ts';
import { getRegion } from '../domain/regions.ts';
import type { Tags } from '../domain/tags.ts';
import { addAwsProvider } from './aws-provider.ts';
import type { BackendProps } from './backend.ts';
import { configureBackend, requiredTerraformVersion } from './backend.ts';
import type { Construct, Node } from './cdktf.ts';
import { Lazy, TerraformElement, TerraformOutput, TerraformStack } from './cdktf.ts';
import { checkProp, InvalidPropsError } from './invalid-props.ts';
import { guardText, templates } from './literal.ts';
import { PrivateFiles } from './private-files.ts';

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
 *
 * Text is literal in everything that it becomes: see literal.ts. What is meant as Terraform's language is an `expression`.
 */
export class AwsStack extends TerraformStack {
  readonly deployment: DeploymentProps;
  readonly partition: Partition;
  readonly tags: Tags;
  readonly provider: AwsProvider;
  readonly #files: PrivateFiles;
  readonly #logicalIds = new Map<string, string>();
  readonly #guarded = new WeakSet<TerraformElement>();

  constructor(scope: Construct, id: string, props: AwsStackProps) {
    super(scope, id);
    this.#files = new PrivateFiles(this, this.synthesizer);
    this.synthesizer = this.#files;
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
      ...defined({
        assumeRoleArns: deployment.assumeRoleArn === undefined ? undefined : [deployment.assumeRoleArn],
      }),
    });
  }

  /** Adds a Terraform output under exactly this name. */
  output(name: string, value: unknown, description: string): void {
    // Lazy, because the library looks into plain values with a function that Node deprecates, loudly, on every run.
    new TerraformOutput(this, name, {
      value: Lazy.anyValue({ produce: () => guardText(value) }),
      description,
    });
  }

  /** A file that the stack refers to by its name alone; written beside it. */
  addFile(name: string, bytes: Uint8Array): void {
    this.#files.add(name, bytes);
  }

  override addOverride(path: string, value: unknown): void {
    super.addOverride(path, guardText(value));
  }

  override prepareStack(): void {
    this.#guardElements();
    super.prepareStack();
  }

  override toTerraform(): ReturnType<TerraformStack['toTerraform']> {
    this.#guardElements();
    return templates(super.toTerraform(), isPlain, (path, problem) => {
      throw new InvalidPropsError(this.node.id, path.join('.'), problem, 'leave it out');
    });
  }

  /** @throws always: the library writes text into HCL as it is. */
  override toHclTerraform(): never {
    throw new InvalidPropsError(
      this.node.id,
      'output',
      'is asked for as HCL, in which text would be code',
      'synthesise JSON, which Terraform reads as well',
    );
  }

  /** Puts the gate in front of every element, once: what an element says of itself is all that the stack reads. */
  #guardElements(): void {
    for (const element of this.node.findAll()) {
      if (!TerraformElement.isTerraformElement(element) || this.#guarded.has(element)) continue;
      const speak = element.toTerraform.bind(element);
      element.toTerraform = () => guardText(speak());
      this.#guarded.add(element);
    }
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

/**
 * What Terraform and OpenTofu read before anything can be evaluated. Terraform takes it as it is, OpenTofu evaluates it, so no
 * template is right for both.
 * https://opentofu.org/docs/language/meta-arguments/module-source/ and https://opentofu.org/docs/language/settings/backends/configuration/
 */
function isPlain([block, name, argument, inner]: readonly string[]): boolean {
  if (block === 'terraform') return true;
  if (block === 'module') return name !== undefined && (argument === 'source' || argument === 'version');
  return (block === 'output' || block === 'variable') && argument === 'description' && inner === undefined;
}
