import type { EC2Client } from '@aws-sdk/client-ec2';
import { findTagged, rulesOf, subnetsOfRouteTable, type TaggedKind } from '../../aws/tagged-resources.ts';
import type { StateDocument } from '../../terraform-state/document.ts';
import type { TerraformDocument } from '../stacks/synthesis.ts';
import type { Collision } from './failure.ts';

/** A resource that exists in AWS, belongs to the stack, and is missing from its state. */
export interface Stray {
  /** Its address in the stack. */
  readonly address: string;
  /** What Terraform imports it by. */
  readonly importId: string;
}

type Configuration = Readonly<Record<string, unknown>>;

interface Search {
  readonly client: EC2Client;
  readonly configuration: Configuration;
  /** The tags of the resource, the provider's included. */
  readonly tags: Readonly<Record<string, string>>;
  /** A value of the configuration, with a reference to another resource replaced by what that one is known to be. */
  readonly resolve: (value: unknown) => string | undefined;
}

type Finder = (search: Search) => Promise<string | undefined>;

/** By type, and in the order in which resources refer to each other. */
const finders: Readonly<Record<string, Finder>> = {
  aws_vpc: byTags('vpc'),
  aws_route_table: byTags('route-table'),
  aws_subnet: byTags('subnet'),
  aws_security_group: byTags('security-group'),
  aws_vpc_security_group_ingress_rule: (search) => findRule(search, false),
  aws_vpc_security_group_egress_rule: (search) => findRule(search, true),
  aws_route_table_association: findAssociation,
  aws_vpc_endpoint: byTags('endpoint'),
  aws_flow_log: byTags('flow-log'),
};

/**
 * Looks for what an interrupted run created without writing it down: a second endpoint would ask the customer a second
 * time, and the first would cost money for ever. Types that AWS creates idempotently, or by a name that can be taken only
 * once (see `collisionImportId`), need no search. Nothing is asked when the state is complete.
 */
export async function findStrays(
  document: TerraformDocument,
  state: StateDocument | undefined,
  client: EC2Client,
): Promise<Stray[]> {
  const strays = new Map<string, string>();
  const resolve = resolver(state, strays);
  for (const [type, find] of Object.entries(finders)) {
    for (const [name, configuration] of Object.entries(document.resource?.[type] ?? {})) {
      const address = `${type}.${name}`;
      if (state?.resources.has(address)) continue;
      const tags = {
        ...defaultTags(document),
        ...(configuration.tags as Record<string, string> | undefined),
      };
      const importId = await find({ client, configuration, tags, resolve });
      if (importId !== undefined) strays.set(address, importId);
    }
  }
  return [...strays].map(([address, importId]) => ({ address, importId }));
}

/**
 * What to import when AWS says that a resource of this name exists already. In its own stack such a name can only come from an
 * earlier run of the same stack. Undefined for types whose names are not theirs alone.
 */
export function collisionImportId(
  { address, words }: Collision,
  document: TerraformDocument,
  state: StateDocument | undefined,
): string | undefined {
  const [type = '', name = ''] = address.split('.');
  const configuration = document.resource?.[type]?.[name];
  if (configuration === undefined) return undefined;
  const resolve = resolver(state, new Map());
  switch (type) {
    case 'aws_iam_role':
    case 'aws_cloudwatch_log_group':
      return resolve(configuration.name);
    case 'aws_route53_zone':
      // A VPC can have one private zone of a name, and AWS names the one that it has.
      return /hosted zone (Z[A-Z0-9]+)/.exec(words)?.[1];
    case 'aws_route53_record': {
      const zoneId = resolve(configuration.zone_id);
      return zoneId === undefined ? undefined : `${zoneId}_${configuration.name}_${configuration.type}`;
    }
    default:
      return undefined;
  }
}

/** The document with `import` blocks for the strays. */
export function withImports(document: TerraformDocument, strays: readonly Stray[]): TerraformDocument {
  if (strays.length === 0) return document;
  return { ...document, import: strays.map(({ address, importId }) => ({ to: address, id: importId })) };
}

function byTags(kind: TaggedKind): Finder {
  return async ({ client, tags, configuration, resolve }) => {
    // What is in a VPC that does not exist yet cannot exist either; without the VPC the tags alone might find a namesake.
    if (configuration.vpc_id !== undefined && resolve(configuration.vpc_id) === undefined) return undefined;
    const [oldest] = await findTagged(client, kind, tags);
    return oldest;
  };
}

async function findRule(
  { client, configuration, resolve }: Search,
  egress: boolean,
): Promise<string | undefined> {
  const group = resolve(configuration.security_group_id);
  if (group === undefined) return undefined;
  const peer = configuration.cidr_ipv4 ?? configuration.prefix_list_id;
  const rules = await rulesOf(client, group);
  return rules.find(
    (rule) =>
      rule.egress === egress &&
      rule.protocol === configuration.ip_protocol &&
      rule.fromPort === configuration.from_port &&
      rule.toPort === configuration.to_port &&
      rule.peer === peer,
  )?.id;
}

async function findAssociation({ client, configuration, resolve }: Search): Promise<string | undefined> {
  const table = resolve(configuration.route_table_id);
  const subnet = resolve(configuration.subnet_id);
  if (table === undefined || subnet === undefined) return undefined;
  return (await subnetsOfRouteTable(client, table)).includes(subnet) ? `${subnet}/${table}` : undefined;
}

function defaultTags(document: TerraformDocument): Record<string, string> {
  const [provider] = document.provider?.aws ?? [];
  const [block] = (provider?.default_tags ?? []) as readonly { tags: Record<string, string> }[];
  return block?.tags ?? {};
}

const reference = /^\$\{(\w+\.[\w-]+)\.(\w+)\}$/;

function resolver(state: StateDocument | undefined, strays: ReadonlyMap<string, string>) {
  return (value: unknown): string | undefined => {
    if (typeof value !== 'string') return undefined;
    const [, address, attribute] = reference.exec(value) ?? [];
    if (address === undefined || attribute === undefined) return value.includes('${') ? undefined : value;
    const known = state?.resources.get(address)?.[attribute];
    if (typeof known === 'string') return known;
    return attribute === 'id' ? strays.get(address) : undefined;
  };
}
