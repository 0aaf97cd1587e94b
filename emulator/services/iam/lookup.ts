import { AwsError } from '../../core/aws-error.ts';
import type { AccessCheck, Call } from '../../core/service.ts';
import type { Scope } from '../../core/state.ts';
import type { World } from '../../core/world.ts';
import { awsManagedPolicy } from './aws-managed.ts';
import { noSuchEntity } from './errors.ts';
import {
  type InstanceProfile,
  instanceProfiles,
  type ManagedPolicy,
  managedPolicies,
  type Role,
  roles,
} from './state.ts';

/** IAM's ARNs have no region. */
export function iamArn(call: Call, resource: string): string {
  return call.arn('iam', resource, { region: '' });
}

/** The check for a role, whose ARN has its path, by the name in a parameter. */
export function onArn(read: (call: Call) => string): (call: Call) => AccessCheck[] {
  return (call) => [{ resource: read(call) }];
}

/** A managed policy of the account, or one of AWS's. */
export function findManagedPolicy(world: World, scope: Scope, arn: string): ManagedPolicy | undefined {
  return awsManagedPolicy(arn) ?? world.state.table(managedPolicies, scope).get(arn);
}

export const onRole = onArn((call) => {
  const name = call.input.requiredString('RoleName');
  return call.table(roles).get(name)?.arn ?? iamArn(call, `role/${name}`);
});

export function requireRole(call: Call): Role {
  const name = call.input.requiredString('RoleName');
  const role = call.table(roles).get(name);
  if (role === undefined) throw roleNotFound(name);
  return role;
}

export function roleNotFound(name: string): AwsError {
  return noSuchEntity(`The role with name ${name} cannot be found.`);
}

export const onProfile = onArn((call) => {
  const name = call.input.requiredString('InstanceProfileName');
  return call.table(instanceProfiles).get(name)?.arn ?? iamArn(call, `instance-profile/${name}`);
});

export function requireProfile(call: Call): InstanceProfile {
  const name = call.input.requiredString('InstanceProfileName');
  const profile = call.table(instanceProfiles).get(name);
  if (profile === undefined) throw noSuchEntity(`Instance Profile ${name} cannot be found.`);
  return profile;
}

export const onPolicy = onArn((call) => call.input.requiredString('PolicyArn'));
export function requirePolicy(call: Call): ManagedPolicy {
  const arn = call.input.requiredString('PolicyArn');
  const policy = findManagedPolicy(call.world, call.scope, arn);
  if (policy === undefined) throw noSuchEntity(`Policy ${arn} was not found.`);
  return policy;
}

export function requireOwnPolicy(call: Call): ManagedPolicy {
  const policy = requirePolicy(call);
  if (!call.table(managedPolicies).has(policy.arn)) {
    throw new AwsError('AccessDenied', `Policy ${policy.arn} belongs to AWS and cannot be changed.`, 403);
  }
  return policy;
}
