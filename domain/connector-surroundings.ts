import { secretStore } from './connector.ts';
import { DomainError } from './errors.ts';
import { dnsSuffix } from './partition.ts';
import { regions } from './regions.ts';

/** A connector, as far as what it needs around it depends on it. */
interface Needs {
  readonly image: string;
  /** ARNs by the variables that they fill. */
  readonly secrets?: Readonly<Record<string, string>> | undefined;
}

/**
 * The AWS services without which connectors do not start in a network that has no way to the internet, by short name and in its order,
 * each with what a connector does through it. ECR needs the S3 gateway as well, since it keeps image layers in S3.
 * Source: https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html
 */
export function awsServicesOfConnectors(connectors: readonly Needs[]): ReadonlyMap<string, string> {
  const needed = new Map<string, string>();
  if (connectors.some(({ image }) => isEcrImage(image)))
    needed.set('ecr.api', 'signs in to ECR').set('ecr.dkr', 'pulls its image');
  if (connectors.length > 0) needed.set('logs', 'writes its log');
  const stores = new Set(
    connectors.flatMap(({ secrets = {} }) => Object.values(secrets)).map((arn) => secretStore(arn)),
  );
  for (const store of ['secretsmanager', 'ssm'] as const)
    if (stores.has(store)) needed.set(store, 'reads its secrets');
  return needed;
}

/** Whether an image is in a private registry of Amazon ECR. */
export function isEcrImage(image: string): boolean {
  return /^\d{12}\.dkr\.ecr\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?\//.test(image);
}

/** What keeps an image from being pulled in a network of the region; undefined when nothing is known to. */
export function findImagePlaceProblem(image: string, region: string): DomainError | undefined {
  const suffix = dnsSuffix(regions.get(region)?.partition ?? 'aws');
  const match =
    /^\d{12}\.dkr\.ecr\.([a-z0-9-]+)\.(amazonaws\.com(?:\.cn)?)\/[a-z0-9][a-z0-9._/-]*(?::[\w.-]{1,128})?(?:@sha256:[0-9a-f]{64})?$/.exec(
      image,
    );
  const example = `<account>.dkr.ecr.${region}.${suffix}/<repository>:<tag>`;
  if (!match) {
    return new DomainError(
      'invalid_connector',
      `"${image}" cannot be pulled: networks reach no registry but Amazon ECR`,
      `push it to ECR and use ${example}`,
    );
  }
  if (match[1] === region && match[2] === suffix) return undefined;
  return new DomainError(
    'invalid_connector',
    `"${image}" is in ${match[1]}, the network in ${region}`,
    `replicate it and use ${example}`,
  );
}
