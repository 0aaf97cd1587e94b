import type { Service } from '../../core/service.ts';
import { model } from '../../models/iam.generated.ts';
import { awsQuery } from '../../protocols/query.ts';
import * as profiles from './instance-profiles.ts';
import * as policies from './policies.ts';
import * as rolePolicies from './role-policies.ts';
import * as roles from './roles.ts';
import * as tags from './tags.ts';
import { getUser } from './users.ts';

export const iam: Service = {
  signingName: 'iam',
  model,
  protocols: [awsQuery({ version: '2010-05-08', xmlns: 'https://iam.amazonaws.com/doc/2010-05-08/' })],
  actions: {
    GetUser: getUser,
    // Roles
    CreateRole: roles.createRole,
    DeleteRole: roles.deleteRole,
    DeleteRolePermissionsBoundary: roles.deleteRolePermissionsBoundary,
    GetRole: roles.getRole,
    ListRoleTags: tags.listRoleTags,
    ListRoles: roles.listRoles,
    PutRolePermissionsBoundary: roles.putRolePermissionsBoundary,
    TagRole: tags.tagRole,
    UntagRole: tags.untagRole,
    UpdateAssumeRolePolicy: roles.updateAssumeRolePolicy,
    UpdateRole: roles.updateRole,
    UpdateRoleDescription: roles.updateRoleDescription,
    // Policies of roles
    AttachRolePolicy: rolePolicies.attachRolePolicy,
    DeleteRolePolicy: rolePolicies.deleteRolePolicy,
    DetachRolePolicy: rolePolicies.detachRolePolicy,
    GetRolePolicy: rolePolicies.getRolePolicy,
    ListAttachedRolePolicies: rolePolicies.listAttachedRolePolicies,
    ListRolePolicies: rolePolicies.listRolePolicies,
    PutRolePolicy: rolePolicies.putRolePolicy,
    // Instance profiles
    AddRoleToInstanceProfile: profiles.addRoleToInstanceProfile,
    CreateInstanceProfile: profiles.createInstanceProfile,
    DeleteInstanceProfile: profiles.deleteInstanceProfile,
    GetInstanceProfile: profiles.getInstanceProfile,
    ListInstanceProfileTags: tags.listInstanceProfileTags,
    ListInstanceProfiles: profiles.listInstanceProfiles,
    ListInstanceProfilesForRole: profiles.listInstanceProfilesForRole,
    RemoveRoleFromInstanceProfile: profiles.removeRoleFromInstanceProfile,
    TagInstanceProfile: tags.tagInstanceProfile,
    UntagInstanceProfile: tags.untagInstanceProfile,
    // Managed policies
    CreatePolicy: policies.createPolicy,
    CreatePolicyVersion: policies.createPolicyVersion,
    DeletePolicy: policies.deletePolicy,
    DeletePolicyVersion: policies.deletePolicyVersion,
    GetPolicy: policies.getPolicy,
    GetPolicyVersion: policies.getPolicyVersion,
    ListEntitiesForPolicy: policies.listEntitiesForPolicy,
    ListPolicies: policies.listPolicies,
    ListPolicyTags: tags.listPolicyTags,
    ListPolicyVersions: policies.listPolicyVersions,
    SetDefaultPolicyVersion: policies.setDefaultPolicyVersion,
    TagPolicy: tags.tagPolicy,
    UntagPolicy: tags.untagPolicy,
  },
};
