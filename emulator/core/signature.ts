import { AwsError } from './aws-error.ts';
import type { WireRequest } from './protocol.ts';

/** What a Signature Version 4 says about the caller: `<access key>/<date>/<region>/<service>/aws4_request`. */
export interface CredentialScope {
  readonly accessKeyId: string;
  readonly region: string;
  readonly service: string;
  readonly sessionToken: string | undefined;
}

/**
 * Reads the scope, from the Authorization header or from a presigned URL. The signature itself is not verified: the
 * emulator listens on loopback and gives administrators' keys to whoever asks.
 */
export function readCredentialScope(request: WireRequest): CredentialScope | undefined {
  const header = request.headers.get('authorization');
  const credential =
    header === undefined
      ? request.query.get('X-Amz-Credential')
      : /^AWS4-HMAC-SHA256\s.*?Credential=([^,\s]+)/.exec(header)?.[1];
  if (credential === null || credential === undefined) {
    if (header === undefined) return undefined;
    throw new AwsError(
      'IncompleteSignature',
      'Authorization header requires Credential, SignedHeaders and Signature',
      400,
    );
  }
  const [accessKeyId, date, region, service, terminator, ...rest] = credential.split('/');
  if (!accessKeyId || !date || !region || !service || terminator !== 'aws4_request' || rest.length > 0) {
    throw new AwsError('IncompleteSignature', `Credential must have five slash-separated elements`, 400);
  }
  const token = request.headers.get('x-amz-security-token') ?? request.query.get('X-Amz-Security-Token');
  return { accessKeyId, region, service: service.toLowerCase(), sessionToken: token ?? undefined };
}
