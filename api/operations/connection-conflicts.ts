import { hostnameTakenFix } from '../../domain/hostname-claim.ts';
import { ConflictError } from '../store/errors.ts';
import { ProblemError } from './problem.ts';

/** What the database refused, as an answer that names the field and the way out; anything else as it is. */
export function explainConflict(
  error: unknown,
  request: {
    readonly id?: string;
    readonly service: { readonly name: string };
    readonly region: string;
    readonly hostname: string | null;
  },
): unknown {
  if (!(error instanceof ConflictError)) return error;
  switch (error.code) {
    case 'service_name_taken':
      return new ProblemError(
        'service_name_taken',
        `${request.service.name} is connected to another organization, and a service belongs to one. Check the service name.`,
        {
          cause: error,
          errors: [
            {
              in: 'body',
              pointer: '/service/name',
              code: 'service_name_taken',
              message: 'belongs to another organization',
            },
          ],
        },
      );
    case 'hostname_taken':
      return hostnameTaken(`${request.hostname}`, request.region, error);
    case 'connection_in_use':
      return new ProblemError(
        'connection_in_use',
        `Connectors use it: ${error.subject ?? 'some'}. Delete them first, or put them without the connection.`,
        { cause: error },
      );
    case 'connection_exists':
      return new ProblemError(
        'connection_exists',
        `The connection id ${request.id} is taken, or was by a connection that is deleted. Choose another one, or none.`,
        {
          cause: error,
          errors: [{ in: 'body', pointer: '/id', code: 'connection_exists', message: 'is taken' }],
        },
      );
    default:
      return error;
  }
}

/** Names the other connection: it is of the same organization, so whoever may see this one may see that one. */
function hostnameTaken(hostname: string, region: string, error: ConflictError): ProblemError {
  const message = `"${hostname}" is the name of connection ${error.subject ?? 'another'} in the same network (${region})`;
  return new ProblemError('hostname_taken', `body /hostname: ${message}; ${hostnameTakenFix}`, {
    cause: error,
    errors: [{ in: 'body', pointer: '/hostname', code: 'hostname_taken', message, fix: hostnameTakenFix }],
  });
}
