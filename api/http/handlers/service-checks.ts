import type { Context } from '../../operations/context.ts';
import { checkService } from '../../operations/service-checks.ts';
import type { Handlers } from '../call.ts';

export function serviceCheckHandlers(context: Context): Pick<Handlers, 'createServiceCheck'> {
  return {
    createServiceCheck: async ({ body, caller }) => ({
      status: 200,
      body: await checkService(context, caller, body),
    }),
  };
}
