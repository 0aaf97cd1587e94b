import { DomainError } from './errors.ts';
import { findTaskSizeProblem } from './fargate.ts';

/** A connector as it is written. What is left out needs no check. */
export interface ConnectorInput {
  readonly id?: string | undefined;
  readonly image?: string | undefined;
  readonly cpu?: number | undefined;
  readonly memory?: number | undefined;
  readonly count?: number | undefined;
  readonly environment?: Readonly<Record<string, unknown>> | undefined;
  /** ARNs by the variables that they fill. */
  readonly secrets?: Readonly<Record<string, string | undefined>> | undefined;
}

/** A broken rule of a connector, with the place of the value. */
export interface ConnectorProblem {
  readonly field: 'id' | 'image' | 'cpu' | 'memory' | 'count' | 'environment' | 'secrets';
  /** The variable, where one is at fault. */
  readonly variable?: string;
  readonly error: DomainError;
}

/** Tasks of one connector: far above what anybody runs, so that a slip of the finger does not cost a fortune. */
const tasksAtMost = 1_000;

/** Variables that begin like this tell a connector where its connections are. */
export const connectionVariablePrefix = 'TRAY_CONNECTION_';

/** Every broken rule of one connector. */
export function findConnectorProblems(connector: ConnectorInput): ConnectorProblem[] {
  const { id, image, count, environment = {}, secrets = {} } = connector;
  const problems: ConnectorProblem[] = [];
  const guard = (place: Omit<ConnectorProblem, 'error'>, rule: () => unknown) => {
    try {
      rule();
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      problems.push({ ...place, error });
    }
  };
  if (id !== undefined) guard({ field: 'id' }, () => parseConnectorId(id));
  if (image !== undefined) guard({ field: 'image' }, () => parseImage(image));
  const size = findTaskSizeProblem(connector);
  if (size) problems.push(size);
  if (count !== undefined) guard({ field: 'count' }, () => parseTaskCount(count));
  for (const variable of Object.keys(environment))
    guard({ field: 'environment', variable }, () => parseVariableName(variable));
  for (const [variable, arn] of Object.entries(secrets)) {
    guard({ field: 'secrets', variable }, () => parseVariableName(variable));
    if (environment[variable] !== undefined) {
      const error = invalid(`${variable} is in environment as well`, 'keep one of the two');
      problems.push({ field: 'secrets', variable, error });
    }
    if (arn !== undefined) guard({ field: 'secrets', variable }, () => parseSecretArn(arn));
  }
  return problems;
}

/** @throws DomainError `invalid_connector` */
export function parseConnectorId(text: string): string {
  if (/^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/.test(text)) return text;
  throw invalid(
    `"${text}" is not a connector id`,
    'use up to 40 lower-case letters, digits and hyphens, with no hyphen at either end',
  );
}

/**
 * A container image by tag or by digest. Without either, a task that is started again may run something else than what was deployed;
 * with both, the tag says nothing, and ECS documents the two forms alone.
 * Source: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html ("image")
 *
 * @throws DomainError `invalid_connector`
 */
export function parseImage(text: string): string {
  const [, tag, digest] =
    /^[^\s@:]+(?::\d+(?=\/))?(?:\/[^\s@:]+)*(:\w[\w.-]{0,127})?(@sha256:[0-9a-f]{64})?$/.exec(text) ?? [];
  if (tag !== undefined && digest !== undefined)
    throw invalid(`"${text}" has a tag and a digest`, 'keep the digest, which says exactly what runs');
  if (tag !== undefined || digest !== undefined) return text;
  throw invalid(
    `"${text}" has no tag or digest`,
    'name one, such as :1.4.2 or @sha256:…, so that a restart runs what was deployed',
  );
}

/** @throws DomainError `invalid_connector` */
export function parseTaskCount(count: number): number {
  if (Number.isInteger(count) && count >= 0 && count <= tasksAtMost) return count;
  throw invalid(`${count} is not a number of tasks`, `use a whole number from 0 to ${tasksAtMost}`);
}

/** @throws DomainError `invalid_connector` */
export function parseVariableName(text: string): string {
  if (text.startsWith(connectionVariablePrefix))
    throw invalid(`${text} is a variable of the connections`, `leave ${connectionVariablePrefix}… to them`);
  if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(text)) return text;
  throw invalid(
    `"${text}" is not the name of an environment variable`,
    'use letters, digits and underscores, such as DATABASE_HOST',
  );
}

/**
 * What ECS fills a variable from.
 * Source: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Secret.html ("valueFrom")
 *
 * @throws DomainError `invalid_connector`
 */
export function parseSecretArn(text: string): string {
  if (secretStore(text) !== undefined && /^\S+$/.test(text)) return text;
  throw invalid(
    `"${text}" is not the ARN of a secret or parameter`,
    'use an ARN in Secrets Manager (arn:aws:secretsmanager:…:secret:…) or Parameter Store (arn:aws:ssm:…:parameter/…)',
  );
}

/** The AWS service that holds a secret, by its short name; undefined for anything that ECS cannot read. */
export function secretStore(arn: string): 'secretsmanager' | 'ssm' | undefined {
  if (/^arn:(?:aws|aws-cn|aws-us-gov):secretsmanager:[a-z0-9-]+:\d{12}:secret:\S/.test(arn))
    return 'secretsmanager';
  if (/^arn:(?:aws|aws-cn|aws-us-gov):ssm:[a-z0-9-]+:\d{12}:parameter\/\S/.test(arn)) return 'ssm';
  return undefined;
}

function invalid(message: string, fix: string): DomainError {
  return new DomainError('invalid_connector', message, fix);
}
