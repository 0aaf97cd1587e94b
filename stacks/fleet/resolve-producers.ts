import { findAcceptanceProblems } from '../../domain/acceptance-rules.ts';
import { zoneSupportsCrossRegion } from '../../domain/cross-region.ts';
import { defined } from '../../domain/defined.ts';
import { assertListenersFit, assertTargetsFit, type Quotas } from '../../domain/limits.ts';
import { type Partition, partitionTitle } from '../../domain/partition.ts';
import { findPortProblems } from '../../domain/ports.ts';
import { getRegion } from '../../domain/regions.ts';
import { parseZoneIdIn } from '../../domain/zone-id.ts';
import type { Organization } from './fleet.ts';
import { formatPath, type Path, type Problems } from './problems.ts';
import { buildProducer } from './producer-inputs.ts';
import type { ProducerSpec } from './producer-spec.ts';
import { checkReference, checkUnique, present, values } from './references.ts';
import type { Organizations } from './resolve-organizations.ts';
import type { ProducerInput } from './schema.ts';
import type { Draft } from './structure.ts';

type ProducerDraft = Draft<ProducerInput>;
type RegionalDraft = Draft<ProducerInput['regions'][string]>;

export function resolveProducers(
  drafts: readonly (ProducerDraft | undefined)[],
  organizations: Organizations,
  quotas: Quotas,
  problems: Problems,
): ProducerSpec[] {
  const ids = new Map<string, Path>();
  return [...present(drafts)].flatMap(([index, draft]) => {
    const path: Path = ['producers', index];
    const { id, organization: orgId } = draft;
    if (id !== undefined) {
      const twin = (first: Path) =>
        [
          `"${id}" is the id of ${formatPath(first.slice(0, -1))} already`,
          'give each producer its own id',
        ] as const;
      checkUnique([...path, 'id'], id, ids, twin, problems);
    }
    if (orgId !== undefined)
      checkReference([...path, 'organization'], orgId, 'organization', organizations.declared, problems);
    const organization = organizations.built.get(orgId ?? '');
    if (organization) checkAccounts(draft, path, organization, problems);
    checkAcceptance(draft, path, problems);
    checkPorts(draft, path, problems);
    checkSizes(draft, path, quotas, problems);
    checkCrossRegion(draft, path, problems);
    for (const [region, regional] of Object.entries(draft.regions ?? {})) {
      if (regional) checkRegional(region, regional, draft, path, organization?.partition, problems);
    }
    return organization && problems.count === 0 ? buildProducer(draft as ProducerInput, organization) : [];
  });
}

function checkAccounts(
  draft: ProducerDraft,
  path: Path,
  organization: Organization,
  problems: Problems,
): void {
  const { accountId } = draft;
  if (accountId !== undefined && !organization.awsAccounts.includes(accountId)) {
    problems.add(
      [...path, 'accountId'],
      `${accountId} is not an account of ${organization.id}`,
      `use one of ${organization.awsAccounts.join(', ')}, or add it to the organization's awsAccounts`,
    );
  }
  for (const [index, arn] of present(draft.allowedPrincipals)) {
    const partition = arn.split(':')[1];
    if (partition !== organization.partition) {
      problems.add(
        [...path, 'allowedPrincipals', index],
        `${arn} is in partition ${partition}, the service in ${organization.partition}`,
        'PrivateLink does not cross partitions: name a principal of the same one',
      );
    }
  }
}

function checkAcceptance(draft: ProducerDraft, path: Path, problems: Problems): void {
  const { acceptanceRequired, acceptEveryRequestWithoutReview } = draft;
  const stated = { acceptanceRequired, acceptEveryRequestWithoutReview };
  for (const { field, error } of findAcceptanceProblems(stated))
    problems.add([...path, field], error.message, error.fix);
  for (const [region, regional] of Object.entries(draft.regions ?? {})) {
    const acceptedEndpoints = values(regional?.acceptedEndpointIds);
    for (const { field, error } of findAcceptanceProblems({ ...stated, acceptedEndpoints })) {
      // The others were told above, once for all regions.
      if (field === 'acceptedEndpointIds')
        problems.add([...path, 'regions', region, field], error.message, error.fix);
    }
  }
}

/** One load balancer in each region, with a listener for each port. */
function checkSizes(draft: ProducerDraft, path: Path, quotas: Quotas, problems: Problems): void {
  problems.guard([...path, 'ports'], () => assertListenersFit(Object.keys(draft.ports ?? {}).length, quotas));
  for (const [region, regional] of Object.entries(draft.regions ?? {})) {
    const targets = Object.values(regional?.ports ?? {}).map(
      (port) => Object.keys(port?.targets ?? {}).length,
    );
    problems.guard([...path, 'regions', region, 'ports'], () =>
      assertTargetsFit(
        targets.reduce((sum, count) => sum + count, 0),
        quotas,
      ),
    );
  }
}

function checkPorts(draft: ProducerDraft, path: Path, problems: Problems): void {
  const named = portEntries(draft);
  const names = named.map(([name]) => name);
  for (const { index, field, error } of findPortProblems(
    named.map(([, port]) => port),
    (at) => names[at] ?? String(at),
  )) {
    problems.add(
      [...path, 'ports', names[index] ?? index, ...(field === undefined ? [] : [field])],
      error.message,
      error.fix,
    );
  }
  const owners = new Map<number, string>();
  for (const [name, port] of Object.entries(draft.ports ?? {})) {
    const place = [...path, 'ports', name];
    if (!port) continue;
    const owner = port.port === undefined ? undefined : owners.get(port.port);
    if (port.port !== undefined && owner === undefined) owners.set(port.port, name);
    // A load balancer has one listener for a port, whatever the transport; findPortProblems only sees one transport.
    if (owner !== undefined && !problems.has([...place, 'port'])) {
      problems.add(
        [...place, 'port'],
        `port ${port.port} is that of ${owner} already, and a load balancer has one listener for a port`,
        'use one entry with protocol TCP_UDP',
      );
    }
    if (port.protocol === 'UDP' && port.healthCheck?.port === undefined) {
      problems.add(
        [...place, 'healthCheck'],
        'UDP itself cannot be checked',
        'name a TCP port of the targets that answers: healthCheck: { port: … }',
      );
    }
    if (port.targetType === 'alb' && (port.protocol ?? 'TCP') !== 'TCP') {
      problems.add(
        [...place, 'protocol'],
        `an Application Load Balancer cannot stand behind a ${port.protocol} port`,
        'use TCP: it terminates TLS itself',
      );
    }
  }
}

/** AWS leaves some load balancers and zones out: https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-share-your-services.html#endpoint-service-cross-region */
function checkCrossRegion(draft: ProducerDraft, path: Path, problems: Problems): void {
  const homes = Object.keys(draft.regions ?? {});
  const others = values(draft.supportedRegions);
  if (others.length === 0) return;
  for (const [name, port] of Object.entries(draft.ports ?? {})) {
    if (port?.tcpIdleTimeoutSeconds !== undefined) {
      problems.add(
        [...path, 'ports', name, 'tcpIdleTimeoutSeconds'],
        'a load balancer with a custom idle timeout cannot be reached from other regions',
        'remove it, or remove supportedRegions',
      );
    }
  }
  for (const home of homes) {
    const zones = Object.keys(draft.regions?.[home]?.subnets ?? {});
    if (zones.length > 0 && !zones.some(zoneSupportsCrossRegion)) {
      problems.add(
        [...path, 'regions', home, 'subnets'],
        `cross-region PrivateLink does not reach ${zones.join(', ')}`,
        'add a subnet in another zone, or remove supportedRegions',
      );
    }
  }
  const home = homes[0];
  for (const [index, region] of present(draft.supportedRegions)) {
    if (home !== undefined && getRegion(region).partition !== getRegion(home).partition) {
      problems.add(
        [...path, 'supportedRegions', index],
        `${region} is in another partition than ${home}`,
        'remove it: PrivateLink does not cross partitions',
      );
    }
  }
}

function checkRegional(
  region: string,
  regional: RegionalDraft,
  producer: ProducerDraft,
  producerPath: Path,
  partition: Partition | undefined,
  problems: Problems,
): void {
  const path: Path = [...producerPath, 'regions', region];
  const actual = getRegion(region).partition;
  if (partition !== undefined && actual !== partition) {
    problems.add(
      path,
      `${region} is in ${partitionTitle(actual)}, the account in ${partitionTitle(partition)}`,
      "use a region of the account's partition",
    );
  }
  for (const zoneId of Object.keys(regional.subnets ?? {})) {
    problems.guard([...path, 'subnets', zoneId], () => parseZoneIdIn(region, zoneId));
  }
  checkLoadBalancer(regional, path, problems);
  for (const [name, port] of Object.entries(regional.ports ?? {})) {
    const place = [...path, 'ports', name];
    if (!checkReference(place, name, 'port', new Set(Object.keys(producer.ports ?? {})), problems)) continue;
    const protocol = producer.ports?.[name]?.protocol ?? 'TCP';
    for (const [key, target] of Object.entries(port?.targets ?? {})) {
      if (target?.availabilityZone === undefined || !['UDP', 'TCP_UDP'].includes(protocol)) continue;
      problems.add(
        [...place, 'targets', key, 'availabilityZone'],
        `${protocol} does not reach addresses outside the VPC`,
        'use TCP, or a target inside',
      );
    }
    const served = port?.existingListener || port?.existingTargetGroup !== undefined;
    if (served && Object.keys(port?.targets ?? {}).length > 0) {
      problems.add(
        [...place, 'targets'],
        'targets are registered with target groups that are made here',
        'leave targets out with existingListener or existingTargetGroup',
      );
    }
  }
  for (const [name, port] of Object.entries(producer.ports ?? {})) {
    const here = regional.ports?.[name];
    if (port?.protocol !== 'TLS' || here?.existingListener || here?.certificateArn !== undefined) continue;
    problems.add(
      [...path, 'ports', name],
      `TLS port ${port.port} has no certificate in ${region}`,
      'add certificateArn here (certificates are regional), or use TCP to pass TLS through to the targets',
    );
  }
}

function checkLoadBalancer(regional: RegionalDraft, path: Path, problems: Problems): void {
  if (regional.existingLoadBalancer !== undefined) {
    for (const key of ['subnets', 'securityGroupIds'] as const) {
      if (regional[key] !== undefined) {
        problems.add(
          [...path, key],
          'belongs to a load balancer that is made here',
          'remove it, or remove existingLoadBalancer',
        );
      }
    }
    return;
  }
  for (const key of ['vpcId', 'subnets'] as const) {
    if (regional[key] === undefined && !problems.has([...path, key])) {
      problems.add(
        [...path, key],
        'is missing',
        'add it, so that a load balancer can be made, or name existingLoadBalancer: { arn: … }',
      );
    }
  }
  if (regional.subnets && Object.keys(regional.subnets).length === 0) {
    problems.add(
      [...path, 'subnets'],
      'a load balancer needs a subnet',
      'add one for each zone: euw1-az1: subnet-…',
    );
  }
}

/** Ports that have a number, by name, in the order of the file. */
function portEntries(draft: ProducerDraft) {
  return Object.entries(draft.ports ?? {}).flatMap(([name, port]) => {
    if (port?.port === undefined) return [];
    const { port: number, protocol, tlsServerName } = port;
    const entry = {
      port: number,
      ...defined({ protocol, tlsServerName }),
    };
    return [[name, entry] as const];
  });
}
