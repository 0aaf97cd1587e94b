import { createHash } from 'node:crypto';
import { partitionOf } from '../../../core/regions.ts';

/** A service of AWS's own that an endpoint can lead to. */
export interface AwsService {
  /** The end of `com.amazonaws.<region>.<suffix>`. */
  readonly suffix: string;
  readonly types: readonly ('Interface' | 'Gateway')[];
  /** Public name that an interface endpoint takes over inside the VPC; `{region}` is filled in. */
  readonly privateDnsName: string;
  /** Reachable from an endpoint in another region. */
  readonly crossRegion: boolean;
}

const host = (name: string) => `${name}.{region}.{domain}`;

function service(suffix: string, options: Partial<Omit<AwsService, 'suffix'>> = {}): AwsService {
  return { suffix, types: ['Interface'], privateDnsName: host(suffix), crossRegion: false, ...options };
}

const catalogue: readonly AwsService[] = [
  service('s3', { types: ['Gateway', 'Interface'], privateDnsName: host('*.s3'), crossRegion: true }),
  service('dynamodb', { types: ['Gateway', 'Interface'] }),
  service('athena'),
  service('autoscaling'),
  service('cloudformation'),
  service('ec2'),
  service('ec2messages'),
  service('ecr.api', { privateDnsName: host('api.ecr'), crossRegion: true }),
  service('ecr.dkr', { privateDnsName: host('*.dkr.ecr'), crossRegion: true }),
  service('ecs', { crossRegion: true }),
  service('ecs-agent', { privateDnsName: host('ecs-a') }),
  service('ecs-telemetry', { privateDnsName: host('ecs-t') }),
  service('elasticfilesystem'),
  service('elasticloadbalancing'),
  service('events'),
  service('execute-api', { privateDnsName: host('*.execute-api') }),
  service('glue'),
  service('kinesis-firehose', { privateDnsName: host('firehose'), crossRegion: true }),
  service('kinesis-streams', { privateDnsName: host('kinesis') }),
  service('kms', { crossRegion: true }),
  service('lambda', { crossRegion: true }),
  service('logs'),
  service('monitoring'),
  service('rds'),
  service('secretsmanager'),
  service('sns'),
  service('sqs'),
  service('ssm'),
  service('ssmmessages'),
  service('states'),
  service('sts'),
  service('xray'),
];

const bySuffix = new Map(catalogue.map((entry) => [entry.suffix, entry]));

export function awsServiceName(suffix: string, region: string): string {
  return `com.amazonaws.${region}.${suffix}`;
}

/** The AWS service and region that a name stands for, if it is one. */
export function parseAwsServiceName(name: string): { service: AwsService; region: string } | undefined {
  const match = /^com\.amazonaws\.([a-z]{2}(?:-[a-z]+)+-\d)\.([a-z0-9.-]+)$/.exec(name);
  const found = bySuffix.get(match?.[2] ?? '');
  return match?.[1] === undefined || found === undefined ? undefined : { service: found, region: match[1] };
}

export function awsServices(): readonly AwsService[] {
  return catalogue;
}

export function publicDnsName(entry: AwsService, region: string): string {
  const domain = partitionOf(region) === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
  return entry.privateDnsName.replace('{region}', region).replace('{domain}', domain);
}

/** Ids of what AWS itself keeps per region: the same for every account. */
export function regionalId(prefix: string, region: string, what: string, digits: number): string {
  return `${prefix}${createHash('sha256').update(`${region}/${what}`).digest('hex').slice(0, digits)}`;
}

/** The service id that AWS gives its own services. */
export function awsServiceId(entry: AwsService, region: string): string {
  return regionalId('vpce-svc-0', region, entry.suffix, 16);
}
