import { DomainError } from './errors.ts';
import { type Partition, partitionTitle } from './partition.ts';
import { getRegion, regions } from './regions.ts';

interface Named {
  /** As AWS writes it. */
  readonly name: string;
  /** Where the service lives. */
  readonly region: string;
  readonly partition: Partition;
}

/** A customer's own endpoint service: `com.amazonaws.vpce.<region>.vpce-svc-<17 hex>`. */
export interface CustomerService extends Named {
  readonly kind: 'customer';
  /** `vpce-svc-…` */
  readonly serviceId: string;
}

/** A product that its seller offers over PrivateLink through AWS Marketplace. */
export interface MarketplaceService extends Named {
  readonly kind: 'marketplace';
  /** What is left of the name without its region. */
  readonly product: string;
}

/** A service of AWS itself: `com.amazonaws.<region>.<service>`. */
export interface AwsService extends Named {
  readonly kind: 'aws';
  /** `secretsmanager`, `ecr.api`, `sagemaker.notebook` */
  readonly service: string;
}

export type ServiceName = CustomerService | MarketplaceService | AwsService;

/** What is known about a service beside its name. */
export interface ServiceHints {
  /** The service's region, for names that do not carry one; a name that does must agree. */
  readonly region?: string;
  /** True when AWS lists the service's owner as `aws-marketplace`, whatever its name looks like. */
  readonly marketplace?: boolean;
}

/** `vpce-svc-…` at the end of a service's name; undefined for services that are named otherwise. */
export function serviceIdIn(name: string): string | undefined {
  return /vpce-svc-[0-9a-f]+$/.exec(name)?.[0];
}

const serviceIdPattern = /^vpce-svc-(?:[0-9a-f]{17}|[0-9a-f]{8})$/;
/** Service names are in reverse order (`com.…`): one that ends like a host is a host. */
const dnsEnding = /\.(?:com|net|org|io|dev|app|cloud|cn|local|internal)$/;
const labelPattern = /^[a-z0-9](?:[a-z0-9_-]*[a-z0-9])?$/;

/**
 * AWS services whose name has no region because they have one control plane per partition.
 * Source: https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-cross-region-privatelink-support.html
 */
const globalServices: ReadonlySet<string> = new Set(['iam', 'route53']);

/**
 * Tells the three kinds of endpoint-service names apart.
 *
 * Customers': https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-share-your-services.html
 * AWS's own, which may be spelled `aws.<family>.<region>.<service>` and, in China, begin with `cn.`:
 * https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-privatelink-support.html
 * Marketplace: AWS publishes no grammar. Many sellers' services keep the customers' form (only the owner,
 * `aws-marketplace`, gives them away: pass `marketplace: true`); any other dotted name that is not AWS's own counts as one.
 * https://docs.aws.amazon.com/marketplace/latest/userguide/privatelink.html
 *
 * @throws DomainError `invalid_service_name` or `unknown_region`, with the fix for whatever was pasted instead.
 */
export function parseServiceName(text: string, hints: ServiceHints = {}): ServiceName {
  const mistake = commonMistake(text, hints);
  if (mistake) throw mistake;
  const labels = text.split('.');
  if (labels.length < 3 || text.length > 255 || !labels.every((label) => labelPattern.test(label)))
    throw malformed(text);

  const service = ownService(text, labels, hints) ?? vendorService(text, labels, hints);
  if (hints.region !== undefined && hints.region !== service.region) {
    throw invalid(
      `"${text}" is a service of ${service.region}, not of ${hints.region}`,
      `set its region to ${service.region}, or leave the region out`,
    );
  }
  if (hints.marketplace && service.kind === 'customer') {
    const { kind: _kind, serviceId, ...named } = service;
    return { ...named, kind: 'marketplace', product: serviceId };
  }
  return service;
}

/**
 * What `ec2:VpceServiceOwner` is for the service: its owner's account numbers, or AWS's alias.
 * Source: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html#amazonec2-policy-keys
 */
export function serviceOwners(
  service: ServiceName,
  organizationAccounts: readonly string[],
): readonly string[] {
  switch (service.kind) {
    case 'customer':
      return organizationAccounts;
    case 'marketplace':
      return ['aws-marketplace'];
    case 'aws':
      return ['amazon'];
  }
}

/** @throws DomainError `partition_mismatch` when an account of `partition` cannot own or reach the service. */
export function assertSamePartition(service: ServiceName, partition: Partition): void {
  if (service.partition === partition) return;
  throw new DomainError(
    'partition_mismatch',
    `${service.region} is in ${partitionTitle(service.partition)}, the account is in ${partitionTitle(partition)}`,
    "PrivateLink does not cross partitions: use a service in a region of the account's partition",
  );
}

/** A name in one of AWS's namespaces (`com.amazonaws`, `aws`); undefined when it is somebody else's. */
function ownService(text: string, labels: readonly string[], hints: ServiceHints): ServiceName | undefined {
  const china = labels[0] === 'cn';
  const [top, second, ...rest] = china ? labels.slice(1) : labels;
  if (top === 'com' && second === 'amazonaws') {
    if (rest[0] === 'vpce') return customerService(text, rest.slice(1));
    return awsService(text, rest, hints);
  }
  if (top === 'aws' && second !== undefined) {
    // `aws.sagemaker.eu-west-1.notebook`: the family names the service, the last part which of its endpoints.
    const [region, ...service] = rest;
    if (region === undefined || service.length === 0 || second === 'marketplace') return undefined;
    return { kind: 'aws', name: text, ...placed(region), service: [second, ...service].join('.') };
  }
  return undefined;
}

function customerService(text: string, rest: readonly string[]): CustomerService {
  const [region, serviceId, ...extra] = rest;
  if (region === undefined || serviceId === undefined || extra.length > 0) throw malformed(text);
  const place = placed(region);
  if (!serviceIdPattern.test(serviceId)) {
    throw invalid(
      `"${serviceId}" in "${text}" is not the id of an endpoint service`,
      'its last part must be "vpce-svc-" and 17 hexadecimal digits; copy the whole service name from the VPC console',
    );
  }
  return { kind: 'customer', name: text, ...place, serviceId };
}

function awsService(text: string, rest: readonly string[], hints: ServiceHints): AwsService {
  const [first, ...service] = rest;
  if (first === undefined) throw malformed(text);
  if (service.length > 0 && (regions.has(first) || /^[a-z]{2}(?:-[a-z]+)+-\d$/.test(first))) {
    return { kind: 'aws', name: text, ...placed(first), service: service.join('.') };
  }
  if (globalServices.has(first)) {
    return { kind: 'aws', name: text, ...placed(hints.region ?? 'us-east-1'), service: rest.join('.') };
  }
  if (hints.region !== undefined)
    return { kind: 'aws', name: text, ...placed(hints.region), service: rest.join('.') };
  throw invalid(
    `"${text}" has no region in it`,
    "write com.amazonaws.<region>.<service>, or give the service's region beside it",
  );
}

function vendorService(text: string, labels: readonly string[], hints: ServiceHints): MarketplaceService {
  const inName = labels.find((label) => regions.has(label));
  const region = inName ?? hints.region;
  if (region === undefined) throw malformed(text);
  return {
    kind: 'marketplace',
    name: text,
    ...placed(region),
    product: labels.filter((label) => label !== inName).join('.'),
  };
}

/** What people paste instead of a service name, each with the way to the right value. */
function commonMistake(text: string, hints: ServiceHints): DomainError | undefined {
  const region = hints.region ?? '<region>';
  if (text.trim() !== text) return invalid(`"${text}" has white space around it`, `use "${text.trim()}"`);
  if (text === '') return invalid('the service name is empty', whole);
  if (serviceIdPattern.test(text)) {
    return invalid(`"${text}" is the service's id, not its name`, `use com.amazonaws.vpce.${region}.${text}`);
  }
  if (/^vpce-[0-9a-f]+$/.test(text)) {
    return invalid(
      `"${text}" is the id of an endpoint (the consumer's side), not the name of a service`,
      "ask the service's owner for its service name: com.amazonaws.vpce.<region>.vpce-svc-…",
    );
  }
  if (/^arn:/.test(text)) {
    const parts = /:([a-z0-9-]+):\d{12}:vpc-endpoint-service\/(vpce-svc-[0-9a-f]+)$/.exec(text);
    return invalid(`"${text}" is an ARN`, parts ? `use com.amazonaws.vpce.${parts[1]}.${parts[2]}` : whole);
  }
  const dnsName = /(?:^|\.)(vpce-svc-[0-9a-f]+)\.([a-z0-9-]+)\.vpce\.amazonaws\.com(?:\.cn)?\.?$/.exec(text);
  if (dnsName)
    return invalid(
      `"${text}" is a DNS name of an endpoint service`,
      `use com.amazonaws.vpce.${dnsName[2]}.${dnsName[1]}`,
    );
  if (/:\/\//.test(text)) return invalid(`"${text}" is a URL, not the name of a service`, whole);
  if (/\.elb\.[a-z0-9-]*\.?amazonaws\.com(?:\.cn)?$/.test(text)) {
    return invalid(
      `"${text}" is the DNS name of a load balancer, not of an endpoint service`,
      `make an endpoint service for it, then ${whole}`,
    );
  }
  const lower = text.toLowerCase();
  if (lower !== text && (lower.startsWith('com.amazonaws.') || lower.startsWith('aws.'))) {
    return invalid(`"${text}" has upper-case letters`, `use "${lower}"`);
  }
  if (dnsEnding.test(text) && !/^(?:cn\.)?(?:com|aws)\./.test(text)) {
    return invalid(`"${text}" is a DNS name, not the name of a service`, whole);
  }
  const noVpce = /^com\.amazonaws\.(?:([a-z0-9-]+)\.)?(vpce-svc-[0-9a-f]+)$/.exec(text);
  if (noVpce) {
    return invalid(`"${text}" lacks a part`, `use com.amazonaws.vpce.${noVpce[1] ?? region}.${noVpce[2]}`);
  }
  return undefined;
}

const whole = 'use the whole service name: com.amazonaws.vpce.<region>.vpce-svc-<17 hexadecimal digits>';

function malformed(text: string): DomainError {
  return invalid(`"${text}" is not the name of an endpoint service`, whole);
}

function placed(code: string): { region: string; partition: Partition } {
  const region = getRegion(code);
  return { region: region.code, partition: region.partition };
}

function invalid(message: string, fix: string): DomainError {
  return new DomainError('invalid_service_name', message, fix);
}
