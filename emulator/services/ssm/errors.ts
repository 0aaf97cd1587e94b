import { AwsError } from '../../core/aws-error.ts';

export const invalid = (message: string) => new AwsError('ValidationException', message);
/** AWS gives it no message. */
export const notFound = () => new AwsError('ParameterNotFound', 'UnknownError');
