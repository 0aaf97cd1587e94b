import { defined } from '../../domain/defined.ts';
import { parsePorts } from '../../domain/ports.ts';
import type { Organization } from './fleet.ts';
import type { ProducerInputs, ProducerPort, ProducerSpec } from './producer-spec.ts';
import { exact } from './references.ts';
import type { ProducerInput } from './schema.ts';

/** One spec for each region of a producer that has no mistakes. */
export function buildProducer(producer: ProducerInput, organization: Organization): ProducerSpec[] {
  const { id, accountId, assumeRoleArn } = producer;
  return Object.entries(producer.regions).map(([region, regional]) => ({
    id,
    region,
    accountId,
    partition: organization.partition,
    ...defined({ assumeRoleArn }),
    orgId: organization.id,
    inputs: buildInputs(producer, regional, organization),
  }));
}

function buildInputs(
  producer: ProducerInput,
  regional: ProducerInput['regions'][string],
  organization: Organization,
): ProducerInputs {
  const {
    id,
    organization: _organization,
    accountId: _accountId,
    assumeRoleArn: _role,
    regions: _regions,
    ...shared
  } = producer;
  return exact({
    ...shared,
    ...regional,
    name: producer.name ?? id,
    customerName: organization.customerName,
    trayOrgId: organization.id,
    allowedPrincipals: producer.allowedPrincipals ?? [organization.principalArn],
    acceptedEndpointIds: regional.acceptedEndpointIds ?? [],
    acceptanceRequired: producer.acceptanceRequired ?? true,
    acceptEveryRequestWithoutReview: producer.acceptEveryRequestWithoutReview ?? false,
    supportedRegions: producer.supportedRegions ?? [],
    subnets: regional.subnets ?? {},
    securityGroupIds: regional.securityGroupIds ?? [],
    ingressCidrBlocks: regional.ingressCidrBlocks ?? {},
    egressCidrBlocks: regional.egressCidrBlocks ?? {},
    tags: producer.tags ?? {},
    ports: Object.fromEntries(
      Object.entries(producer.ports).map(([name, port]) => [name, buildPort(port, regional.ports?.[name])]),
    ),
  });
}

function buildPort(
  port: ProducerInput['ports'][string],
  regional: NonNullable<ProducerInput['regions'][string]['ports']>[string] | undefined,
): ProducerPort {
  const { port: number, protocol, tlsServerName, ...rest } = port;
  const [normalised] = parsePorts([
    {
      port: number,
      ...defined({ protocol, tlsServerName }),
    },
  ]);
  return exact({
    ...normalised,
    port: number,
    protocol: normalised?.protocol ?? 'TCP',
    ...rest,
    ...regional,
    targets: regional?.targets ?? {},
  });
}
