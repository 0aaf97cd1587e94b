import { AwsError } from '../../../core/aws-error.ts';
import type { Action, Call } from '../../../core/service.ts';
import { onExisting } from '../access.ts';
import { applyFilters } from '../describe.ts';
import { page } from '../paging.ts';
import { type AllowedPrincipal, endpointServices } from '../state.ts';
import { requireOwnService } from './require.ts';

/** Who may connect. Taking a principal away leaves its connections alive, as AWS does. */
export const modifyVpcEndpointServicePermissions: Action = {
  resources: onExisting('vpc-endpoint-service', 'ServiceId', endpointServices),
  handle: (call) => {
    const service = requireOwnService(call, call.input.requiredString('ServiceId'));
    const wanted = call.input.strings('AddAllowedPrincipals');
    for (const principal of wanted) typeOf(principal, call);
    const unwanted = call.input.strings('RemoveAllowedPrincipals');
    for (const principal of unwanted) {
      if (!service.allowedPrincipals.some((allowed) => allowed.principal === principal)) {
        throw invalid(principal);
      }
    }
    const added: AllowedPrincipal[] = [];
    for (const principal of new Set(wanted)) {
      if (service.allowedPrincipals.some((allowed) => allowed.principal === principal)) continue;
      added.push({ servicePermissionId: call.newId('vpce-svc-perm'), principal });
    }
    service.allowedPrincipals = [...service.allowedPrincipals, ...added].filter(
      ({ principal }) => !unwanted.includes(principal),
    );
    return {
      return: true,
      addedPrincipalSet: added.map((allowed) => ({ ...render(allowed, call), serviceId: service.serviceId })),
    };
  },
};

export const describeVpcEndpointServicePermissions: Action = {
  handle: (call) => {
    const service = requireOwnService(call, call.input.requiredString('ServiceId'));
    const found = applyFilters(service.allowedPrincipals, call, {
      principal: ({ principal }) => principal,
      'principal-type': ({ principal }) => typeOf(principal, call),
    });
    const shown = page(call.input, found, ({ principal }) => principal);
    return {
      allowedPrincipals: shown.items.map((allowed) => ({
        ...render(allowed, call),
        serviceId: service.serviceId,
        tagSet: [],
      })),
      nextToken: shown.next,
    };
  },
};

function render({ servicePermissionId, principal }: AllowedPrincipal, call: Call) {
  return { servicePermissionId, principal, principalType: typeOf(principal, call) };
}

/** Accounts, roles and users by ARN, without paths, or everybody. Whether they exist is not looked at. */
function typeOf(principal: string, call: Call): 'All' | 'Account' | 'Role' | 'User' {
  if (principal === '*') return 'All';
  const match = /^arn:([a-z-]+):iam::\d{12}:(root|role\/[\w+=,.@-]{1,64}|user\/[\w+=,.@-]{1,64})$/.exec(
    principal,
  );
  if (match?.[1] !== call.partition) throw invalid(principal);
  if (match[2] === 'root') return 'Account';
  return match[2]?.startsWith('role/') ? 'Role' : 'User';
}

function invalid(principal: string): AwsError {
  return new AwsError('InvalidPrincipal', `Invalid Principal: '${principal}'`);
}
