import type { SessionPolicies } from '../../access/authorize.ts';
import type { RoleSession } from '../../core/identity.ts';
import { type PolicyDocument, parsePolicy } from '../../core/policy-document.ts';
import type { Scope } from '../../core/state.ts';
import { GLOBAL_REGION } from '../../core/state.ts';
import type { World } from '../../core/world.ts';
import { findManagedPolicy } from './lookup.ts';
import { roles } from './state.ts';

/** What the session's role allows at this moment: nothing any more when the role was deleted, or made anew. */
export function policiesOfSession(world: World, session: RoleSession): SessionPolicies {
  const scope = { accountId: session.accountId, region: GLOBAL_REGION };
  const role = world.state.table(roles, scope).get(session.roleName);
  if (role === undefined || role.roleId !== session.userId.split(':')[0]) {
    return { identity: [], boundary: undefined, session: session.sessionPolicies };
  }
  const boundary = role.permissionsBoundary;
  return {
    identity: [
      ...Object.values(role.inlinePolicies).map((document) => parsePolicy(document, 'identity')),
      ...role.attachedPolicies.flatMap((arn) => documentOf(world, scope, arn) ?? []),
    ],
    boundary: boundary === undefined ? undefined : documentOf(world, scope, boundary),
    session: session.sessionPolicies,
  };
}

/** The default version of a managed policy. */
export function documentOf(world: World, scope: Scope, arn: string): PolicyDocument | undefined {
  const policy = findManagedPolicy(world, scope, arn);
  const version = policy?.versions.find(({ versionId }) => versionId === policy.defaultVersionId);
  return version === undefined ? undefined : parsePolicy(version.document, 'identity');
}
