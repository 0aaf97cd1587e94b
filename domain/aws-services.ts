import { crossRegionAwsServices } from './cross-region.ts';
import { DomainError } from './errors.ts';
import type { Partition } from './partition.ts';
import { nearestSpelling } from './suggest.ts';

/** How a VPC reaches one AWS service without the internet. */
export interface AwsService {
  /** Short name, the last part of the service's name: `ecr.api`. */
  readonly name: string;
  /** TCP port of its API. */
  readonly port: number;
  readonly type: 'Gateway' | 'Interface';
  /** Whether the endpoint can answer for the service's public name inside the VPC. */
  readonly privateDns: boolean;
  /** Whether the endpoint takes a policy. */
  readonly policy: boolean;
  /** Whether an endpoint in one region can reach the service in another. */
  readonly crossRegion: boolean;
  /** Whether its name begins with `cn.com.amazonaws` in China. */
  readonly chinaPrefix: boolean;
}

/** Yes and no as a table reads best. */
const Y = true;
const n = false;

/**
 * The catalogue. Sources:
 * - services, private DNS, policies: https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-privatelink-support.html
 * - cross-region: https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-cross-region-privatelink-support.html
 * - names in China: `aws ec2 describe-vpc-endpoint-services --region cn-north-1`, which aws-cdk's `vpc-endpoint.ts` records
 */
const table: readonly (readonly [
  name: string,
  port: number,
  type: AwsService['type'],
  privateDns: boolean,
  policy: boolean,
  crossRegion: boolean,
  chinaPrefix: boolean,
])[] = [
  // name                   port type         DNS policy cross-region China
  ['s3', 443, 'Gateway', n, Y, n, n],
  ['dynamodb', 443, 'Gateway', n, Y, n, n],
  ['ec2', 443, 'Interface', Y, Y, n, Y],
  ['ec2messages', 443, 'Interface', Y, Y, n, n],
  ['ecr.api', 443, 'Interface', Y, Y, Y, Y],
  ['ecr.dkr', 443, 'Interface', Y, Y, Y, Y],
  ['ecs', 443, 'Interface', Y, Y, Y, n],
  ['ecs-agent', 443, 'Interface', Y, Y, n, n],
  ['ecs-telemetry', 443, 'Interface', Y, Y, n, n],
  ['elasticloadbalancing', 443, 'Interface', Y, Y, n, n],
  ['events', 443, 'Interface', Y, Y, n, n],
  ['execute-api', 443, 'Interface', Y, Y, n, Y],
  ['kinesis-firehose', 443, 'Interface', Y, Y, Y, n],
  ['kinesis-streams', 443, 'Interface', Y, Y, n, Y],
  ['kms', 443, 'Interface', Y, Y, Y, n],
  ['lambda', 443, 'Interface', Y, Y, Y, Y],
  ['logs', 443, 'Interface', Y, Y, n, n],
  ['monitoring', 443, 'Interface', Y, Y, n, Y],
  ['secretsmanager', 443, 'Interface', Y, Y, n, n],
  ['sns', 443, 'Interface', Y, Y, n, n],
  ['sqs', 443, 'Interface', Y, Y, n, Y],
  ['ssm', 443, 'Interface', Y, Y, n, n],
  ['ssmmessages', 443, 'Interface', Y, Y, n, n],
  ['states', 443, 'Interface', Y, Y, n, Y],
  ['sts', 443, 'Interface', Y, Y, n, Y],
];

/** All services by short name. */
export const awsServices: ReadonlyMap<string, AwsService> = new Map(
  table.map(([name, port, type, privateDns, policy, crossRegion, chinaPrefix]) => [
    name,
    { name, port, type, privateDns, policy, crossRegion, chinaPrefix },
  ]),
);

/** Names of the services of one type, in the table's order. */
export function awsServiceNames(type: AwsService['type']): string[] {
  return [...awsServices.values()].filter((service) => service.type === type).map((service) => service.name);
}

/** The catalogue's entry of this short name; undefined, and the nearest spelling, when it has none. */
export function findAwsService(name: string): {
  service: AwsService | undefined;
  nearest: string | undefined;
} {
  return { service: awsServices.get(name), nearest: nearestSpelling(name, awsServices.keys()) };
}

/**
 * What the last part of an AWS service's name may look like: `ecr.api`, `bedrock-runtime`, `s3-outposts`, `git-codecommit-fips`.
 * Whether there is such a service in a region, AWS alone knows: its list grows every month.
 */
const shortName = /^(?=.{2,64}$)[a-z0-9]+(?:[.-][a-z0-9]+)*$/;

/**
 * The service of this short name. One that the catalogue does not have nothing special about: an interface endpoint on port 443
 * that answers for the service's public name and takes a policy, as nearly all do.
 *
 * @returns undefined for what cannot be the name of a service, such as a whole name or a customer's.
 */
export function awsServiceOf(name: string): AwsService | undefined {
  const known = awsServices.get(name);
  if (known !== undefined) return known;
  if (!shortName.test(name) || /^(?:com|cn|aws|eu)\.|^vpce(?:[.-]|$)/.test(name)) return undefined;
  return {
    name,
    port: 443,
    type: 'Interface',
    privateDns: true,
    policy: true,
    crossRegion: crossRegionAwsServices.has(name),
    chinaPrefix: false,
  };
}

/** Why a name is none, and what to write instead. */
export function explainAwsServiceName(name: string): { readonly problem: string; readonly fix: string } {
  const short = /^(?:cn\.)?com\.amazonaws\.[a-z0-9-]+\.(.+)$/.exec(name)?.[1];
  const problem = `"${name}" is not the short name of an AWS service`;
  if (name.includes('vpce-svc-')) return { problem, fix: "reach a customer's service through a connection" };
  const near = short ?? findAwsService(name).nearest;
  return {
    problem,
    fix:
      near === undefined
        ? 'use the last part of its name, com.amazonaws.<region>.<short name>, such as ecr.api, logs or bedrock-runtime'
        : `did you mean ${near}?`,
  };
}

/** @throws DomainError `invalid_aws_service` for what is not reached through an interface endpoint. */
export function parseInterfaceService(name: string): AwsService {
  const service = awsServiceOf(name);
  if (service === undefined) {
    const { problem, fix } = explainAwsServiceName(name);
    throw new DomainError('invalid_aws_service', problem, fix);
  }
  if (service.type === 'Interface') return service;
  throw new DomainError(
    'invalid_aws_service',
    `${name} is reached through a gateway endpoint, not an interface`,
    `move it to gateways: { ${name}: … }`,
  );
}

/** Full name of a service's endpoint in one region: `com.amazonaws.eu-west-1.ecr.api`. */
export function awsServiceEndpointName(service: AwsService, region: string, partition: Partition): string {
  const prefix = partition === 'aws-cn' && service.chinaPrefix ? 'cn.com.amazonaws' : 'com.amazonaws';
  return `${prefix}.${region}.${service.name}`;
}
