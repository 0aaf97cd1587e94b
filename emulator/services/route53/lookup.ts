import { AwsError } from '../../core/aws-error.ts';
import type { AccessCheck, Call } from '../../core/service.ts';
import { type HostedZone, hostedZones } from './state.ts';

/** `/hostedzone/Z1` and `Z1` are the same id. */
export function bareId(id: string): string {
  return id.replace(/^\/?(hostedzone|change)\//, '');
}

export function noSuchZone(id: string): AwsError {
  return new AwsError('NoSuchHostedZone', `No hosted zone found with ID: ${id}`, 404);
}

/** The zone of a call, as policies name it. */
export function zoneResource(call: Call): AccessCheck[] {
  const id = bareId(call.input.string('Id') ?? '');
  return [{ resource: `arn:${call.partition}:route53:::hostedzone/${id}` }];
}

/** A zone of the caller's account, by an id with or without prefix. */
export function ownZone(call: Call, id: string): HostedZone {
  const zone = call.table(hostedZones).get(bareId(id));
  if (zone === undefined) throw noSuchZone(bareId(id));
  return zone;
}
