import {
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  GetRoleCommand,
  type IAMClient,
  paginateListAttachedRolePolicies,
  paginateListRolePolicies,
  paginateListRoleTags,
} from '@aws-sdk/client-iam';
import { type CallOptions, unlessGone } from './gone.ts';
import { type Tags, toTags } from './tags.ts';

const gone = /^NoSuchEntity/;

/** The role's tags; undefined when there is no such role. */
export async function roleTags(
  client: IAMClient,
  name: string,
  options: CallOptions,
): Promise<Tags | undefined> {
  return unlessGone(gone, async () => {
    await client.send(new GetRoleCommand({ RoleName: name }), options);
    let tags: Tags = {};
    for await (const page of paginateListRoleTags({ client }, { RoleName: name }, options))
      tags = { ...tags, ...toTags(page.Tags) };
    return tags;
  });
}

/** Names of its inline policies, and ARNs of the managed ones that are attached to it. */
export async function rolePolicies(
  client: IAMClient,
  name: string,
  options: CallOptions,
): Promise<{ inline: string[]; attached: string[] }> {
  const inline: string[] = [];
  const attached: string[] = [];
  await unlessGone(gone, async () => {
    for await (const page of paginateListRolePolicies({ client }, { RoleName: name }, options))
      inline.push(...(page.PolicyNames ?? []));
    for await (const page of paginateListAttachedRolePolicies({ client }, { RoleName: name }, options))
      attached.push(...(page.AttachedPolicies ?? []).flatMap(({ PolicyArn }) => PolicyArn ?? []));
  });
  return { inline, attached };
}

export async function deleteRolePolicy(
  client: IAMClient,
  role: string,
  policy: string,
  options: CallOptions,
): Promise<void> {
  await unlessGone(gone, () =>
    client.send(new DeleteRolePolicyCommand({ RoleName: role, PolicyName: policy }), options),
  );
}

/** With its inline policies, which are part of it. @throws DeleteConflict while managed policies are attached to it. */
export async function deleteRole(client: IAMClient, name: string, options: CallOptions): Promise<void> {
  const { inline } = await rolePolicies(client, name, options);
  for (const policy of inline) await deleteRolePolicy(client, name, policy, options);
  await unlessGone(gone, () => client.send(new DeleteRoleCommand({ RoleName: name }), options));
}
