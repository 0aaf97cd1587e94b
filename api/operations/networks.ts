import { defaultZoneIds } from '../../domain/endpoint-zones.ts';
import { DomainError } from '../../domain/errors.ts';
import { parseBucketName } from '../../domain/identifiers.ts';
import { networkStackId } from '../../domain/stack-ids.ts';
import { bucketEndpointStatement, hclOf, type PolicyStatement } from '../../stacks/index.ts';
import type { components } from '../contract.generated.ts';
import { ConflictError } from '../store/errors.ts';
import type { Network, Organization } from '../store/schema.ts';
import type { Store } from '../store/store.ts';
import type { IfVersions } from '../store/versions.ts';
import { type Caller, maySee, visibleTo } from './caller.ts';
import { type Context, within } from './context.ts';
import { checkContent, checkPlace, checkRoomForServices } from './network-rules.ts';
import { refuseUnknown as refuseUnknownOrganization } from './organizations.ts';
import { ProblemError, Rules } from './problem.ts';

type Schemas = components['schemas'];

/** @throws ProblemError `network_not_found`, for what the caller may not see, too. */
export async function getNetwork(context: Context, caller: Caller, id: string): Promise<Network> {
  const network = await context.store.networks.get(id);
  if (network && maySee(caller, network.organization_id)) return network;
  throw new ProblemError('network_not_found', `There is no network ${id} that this token may see.`);
}

export function listNetworks(
  context: Context,
  caller: Caller,
  query: {
    readonly organizationId?: string;
    readonly region?: string;
    readonly limit: number;
    readonly before?: number;
  },
): Promise<Network[]> {
  const { organizationId, ...rest } = query;
  return context.store.networks.list({ ...rest, visible: visibleTo(caller, organizationId) });
}

/** Before a network is made, or an answer to that is remembered. @throws ProblemError `organization_not_found` */
export function prepareNetwork(
  caller: Caller,
  { organizationId, region }: Schemas['CreateNetwork'],
): { organizationId: string; names: string[] } {
  if (!maySee(caller, organizationId)) refuseUnknownOrganization(organizationId, '/organizationId');
  return { organizationId, names: lockNames(networkStackId(organizationId, region)) };
}

/**
 * Inside a transaction: records the network.
 *
 * @throws ProblemError `invalid_value` naming every field that breaks a rule; `network_exists`; `illegal_state` while the last one is
 * being deleted; `organization_deleting`.
 */
export async function createNetwork(
  context: Context,
  caller: Caller,
  body: Schemas['CreateNetwork'],
): Promise<Network> {
  const { organizationId, region, cidr, gateways = {}, awsServices = [], retained = true } = body;
  const { platform } = context;
  const rules = new Rules();
  const enabled = platform.regions.includes(region);
  const zoneIds = body.zoneIds ?? (enabled ? defaultZoneIds(region) : []);
  checkPlace(rules, { region, zoneIds, ...(cidr === undefined ? {} : { cidr }) }, platform);
  checkContent(rules, { gateways, awsServices }, { platform, region });
  rules.assert();
  const organization = await ownerOf(context, caller, organizationId);
  try {
    const network = await context.store.networks.create(
      { organizationId, region, zoneIds },
      (taken) => rangeFor(context, organization, cidr, taken),
      { gateways, awsServices, retained },
    );
    checkRoomForServices(rules, { cidr: network.cidr, awsServices, connections: 0 }, platform);
    rules.assert();
    return network;
  } catch (error) {
    if (!(error instanceof ConflictError) || error.code !== 'network_exists') throw error;
    const detail = `${organizationId} has the network ${error.subject} in ${region} already: change that one.`;
    throw new ProblemError('network_exists', detail, { cause: error });
  }
}

/** Changes what the network holds. @throws ProblemError `invalid_value`, `network_in_use`, `illegal_state`, `network_not_found` */
export async function updateNetwork(
  context: Context,
  caller: Caller,
  id: string,
  body: Schemas['UpdateNetwork'],
  ifVersions?: IfVersions,
): Promise<Network> {
  const { region } = await getNetwork(context, caller, id);
  const rules = new Rules();
  checkContent(rules, body, { platform: context.platform, region });
  rules.assert();
  return context.store.transaction(
    (transaction) => change(within(context, transaction), id, body, ifVersions),
    lockNames(id),
  );
}

/** @throws ProblemError `network_in_use`, naming what is in it; `network_not_found`. */
export async function deleteNetwork(
  context: Context,
  caller: Caller,
  id: string,
  ifVersions?: IfVersions,
): Promise<Network> {
  await getNetwork(context, caller, id);
  return context.store.transaction(async (store) => {
    const network = await store.networks.get(id);
    if (network === undefined) return refuseUnknown(id);
    await assertNotListed(store, network);
    try {
      return (await store.networks.requestDeletion(id, ifVersions)) ?? refuseUnknown(id);
    } catch (error) {
      if (!(error instanceof ConflictError) || error.code !== 'network_in_use') throw error;
      throw await inUse(store, id, error);
    }
  }, lockNames(id));
}

/** The statement for a bucket's policy. @throws ProblemError `invalid_value`, `network_not_ready`, `network_not_found` */
export async function networkBucketPolicy(
  context: Context,
  caller: Caller,
  id: string,
  bucket: string,
): Promise<{ bucket: string; statement: PolicyStatement; json: string; hcl: string }> {
  const network = await getNetwork(context, caller, id);
  try {
    parseBucketName(bucket);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const { code, message, fix } = error;
    throw new ProblemError('invalid_value', `query /bucket: ${message}; ${fix}`, {
      cause: error,
      errors: [{ in: 'query', pointer: '/bucket', code, message, fix }],
    });
  }
  const endpointId = network.gateway_endpoint_ids?.s3;
  if (endpointId === undefined) {
    throw new ProblemError(
      'network_not_ready',
      `The S3 gateway of ${id} does not exist yet: the network is ${network.state}. Ask again when it is available.`,
    );
  }
  const { partition } = context.platform;
  const statement = bucketEndpointStatement({ partition, bucket, endpointIds: [endpointId] });
  return { bucket, statement, json: JSON.stringify(statement, null, 2), hcl: hclOf(statement) };
}

/** Inside a transaction. */
async function change(
  context: Context,
  id: string,
  body: Schemas['UpdateNetwork'],
  ifVersions: IfVersions | undefined,
): Promise<Network> {
  const { store, platform } = context;
  const network = await store.networks.get(id);
  if (network === undefined) return refuseUnknown(id);
  if (body.retained === false) await assertNotListed(store, network);
  const { gateways, awsServices, retained } = body;
  const changed = await store.networks.change(
    id,
    {
      ...(gateways === undefined ? {} : { gateways }),
      ...(awsServices === undefined ? {} : { awsServices }),
      ...(retained === undefined ? {} : { retained }),
    },
    ifVersions,
  );
  if (changed === undefined) return refuseUnknown(id);
  if (awsServices !== undefined) {
    await assertServicesStay(store, id, awsServices);
    const rules = new Rules();
    const connections = (await store.networks.occupants(id)).length;
    checkRoomForServices(rules, { cidr: changed.cidr, awsServices, connections }, platform);
    rules.assert();
  }
  if (retained === false && (await store.networks.releaseIfUnused(id)))
    return (await store.networks.get(id)) ?? refuseUnknown(id);
  return changed;
}

/** A connector whose tasks could not start any more would only say so when its next task starts. */
async function assertServicesStay(store: Store, id: string, awsServices: readonly string[]): Promise<void> {
  const taken = [...(await store.connectors.servicesInUse(id))].filter(
    ([name]) => !awsServices.includes(name),
  );
  const [first] = taken;
  if (first === undefined) return;
  const said = taken.map(([name, connectors]) => `${name} (${connectors.join(', ')})`).join('; ');
  throw new ProblemError(
    'network_in_use',
    `Connectors of ${id} need services that the request leaves out: ${said}. Keep them, or delete those connectors first.`,
    {
      errors: [
        {
          in: 'body',
          pointer: '/awsServices',
          code: 'network_in_use',
          message: `leaves out ${first[0]}, which ${first[1].join(', ')} needs`,
        },
      ],
    },
  );
}

/** What an organization lists under `regions` stays until it is taken from there. */
async function assertNotListed(store: Store, network: Network): Promise<void> {
  const { organization_id: organizationId, region, id } = network;
  const organization = await store.organizations.lock(organizationId, 'share');
  if (!organization?.regions.includes(region)) return;
  throw new ProblemError(
    'network_in_use',
    `${organizationId} lists ${region} among its regions, so ${id} stays. Take the region from the organization first.`,
  );
}

async function inUse(store: Store, id: string, cause: ConflictError): Promise<ProblemError> {
  const { connections, connectors } = await store.networks.users(id);
  const named = [
    ...(connectors.length === 0 ? [] : [`${count(connectors.length, 'connector')} (${some(connectors)})`]),
    ...(connections.length === 0
      ? []
      : [`${count(connections.length, 'connection')} (${some(connections)})`]),
  ];
  return new ProblemError('network_in_use', `${id} has ${named.join(' and ')}. Delete those first.`, {
    cause,
  });
}

const namedAtMost = 10;

function some(ids: readonly string[]): string {
  const more = ids.length > namedAtMost ? `, and ${ids.length - namedAtMost} more` : '';
  return ids.slice(0, namedAtMost).join(', ') + more;
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}

/** The organization, kept as it is until the transaction ends. */
async function ownerOf(context: Context, caller: Caller, id: string): Promise<Organization> {
  if (!maySee(caller, id)) return refuseUnknownOrganization(id, '/organizationId');
  const organization = await context.store.organizations.lock(id, 'share');
  if (organization === undefined) return refuseUnknownOrganization(id, '/organizationId');
  if (organization.state !== 'deleting') return organization;
  throw new ProblemError('organization_deleting', `Organization ${id} is being deleted.`);
}

function rangeFor(
  { platform }: Context,
  organization: Organization,
  cidr: string | undefined,
  taken: readonly string[],
): string {
  const { addressPool } = platform;
  const declared = organization.declared_cidrs;
  if (cidr === undefined) return addressPool.allocate(taken, declared);
  const rules = new Rules();
  const claims = (list: readonly string[]) => list.map((text) => ({ cidr: text }));
  rules.check('/cidr', () => addressPool.check(cidr, { taken: claims(taken), declared: claims(declared) }));
  rules.assert();
  return cidr;
}

/** What others may want at the same moment: see Store.transaction. */
function lockNames(id: string): string[] {
  return [`network ${id}`];
}

function refuseUnknown(id: string): never {
  throw new ProblemError('network_not_found', `There is no network ${id} that this token may see.`);
}
