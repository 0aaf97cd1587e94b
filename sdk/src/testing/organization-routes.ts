import type { Organization, OrganizationChanges, PutOrganization } from '../contract.generated.ts';
import { bodyOf, checkPreconditions, checkQuery } from './checks.ts';
import { standingOf } from './lifecycle.ts';
import { pageOf } from './paging.ts';
import { Refusal } from './problem.ts';
import type { FakeReply, FakeRequest, Router } from './router.ts';
import type { FakeState } from './state.ts';

export function addOrganizationRoutes(router: Router, state: FakeState, progress: () => boolean): void {
  router.add('GET', '/v1/organizations', (request) => {
    checkQuery(request, ['limit', 'cursor']);
    return pageOf(request, state.organizations.all(), ({ id }) => id);
  });

  router.add('PUT', '/v1/organizations/:organizationId', (request) => {
    const id = request.params.organizationId ?? '';
    const existing = state.organizations.get(id);
    checkPreconditions(request, state.organizations.etag(id));
    const body = bodyOf<PutOrganization>(
      request,
      ['customerName', 'awsAccountIds'],
      ['partition', 'declaredCidrs', 'regions'],
    );
    const organization = registerOrganization(state, id, body);
    return reply(state, organization, existing ? 200 : 201, { location: `/v1/organizations/${id}` });
  });

  router.add('GET', '/v1/organizations/:organizationId', (request) => {
    let organization = state.organization(request.params.organizationId ?? '');
    if (progress() && organization.state === 'provisioning') {
      organization = state.organizations.put({ ...organization, ...standingOf('principal', 'ready') });
    } else if (progress() && organization.state === 'deleting') {
      state.organizations.delete(organization.id);
      organization = state.organization(organization.id);
    }
    if (request.headers['if-none-match'] === state.organizations.etag(organization.id))
      return { status: 304 };
    return reply(state, organization, 200);
  });

  addEventRoute(router, state);

  router.add('DELETE', '/v1/organizations/:organizationId', (request: FakeRequest) => {
    const organization = state.organization(request.params.organizationId ?? '');
    checkPreconditions(request, state.organizations.etag(organization.id));
    const live = state.connections
      .all()
      .filter(({ organizationId, state: now }) => organizationId === organization.id && now !== 'deleted');
    if (live.length > 0) {
      const detail = `${organization.id} has ${live.length} connections. Delete the connections first.`;
      throw new Refusal('organization_in_use', detail);
    }
    if (organization.state !== 'deleting') {
      state.recordOrganization({ organizationId: organization.id, type: 'deletion_requested', changes: {} });
    }
    return reply(
      state,
      state.organizations.put({ ...organization, ...standingOf('principal', 'deleting') }),
      202,
    );
  });
}

function addEventRoute(router: Router, state: FakeState): void {
  router.add('GET', '/v1/organizations/:organizationId/events', (request) => {
    checkQuery(request, ['order', 'limit', 'cursor']);
    const organization = state.organization(request.params.organizationId ?? '');
    const events = state.organizationEvents(organization.id);
    const ordered = request.query.get('order') === 'asc' ? [...events].reverse() : events;
    return pageOf(request, ordered, ({ id }) => id);
  });
}

/** Registers the organization, or replaces what is known about it. */
export function registerOrganization(state: FakeState, id: string, body: PutOrganization): Organization {
  const existing = state.organizations.get(id);
  const name = `tray-privatelink-${id}`;
  const partition = body.partition ?? 'aws';
  const wanted = {
    id,
    customerName: body.customerName,
    awsAccountIds: body.awsAccountIds,
    partition,
    declaredCidrs: body.declaredCidrs ?? [],
    regions: [...(body.regions ?? [])].sort(),
    principal: { name, arn: `arn:${partition}:iam::111111111111:role/${name}` },
  };
  if (existing && sameRequest(existing, wanted)) return existing;
  const owner = state.organizations
    .all()
    .find(
      (other) => other.id !== id && other.awsAccountIds.some((one) => wanted.awsAccountIds.includes(one)),
    );
  if (owner) throw new Refusal('aws_account_taken', 'An AWS account belongs to another organization.');
  followRegions(state, id, wanted.regions, existing?.regions ?? []);
  const now = new Date().toISOString();
  state.recordOrganization({
    organizationId: id,
    type: existing ? 'updated' : 'created',
    changes: changes(existing, wanted),
  });
  return state.organizations.put({
    ...wanted,
    ...standingOf('principal', existing?.state ?? 'provisioning'),
    createdAt: existing?.createdAt ?? now,
    updatedAt: now,
  });
}

/** Each region that is listed has a network that stays; one that is not listed any more has one only while it is in use. */
function followRegions(
  state: FakeState,
  organizationId: string,
  regions: readonly string[],
  before: readonly string[],
): void {
  const retain = (region: string, retained: boolean) => {
    const network = state.networks.get(`net-${organizationId}-${region}`);
    if (network) state.networks.put({ ...network, retained });
    else if (retained) state.makeNetwork({ organizationId, region, retained });
  };
  for (const region of regions) retain(region, true);
  for (const region of before.filter((each) => !regions.includes(each))) {
    retain(region, false);
    state.releaseNetwork(`net-${organizationId}-${region}`);
  }
}

function changes(
  before: Organization | undefined,
  after: Pick<Organization, 'customerName' | 'partition' | 'awsAccountIds' | 'declaredCidrs' | 'regions'>,
): OrganizationChanges {
  const list = (from: readonly string[] = [], to: readonly string[]) => {
    const added = to.filter((one) => !from.includes(one));
    const removed = from.filter((one) => !to.includes(one));
    return added.length + removed.length === 0 ? undefined : { added, removed };
  };
  const accounts = list(before?.awsAccountIds, after.awsAccountIds);
  const cidrs = list(before?.declaredCidrs, after.declaredCidrs);
  const regions = list(before?.regions, after.regions);
  return {
    ...(before?.customerName === after.customerName ? {} : { customerName: after.customerName }),
    ...(before?.partition === after.partition ? {} : { partition: after.partition }),
    ...(accounts ? { awsAccountIds: accounts } : {}),
    ...(cidrs ? { declaredCidrs: cidrs } : {}),
    ...(regions ? { regions } : {}),
  };
}

function sameRequest(existing: Organization, wanted: Partial<Organization>): boolean {
  return JSON.stringify({ ...existing, ...wanted }) === JSON.stringify(existing);
}

function reply(
  state: FakeState,
  body: Organization,
  status: number,
  headers: Record<string, string> = {},
): FakeReply {
  return { status, body, headers: { ...headers, etag: state.organizations.etag(body.id) ?? '' } };
}
