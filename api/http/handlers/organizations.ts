import { defined } from '../../../domain/defined.ts';
import type { Context } from '../../operations/context.ts';
import {
  deleteOrganization,
  getOrganization,
  listOrganizationEvents,
  listOrganizations,
  putOrganization,
} from '../../operations/organizations.ts';
import { viewOrganization, viewOrganizationEvent } from '../../operations/views.ts';
import type { Organization } from '../../store/schema.ts';
import type { Handlers } from '../call.ts';
import { ifMatch } from '../conditions.ts';
import type { Cursors } from '../cursors.ts';
import { answerCreated, answerRead, answerWith } from '../resource-answers.ts';

type Names =
  | 'listOrganizations'
  | 'putOrganization'
  | 'getOrganization'
  | 'deleteOrganization'
  | 'listOrganizationEvents';

export function organizationHandlers(context: Context, cursors: Cursors): Pick<Handlers, Names> {
  const view = (organization: Organization) => viewOrganization(organization, context.platform);
  return {
    listOrganizations: async ({ query, caller }) =>
      cursors.page(
        'organizations',
        query,
        (limit, before) => listOrganizations(context, caller, { limit, ...defined({ before }) }),
        { item: view, position: (row) => row.seq },
      ),

    putOrganization: async ({ path, body, headers, caller }) => {
      const id = path.organizationId;
      const condition = headers['if-none-match'] === undefined ? ifMatch(headers) : 'none';
      const { organization, created } = await putOrganization(context, caller, id, body, condition);
      if (created) return answerCreated(organization, view, `/v1/organizations/${id}`);
      return answerWith(200, organization, view);
    },

    getOrganization: async ({ path, headers, caller }) =>
      answerRead(headers, await getOrganization(context, caller, path.organizationId), view),

    listOrganizationEvents: async ({ path, query, caller }) => {
      const { order } = query;
      const id = path.organizationId;
      return cursors.page(
        ['organization events', id, order],
        query,
        (limit, after) =>
          listOrganizationEvents(context, caller, id, { order, limit, ...defined({ after }) }),
        { item: viewOrganizationEvent, position: (row) => row.id },
      );
    },

    deleteOrganization: async ({ path, headers, caller }) =>
      answerWith(202, await deleteOrganization(context, caller, path.organizationId, ifMatch(headers)), view),
  };
}
