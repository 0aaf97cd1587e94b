import { defined } from '../../../../domain/defined.ts';
import { MANAGED_BY, TAG } from '../../../../domain/tags.ts';
import type { TaggedResource } from '../../../aws/tagged-resources.ts';
import type { Tags } from '../../../aws/tags.ts';
import type { Reason } from '../../../store/schema.ts';
import type { StateDocument } from '../../../terraform-state/document.ts';
import type { AwsView } from './aws-view.ts';
import { heldBy } from './wanted.ts';

export interface ObstacleInput {
  readonly state: StateDocument;
  /** What a search found to be the stack's own already, as `<type> <id>`: it goes in its turn. */
  readonly surplus: readonly string[];
  readonly organizationId: string;
  /** Whether the connection was the organization's and has ended: what carries its tag belongs to nobody any more. */
  readonly isFinished: (connectionId: string) => Promise<boolean>;
  /** As for a search. */
  readonly heldElsewhere: (identities: readonly string[]) => Promise<ReadonlySet<string>>;
  readonly otherNames: () => Promise<ReadonlySet<string>>;
  /** The principal that deletes endpoints of connections. */
  readonly connectionsAs: string;
}

/** What stands in the way of a deletion. */
export interface Obstacles {
  /** Provably the stack's own: each removes itself. */
  readonly own: readonly { readonly what: string; readonly remove: () => Promise<void> }[];
  /** Somebody else's, each as people look it up: `network interface eni-… ("…")`. */
  readonly foreign: readonly string[];
  /** Somebody else's, too, which AWS deletes a VPC beside: worth a word when nothing else explains a failure. */
  readonly beside: readonly string[];
}

/** What remains in the containers that the state holds, and that the state does not know. Nothing is changed. */
export async function findObstacles(view: AwsView, input: ObstacleInput): Promise<Obstacles> {
  const { state } = input;
  const held = new Set([...heldBy(state), ...input.surplus]);
  const own: { what: string; remove: () => Promise<void> }[] = [];
  const foreign: string[] = [];
  const beside: string[] = [];
  const ids = (type: string) =>
    [...held].flatMap((key) => (key.startsWith(`${type} `) ? [key.slice(type.length + 1)] : []));
  const isOwn = async (type: string, { id, tags }: Pick<TaggedResource, 'id' | 'tags'>) =>
    (await isAbandoned(tags, input)) && (await input.heldElsewhere([`${type} ${id}`])).size === 0;

  for (const zoneId of ids('aws_route53_zone')) {
    const unknown = (await view.records(zoneId)).filter(({ key }) => !held.has(`aws_route53_record ${key}`));
    const elsewhere = await input.heldElsewhere(unknown.map(({ key }) => `aws_route53_record ${key}`));
    const others = unknown.length === 0 ? new Set<string>() : await input.otherNames();
    for (const record of unknown) {
      const what = `DNS record ${record.name} (${record.type}) in ${zoneId}`;
      if (elsewhere.has(`aws_route53_record ${record.key}`) || others.has(record.name)) foreign.push(what);
      else own.push({ what, remove: () => view.remove.record(zoneId, record) });
    }
  }
  for (const vpcId of ids('aws_vpc')) {
    for (const zone of await view.zones(vpcId)) {
      if (held.has(`aws_route53_zone ${zone.id}`)) continue;
      const what = `hosted zone ${zone.id} (${zone.name})`;
      const connectionId = /^Connection ([a-z0-9-]+)\b/.exec(zone.comment)?.[1];
      const ofNobody =
        Object.keys(zone.tags).every((key) => !key.startsWith('tray:')) &&
        zone.vpcIds.every((id) => id === vpcId) &&
        connectionId !== undefined &&
        (await input.isFinished(connectionId)) &&
        (await input.heldElsewhere([`aws_route53_zone ${zone.id}`])).size === 0;
      if (ofNobody || (await isOwn('aws_route53_zone', zone)))
        own.push({ what, remove: () => view.remove.zone(zone.id) });
      else beside.push(what);
    }
    for (const endpoint of await view.inVpc('endpoint', vpcId)) {
      if (held.has(`aws_vpc_endpoint ${endpoint.id}`)) continue;
      const what = `endpoint ${endpoint.id} (${endpoint.name ?? ''})`;
      if (await isOwn('aws_vpc_endpoint', endpoint))
        own.push({ what, remove: () => view.remove.endpoint(endpoint.id, input.connectionsAs) });
      else foreign.push(what);
    }
    for (const group of await view.inVpc('security-group', vpcId)) {
      if (group.builtIn || held.has(`aws_security_group ${group.id}`)) continue;
      const what = `security group ${group.id} (${group.name ?? ''})`;
      if (await isOwn('aws_security_group', group))
        own.push({ what, remove: () => view.remove.securityGroup(group.id) });
      else foreign.push(what);
    }
    foreign.push(...(await interfaces(view, held, 'vpc-id', vpcId)));
    for (const table of await view.inVpc('route-table', vpcId))
      if (!table.builtIn && !held.has(`aws_route_table ${table.id}`)) foreign.push(`route table ${table.id}`);
    for (const subnet of await view.inVpc('subnet', vpcId))
      if (!held.has(`aws_subnet ${subnet.id}`)) foreign.push(`subnet ${subnet.id}`);
  }
  if (ids('aws_vpc').length === 0)
    for (const groupId of ids('aws_security_group'))
      foreign.push(...(await interfaces(view, held, 'group-id', groupId)));
  for (const role of ids('aws_iam_role')) {
    const { inline, attached } = await view.rolePolicies(role);
    const known = new Set(ids('aws_iam_role_policy'));
    for (const policy of inline) {
      if (!known.has(`${role}:${policy}`))
        own.push({ what: `policy ${policy} of ${role}`, remove: () => view.remove.rolePolicy(role, policy) });
    }
    foreign.push(...attached.map((arn) => `policy ${arn}, attached to ${role}`));
  }
  return { own, foreign, beside };
}

const namedAtMost = 12;

/** Says what is in the way, and who must act. */
export function deletionBlocked(foreign: readonly string[], awsErrorCode?: string): Reason {
  const named = foreign.slice(0, namedAtMost).join(', ');
  const more = foreign.length > namedAtMost ? ` and ${foreign.length - namedAtMost} more` : '';
  return {
    code: 'deletion_blocked',
    message: `These resources block the deletion, and Tray PrivateLink did not create them: ${named}${more}. An operator of Tray's account must remove or detach them; then the deletion goes on by itself.`,
    ...defined({ awsErrorCode }),
  };
}

/** Interfaces of endpoints are not named beside their endpoints: they go with them. */
async function interfaces(
  view: AwsView,
  held: ReadonlySet<string>,
  filter: 'vpc-id' | 'group-id',
  value: string,
): Promise<string[]> {
  const found = await view.interfaces(filter, value);
  return found.flatMap(({ id, description, requester }) => {
    // Of a task of the stack's own services, which go first: nobody else's are in its group.
    if (filter === 'group-id' && /^arn:[\w-]+:ecs:/.test(description)) return [];
    const [endpointId] = /\bvpce-[0-9a-f]+\b/.exec(description) ?? [];
    // Lambda gives a function's interfaces up by itself, up to 40 minutes after the function has gone.
    // https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-enis
    if (/^AWS Lambda VPC ENI-net-[\w-]+-probe-[0-9a-f-]{36}$/.test(description)) return [];
    if (endpointId !== undefined && (filter === 'vpc-id' || held.has(`aws_vpc_endpoint ${endpointId}`)))
      return [];
    return [`network interface ${id} ("${description}", of ${requester})`];
  });
}

/** Carries the organization's tags and those of a connection that has ended. */
async function isAbandoned(tags: Tags, input: ObstacleInput): Promise<boolean> {
  const connectionId = tags[TAG.connection];
  return (
    tags[TAG.managedBy] === MANAGED_BY &&
    tags[TAG.organization] === input.organizationId &&
    connectionId !== undefined &&
    (await input.isFinished(connectionId))
  );
}
