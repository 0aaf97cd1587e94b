import type { Service } from '../../core/service.ts';
import { awsQuery } from '../../protocols/query.ts';
import * as policies from './policies.ts';
import * as rolePolicies from './role-policies.ts';
import * as roles from './roles.ts';
import { getUser } from './users.ts';

export const iam: Service = {
  signingName: 'iam',
  protocols: [awsQuery({ version: '2010-05-08', xmlns: 'https://iam.amazonaws.com/doc/2010-05-08/' })],
  actions: {
    GetUser: getUser,
    // Roles
    CreateRole: roles.createRole,
    DeleteRole: roles.deleteRole,
    DeleteRolePermissionsBoundary: roles.deleteRolePermissionsBoundary,
    GetRole: roles.getRole,
    ListInstanceProfilesForRole: roles.listInstanceProfilesForRole,
    ListRoleTags: roles.listRoleTags,
    ListRoles: roles.listRoles,
    PutRolePermissionsBoundary: roles.putRolePermissionsBoundary,
    TagRole: roles.tagRole,
    UntagRole: roles.untagRole,
    UpdateAssumeRolePolicy: roles.updateAssumeRolePolicy,
    UpdateRole: roles.updateRole,
    // Policies of roles
    AttachRolePolicy: rolePolicies.attachRolePolicy,
    DeleteRolePolicy: rolePolicies.deleteRolePolicy,
    DetachRolePolicy: rolePolicies.detachRolePolicy,
    GetRolePolicy: rolePolicies.getRolePolicy,
    ListAttachedRolePolicies: rolePolicies.listAttachedRolePolicies,
    ListRolePolicies: rolePolicies.listRolePolicies,
    PutRolePolicy: rolePolicies.putRolePolicy,
    // Managed policies
    CreatePolicy: policies.createPolicy,
    CreatePolicyVersion: policies.createPolicyVersion,
    DeletePolicy: policies.deletePolicy,
    DeletePolicyVersion: policies.deletePolicyVersion,
    GetPolicy: policies.getPolicy,
    GetPolicyVersion: policies.getPolicyVersion,
    ListEntitiesForPolicy: policies.listEntitiesForPolicy,
    ListPolicies: policies.listPolicies,
    ListPolicyTags: policies.listPolicyTags,
    ListPolicyVersions: policies.listPolicyVersions,
    SetDefaultPolicyVersion: policies.setDefaultPolicyVersion,
    TagPolicy: policies.tagPolicy,
    UntagPolicy: policies.untagPolicy,
  },
};
