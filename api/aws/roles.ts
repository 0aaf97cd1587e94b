import {
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  GetRoleCommand,
  type IAMClient,
  paginateListAttachedRolePolicies,
  paginateListRolePolicies,
  paginateListRoleTags,
} from '@aws-sdk/client-iam';
import { awsFailure } from './failures.ts';
import { type Tags, toTags } from './tags.ts';

type Options = { readonly abortSignal?: AbortSignal };

/** The role's tags; undefined when there is no such role. */
export async function roleTags(client: IAMClient, name: string, options: Options): Promise<Tags | undefined> {
  try {
    await client.send(new GetRoleCommand({ RoleName: name }), options);
    let tags: Tags = {};
    for await (const page of paginateListRoleTags({ client }, { RoleName: name }, options))
      tags = { ...tags, ...toTags(page.Tags) };
    return tags;
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
}

/** Names of its inline policies, and ARNs of the managed ones that are attached to it. */
export async function rolePolicies(
  client: IAMClient,
  name: string,
  options: Options,
): Promise<{ inline: string[]; attached: string[] }> {
  const inline: string[] = [];
  const attached: string[] = [];
  try {
    for await (const page of paginateListRolePolicies({ client }, { RoleName: name }, options))
      inline.push(...(page.PolicyNames ?? []));
    for await (const page of paginateListAttachedRolePolicies({ client }, { RoleName: name }, options))
      attached.push(...(page.AttachedPolicies ?? []).flatMap(({ PolicyArn }) => PolicyArn ?? []));
  } catch (error) {
    if (!isGone(error)) throw error;
  }
  return { inline, attached };
}

export async function deleteRolePolicy(
  client: IAMClient,
  role: string,
  policy: string,
  options: Options,
): Promise<void> {
  try {
    await client.send(new DeleteRolePolicyCommand({ RoleName: role, PolicyName: policy }), options);
  } catch (error) {
    if (!isGone(error)) throw error;
  }
}

/** With its inline policies, which are part of it. @throws DeleteConflict while managed policies are attached to it. */
export async function deleteRole(client: IAMClient, name: string, options: Options): Promise<void> {
  const { inline } = await rolePolicies(client, name, options);
  for (const policy of inline) await deleteRolePolicy(client, name, policy, options);
  try {
    await client.send(new DeleteRoleCommand({ RoleName: name }), options);
  } catch (error) {
    if (!isGone(error)) throw error;
  }
}

function isGone(error: unknown): boolean {
  return /^NoSuchEntity/.test(awsFailure(error)?.code ?? '');
}
