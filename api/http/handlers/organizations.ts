import { defined } from '../../../domain/defined.ts';
import type { Context } from '../../operations/context.ts';
import { deleteOrganization, getOrganization, putOrganization } from '../../operations/organizations.ts';
import { viewOrganization, viewOrganizationEvent } from '../../operations/views.ts';
import type { Handlers } from '../call.ts';
import { etag, ifMatch, isKnown } from '../conditions.ts';
import { type Cursors, page } from '../cursors.ts';

type Names =
  | 'listOrganizations'
  | 'putOrganization'
  | 'getOrganization'
  | 'deleteOrganization'
  | 'listOrganizationEvents';

export function organizationHandlers(context: Context, cursors: Cursors): Pick<Handlers, Names> {
  const { platform, store } = context;
  return {
    listOrganizations: async ({ query, caller }) => {
      const { limit, cursor } = query;
      const list = 'organizations';
      const rows = await store.organizations.list({
        visible: caller.organizations,
        limit: limit + 1,
        ...defined({ before: cursors.decode(list, cursor) }),
      });
      return {
        status: 200,
        body: page(
          rows,
          limit,
          (row) => viewOrganization(row, platform),
          (row) => cursors.encode(list, row.seq),
        ),
      };
    },

    putOrganization: async ({ path, body, headers, caller }) => {
      const condition = headers['if-none-match'] === undefined ? ifMatch(headers) : 'none';
      const { organization, created } = await putOrganization(
        context,
        caller,
        path.organizationId,
        body,
        condition,
      );
      const view = viewOrganization(organization, platform);
      if (!created) return { status: 200, body: view, headers: { etag: etag(organization) } };
      return {
        status: 201,
        body: view,
        headers: { etag: etag(organization), location: `/v1/organizations/${organization.id}` },
      };
    },

    getOrganization: async ({ path, headers, caller }) => {
      const organization = await getOrganization(context, caller, path.organizationId);
      const tag = { etag: etag(organization) };
      if (isKnown(headers, organization)) return { status: 304, body: undefined, headers: tag };
      return { status: 200, body: viewOrganization(organization, platform), headers: tag };
    },

    listOrganizationEvents: async ({ path, query, caller }) => {
      const { limit, cursor, order } = query;
      const organization = await getOrganization(context, caller, path.organizationId);
      const list = ['organization events', organization.id, order];
      const rows = await store.organizationEvents.list({
        organizationId: organization.id,
        order,
        limit: limit + 1,
        ...defined({ after: cursors.decode(list, cursor) }),
      });
      return {
        status: 200,
        body: page(rows, limit, viewOrganizationEvent, (row) => cursors.encode(list, row.id)),
      };
    },

    deleteOrganization: async ({ path, headers, caller }) => {
      const organization = await deleteOrganization(context, caller, path.organizationId, ifMatch(headers));
      return {
        status: 202,
        body: viewOrganization(organization, platform),
        headers: { etag: etag(organization) },
      };
    },
  };
}
