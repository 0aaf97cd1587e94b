import type { Call } from '../../../core/service.ts';
import { notFound } from '../errors.ts';
import { type EndpointService, endpointServices } from '../state.ts';

/** The caller's own service. Another account's is as good as absent. */
export function requireOwnService(call: Call, serviceId: string): EndpointService {
  const service = call.table(endpointServices).get(serviceId);
  if (service === undefined) throw notFound('endpointService', serviceId);
  return service;
}
