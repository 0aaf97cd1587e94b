import { createHash } from 'node:crypto';
import { partitionOf, regions } from '../../../core/regions.ts';
import { interfaceServices } from './interface-services.ts';

/** A service of AWS's own that an endpoint can lead to. */
export interface AwsService {
  /** The end of `com.amazonaws.<region>.<suffix>`. */
  readonly suffix: string;
  /** The whole name, with `{region}` in it, unless the service is one of the few without. */
  readonly nameTemplate: string;
  readonly types: readonly ('Interface' | 'Gateway')[];
  /** Public name that an interface endpoint takes over inside the VPC; `{region}` is filled in. */
  readonly privateDnsName: string;
  /** Reachable from an endpoint in another region. */
  readonly crossRegion: boolean;
}

/** The region of services that exist once for a whole partition. */
const GLOBAL_HOME = 'us-east-1';

const host = (name: string) => `${name}.{region}.{domain}`;

/** A service without particulars. Its host has the parts of its name the other way round: `ecr.api` is `api.ecr`. */
function service(suffix: string, options: Partial<Omit<AwsService, 'suffix'>> = {}): AwsService {
  return {
    suffix,
    nameTemplate: `com.amazonaws.{region}.${suffix}`,
    types: ['Interface'],
    privateDnsName: host(suffix.split('.').reverse().join('.')),
    crossRegion: false,
    ...options,
  };
}

/** What is not as in general. Access from other regions: see AWS's list of cross-region enabled services. */
const particular: readonly AwsService[] = [
  service('s3', { types: ['Gateway', 'Interface'], privateDnsName: host('*.s3'), crossRegion: true }),
  service('dynamodb', { types: ['Gateway', 'Interface'] }),
  service('ecr.api', { crossRegion: true }),
  service('ecr.dkr', { privateDnsName: host('*.dkr.ecr'), crossRegion: true }),
  service('ecs', { crossRegion: true }),
  service('ecs-agent', { privateDnsName: host('ecs-a') }),
  service('ecs-telemetry', { privateDnsName: host('ecs-t') }),
  service('execute-api', { privateDnsName: host('*.execute-api') }),
  service('kinesis-firehose', { privateDnsName: host('firehose'), crossRegion: true }),
  service('kinesis-streams', { privateDnsName: host('kinesis') }),
  service('kms', { crossRegion: true }),
  service('lambda', { crossRegion: true }),
  service('iam', { nameTemplate: 'com.amazonaws.iam', privateDnsName: 'iam.{domain}', crossRegion: true }),
  service('route53', {
    nameTemplate: 'com.amazonaws.route53',
    privateDnsName: 'route53.{domain}',
    crossRegion: true,
  }),
  service('notebook', {
    nameTemplate: 'aws.sagemaker.{region}.notebook',
    privateDnsName: '*.notebook.{region}.sagemaker.aws',
  }),
  service('studio', {
    nameTemplate: 'aws.sagemaker.{region}.studio',
    privateDnsName: '*.studio.{region}.sagemaker.aws',
  }),
];

const catalogue: readonly AwsService[] = [
  ...particular,
  ...interfaceServices
    .filter((suffix) => !particular.some((entry) => entry.suffix === suffix))
    .map((suffix) => service(suffix)),
].sort((a, b) => (a.suffix < b.suffix ? -1 : 1));

export function awsServiceName(entry: AwsService, region: string): string {
  return entry.nameTemplate.replace('{region}', region);
}

/**
 * The AWS service and region that a name stands for. AWS adds services every month: one that is not in the catalogue is
 * taken at its word, as an interface service without particulars.
 */
export function parseAwsServiceName(name: string): { service: AwsService; region: string } | undefined {
  for (const entry of catalogue) {
    if (entry.nameTemplate === name) return { service: entry, region: GLOBAL_HOME };
    const [before = '', after] = entry.nameTemplate.split('{region}');
    if (after === undefined || !name.startsWith(before) || !name.endsWith(after)) continue;
    const region = name.slice(before.length, name.length - after.length);
    if (regions.has(region)) return { service: entry, region };
  }
  const match = /^((?:cn\.)?com\.amazonaws)\.([a-z0-9-]+)\.([a-z][a-z0-9-]*(?:\.[a-z0-9-]+)*)$/.exec(name);
  const [, prefix = '', region = '', suffix = ''] = match ?? [];
  if (!regions.has(region) || suffix.length > 100) return undefined;
  return { service: service(suffix, { nameTemplate: `${prefix}.{region}.${suffix}` }), region };
}

/** What a region lists. */
export function awsServicesIn(region: string): readonly AwsService[] {
  return catalogue.filter((entry) => entry.nameTemplate.includes('{region}') || region === GLOBAL_HOME);
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
