import { createHash } from 'node:crypto';
import { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group/index.js';
import { EcsService } from '@cdktf/provider-aws/lib/ecs-service/index.js';
import { EcsTaskDefinition } from '@cdktf/provider-aws/lib/ecs-task-definition/index.js';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role/index.js';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy/index.js';
import { findConnectorProblems, secretStore } from '../../domain/connector.ts';
import { defined } from '../../domain/defined.ts';
import { parseTaskSize } from '../../domain/fargate.ts';
import { TAG } from '../../domain/tags.ts';
import { Construct } from '../cdktf.ts';
import { InvalidPropsError } from '../invalid-props.ts';
import { jsonText } from '../literal.ts';
import { type ConnectorConnection, connectionEnvironment } from './connector-environment.ts';
import { type PolicyStatement, policyDocument } from './policy.ts';

/** A workload of Tray's. */
export interface ConnectorDefinition {
  /** Lower-case letters, digits and hyphens; names the service, the roles and the log group. */
  readonly id: string;
  /** Container image, with a tag or a digest, not both. The network has no way to public registries. */
  readonly image: string;
  /** CPU units of a task. @default 256 */
  readonly cpu?: number;
  /** Memory of a task, in MiB. @default the least that Fargate offers with the CPU */
  readonly memory?: number;
  /** How many tasks run. @default 1 */
  readonly count?: number;
  /** Environment variables. @default none */
  readonly environment?: Readonly<Record<string, string>>;
  /** Command to run. @default the image's own */
  readonly command?: readonly string[];
  /** ARNs in Secrets Manager or Parameter Store by the variables that they fill. @default none */
  readonly secrets?: Readonly<Record<string, string>>;
  /** Connections that the connector uses. @default none */
  readonly connections?: readonly ConnectorConnection[];
}

export interface ConnectorProps extends ConnectorDefinition {
  readonly organizationId: string;
  readonly accountId: string;
  readonly partition: string;
  readonly region: string;
  readonly clusterArn: string;
  readonly subnetIds: string[];
  readonly securityGroupId: string;
  readonly logRetentionDays: number;
}

/** One connector: a Fargate service with roles and a log group of its own. */
export class Connector extends Construct {
  readonly service: EcsService;
  readonly taskDefinition: EcsTaskDefinition;
  /** What the connector's own code acts as; it may do nothing until a policy is attached. */
  readonly taskRole: IamRole;
  readonly logGroup: CloudwatchLogGroup;

  constructor(scope: Construct, id: string, props: ConnectorProps) {
    super(scope, id);
    this.#check(props);
    const size = parseTaskSize(props);
    const { organizationId, region } = props;
    const tags = { [TAG.connector]: props.id };
    // Roles are the account's, in all regions and of all organizations, and their names take 64 characters.
    const mark = createHash('sha256').update(`${organizationId}/${region}`).digest('hex').slice(0, 8);
    this.logGroup = new CloudwatchLogGroup(this, 'log-group', {
      name: `/tray/connectors/${organizationId}/${region}/${props.id}`,
      retentionInDays: props.logRetentionDays,
      tags,
    });
    const assumeRolePolicy = policyDocument([
      {
        Sid: 'TasksOfThisAccount',
        Effect: 'Allow',
        Principal: { Service: 'ecs-tasks.amazonaws.com' },
        Action: 'sts:AssumeRole',
        Condition: {
          StringEquals: { 'aws:SourceAccount': props.accountId },
          ArnLike: { 'aws:SourceArn': `arn:${props.partition}:ecs:${region}:${props.accountId}:*` },
        },
      },
    ]);
    this.taskRole = new IamRole(this, 'task-role', {
      name: `tray-connector-${props.id}-${mark}`,
      description: `Connector ${props.id} of ${organizationId} in ${region}`,
      assumeRolePolicy,
      tags,
    });
    const executionRole = new IamRole(this, 'execution-role', {
      name: `tray-start-${props.id}-${mark}`,
      description: `Starts the connector ${props.id} of ${organizationId} in ${region}`,
      assumeRolePolicy,
      tags,
    });
    const executionPolicy = new IamRolePolicy(this, 'execution-role-policy', {
      name: 'start',
      role: executionRole.name,
      policy: policyDocument(executionStatements(props, this.logGroup.arn)),
    });
    this.taskDefinition = new EcsTaskDefinition(this, 'task-definition', {
      family: `tray-${organizationId}-${props.id}`,
      requiresCompatibilities: ['FARGATE'],
      networkMode: 'awsvpc',
      cpu: String(size.cpu),
      memory: String(size.memory),
      runtimePlatform: { operatingSystemFamily: 'LINUX', cpuArchitecture: 'X86_64' },
      taskRoleArn: this.taskRole.arn,
      executionRoleArn: executionRole.arn,
      containerDefinitions: jsonText([containerDefinition(props, this.logGroup.name)]),
      tags,
    });
    this.service = new EcsService(this, 'Resource', {
      name: props.id,
      cluster: props.clusterArn,
      taskDefinition: this.taskDefinition.arn,
      launchType: 'FARGATE',
      desiredCount: props.count ?? 1,
      networkConfiguration: {
        subnets: props.subnetIds,
        securityGroups: [props.securityGroupId],
        assignPublicIp: false,
      },
      deploymentCircuitBreaker: { enable: true, rollback: true },
      enableEcsManagedTags: true,
      propagateTags: 'SERVICE',
      // The task may pull its image as soon as the service exists.
      dependsOn: [executionPolicy],
      tags,
    });
  }

  #check(props: ConnectorProps): void {
    const [problem] = findConnectorProblems(props);
    if (problem === undefined) return;
    const { field, error } = problem;
    throw new InvalidPropsError(this.node.path, field, error.message, error.fix);
  }
}

/** What ECS itself needs to start the task, and nothing else of the account. */
function executionStatements(props: ConnectorProps, logGroupArn: string): PolicyStatement[] {
  const statements: PolicyStatement[] = [
    {
      Sid: 'WriteOwnLog',
      Effect: 'Allow',
      Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      Resource: `${logGroupArn}:*`,
    },
  ];
  const repository = ecrRepositoryArn(props.image, props.partition);
  if (repository !== undefined) {
    statements.push(
      {
        Sid: 'PullOwnImage',
        Effect: 'Allow',
        Action: ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
        Resource: repository,
      },
      // The token is the account's; the action knows no resource.
      { Sid: 'SignInToEcr', Effect: 'Allow', Action: 'ecr:GetAuthorizationToken', Resource: '*' },
    );
  }
  const arns = [...new Set(Object.values(props.secrets ?? {}))].sort();
  const secrets = [...new Set(arns.filter((arn) => secretStore(arn) === 'secretsmanager').map(secretArn))];
  if (secrets.length > 0) {
    statements.push({
      Sid: 'ReadOwnSecrets',
      Effect: 'Allow',
      Action: 'secretsmanager:GetSecretValue',
      Resource: secrets,
    });
  }
  const parameters = arns.filter((arn) => secretStore(arn) === 'ssm');
  if (parameters.length > 0) {
    statements.push({
      Sid: 'ReadOwnParameters',
      Effect: 'Allow',
      Action: 'ssm:GetParameters',
      Resource: parameters,
    });
  }
  return statements;
}

/** ARN of the repository of an image in a private ECR registry; undefined for any other registry. */
export function ecrRepositoryArn(image: string, partition: string): string | undefined {
  const match = /^(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?\/([^:@]+)/.exec(image);
  if (match === null) return undefined;
  const [, accountId, region, repository] = match;
  return `arn:${partition}:ecr:${region}:${accountId}:repository/${repository}`;
}

/** A secret's ARN without the key, stage and version that ECS lets follow it. */
function secretArn(reference: string): string {
  return reference.split(':').slice(0, 7).join(':');
}

function containerDefinition(props: ConnectorProps, logGroupName: string) {
  const environment = Object.assign(
    {},
    ...(props.connections ?? []).map(connectionEnvironment),
    props.environment,
  );
  const secrets = Object.entries(props.secrets ?? {}).sort(byName);
  // Sorted, since ECS gives variables back by name and a difference in order would plan a new revision for ever.
  return {
    name: props.id,
    image: props.image,
    essential: true,
    ...defined({ command: props.command }),
    environment: Object.entries<string>(environment)
      .sort(byName)
      .map(([name, value]) => ({ name, value })),
    ...(secrets.length === 0 ? {} : { secrets: secrets.map(([name, valueFrom]) => ({ name, valueFrom })) }),
    logConfiguration: {
      logDriver: 'awslogs',
      options: {
        'awslogs-group': logGroupName,
        'awslogs-region': props.region,
        'awslogs-stream-prefix': props.id,
      },
    },
  };
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
