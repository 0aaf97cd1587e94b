import { findAcceptanceProblems } from '../../domain/acceptance-rules.ts';
import { parseAllowedPrincipal } from '../../domain/account.ts';
import { parseEndpointId, parseOrgId } from '../../domain/identifiers.ts';
import type { Partition } from '../../domain/partition.ts';
import { findPortProblems } from '../../domain/ports.ts';
import { getRegion } from '../../domain/regions.ts';
import { parseZoneId } from '../../domain/zone-id.ts';
import { checkProp, InvalidPropsError } from '../invalid-props.ts';
import type { ProducerModuleInputs } from './module-inputs.ts';

export interface ProducerContext {
  readonly stackId: string;
  readonly region: string;
  readonly partition: Partition;
}

/**
 * What can be known before Terraform runs. The module checks all of it again, and more; here the error comes at synthesis,
 * for the whole fleet, instead of in one customer's plan.
 *
 * @throws InvalidPropsError
 */
export function checkInputs(
  inputs: ProducerModuleInputs,
  { stackId, region, partition }: ProducerContext,
): void {
  const check = <T>(prop: string, rule: () => T): T => checkProp(stackId, `inputs.${prop}`, rule);
  const refuse = (prop: string, problem: string, fix: string): never => {
    throw new InvalidPropsError(stackId, `inputs.${prop}`, problem, fix);
  };

  check('trayOrgId', () => parseOrgId(inputs.trayOrgId));
  for (const [index, arn] of inputs.allowedPrincipals.entries()) {
    const principal = check(`allowedPrincipals[${index}]`, () => parseAllowedPrincipal(arn));
    if (principal.partition !== partition) {
      refuse(
        `allowedPrincipals[${index}]`,
        `is in the partition ${principal.partition}, and the service in ${partition}`,
        'PrivateLink does not cross partitions; name a principal of the same one',
      );
    }
  }
  for (const [index, id] of (inputs.acceptedEndpointIds ?? []).entries()) {
    check(`acceptedEndpointIds[${index}]`, () => parseEndpointId(id));
  }
  const [acceptance] = findAcceptanceProblems({
    ...inputs,
    acceptedEndpoints: [
      ...(inputs.acceptedEndpointIds ?? []),
      ...Object.keys(inputs.acceptedEndpointIdsByName ?? {}),
    ],
  });
  if (acceptance) refuse(acceptance.field, acceptance.error.message, acceptance.error.fix);
  for (const [index, code] of (inputs.supportedRegions ?? []).entries()) {
    const supported = check(`supportedRegions[${index}]`, () => getRegion(code));
    if (supported.partition !== partition) {
      refuse(`supportedRegions[${index}]`, `is in the partition ${supported.partition}`, 'remove it');
    }
  }
  for (const key of Object.keys(inputs.subnets ?? {})) {
    const zone = check(`subnets["${key}"]`, () => parseZoneId(key));
    if (zone.region !== region) {
      refuse(
        `subnets["${key}"]`,
        `is a zone of ${zone.region}`,
        `use zones of ${region}, where the service is`,
      );
    }
  }
  const names = Object.keys(inputs.ports);
  if (names.length === 0) refuse('ports', 'is empty', 'name at least one port');
  const [problem] = findPortProblems(Object.values(inputs.ports));
  if (problem) {
    const field = problem.field === undefined ? '' : `.${problem.field}`;
    check(`ports.${names[problem.index]}${field}`, () => {
      throw problem.error;
    });
  }
}
