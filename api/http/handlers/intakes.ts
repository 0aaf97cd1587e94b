import { type Context, within } from '../../operations/context.ts';
import { prepareIntake, submitIntake } from '../../operations/intakes.ts';
import { viewConnection, viewOrganization } from '../../operations/views.ts';
import type { Handlers } from '../call.ts';
import { etag } from '../conditions.ts';

export function intakeHandlers(context: Context): Pick<Handlers, 'submitIntake'> {
  return {
    submitIntake: async ({ body, caller, once }) =>
      once(prepareIntake(context, caller, body), async (transaction) => {
        const { organization, connection, created } = await submitIntake(
          within(context, transaction),
          caller,
          body,
        );
        return {
          status: created ? 201 : 200,
          body: {
            organization: viewOrganization(organization, context.platform),
            connection: viewConnection(connection, context.platform),
          },
          headers: { etag: etag(connection), location: `/v1/connections/${connection.id}` },
        };
      }),
  };
}
