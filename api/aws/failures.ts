import { defined } from '../../domain/defined.ts';
/** How an AWS error code is to be understood. */
export type FailureKind =
  | 'service_not_visible'
  | 'service_region_not_supported'
  | 'access_denied'
  | 'throttled'
  | 'quota_exceeded'
  | 'zones_not_in_common'
  | 'aws_error';

/** An error that AWS answered with, as far as it matters here. */
export interface AwsFailure {
  readonly kind: FailureKind;
  /** AWS's own code. */
  readonly code: string;
  /** AWS's own words. */
  readonly message: string;
  readonly requestId?: string;
}

/**
 * What is known of single codes; everything else keeps AWS's own words.
 * Sources: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html and
 * https://docs.aws.amazon.com/vpc/latest/privatelink/troubleshoot-endpoint-service.html
 */
const kinds: readonly (readonly [pattern: RegExp, kind: FailureKind])[] = [
  [/^InvalidServiceName$|^InvalidVpcEndpointService(Id)?\.NotFound$/, 'service_not_visible'],
  [/^InvalidServiceRegion|^UnsupportedServiceRegion/, 'service_region_not_supported'],
  [
    /^(UnauthorizedOperation|AccessDenied(Exception)?|AuthFailure|OptInRequired|UnauthorizedAccess)$/,
    'access_denied',
  ],
  [/Throttl|^RequestLimitExceeded$|^TooManyRequests|^PriorRequestNotComplete$|^SlowDown$/, 'throttled'],
  [/LimitExceeded$|^TooMany|^QuotaExceeded|^ServiceQuotaExceeded/, 'quota_exceeded'],
];

export function kindOf(code: string, message = ''): FailureKind {
  if (/does not support the availability zone/i.test(message)) return 'zones_not_in_common';
  return kinds.find(([pattern]) => pattern.test(code))?.[1] ?? 'aws_error';
}

/** Reads an error of the AWS SDK. Undefined for anything that AWS did not answer: a network fault, a mistake of ours. */
export function awsFailure(error: unknown): AwsFailure | undefined {
  if (!(error instanceof Error) || !('$metadata' in error) || !('$fault' in error)) return undefined;
  const { requestId } = error.$metadata as { requestId?: string };
  return {
    kind: kindOf(error.name, error.message),
    code: error.name,
    message: error.message,
    ...defined({ requestId }),
  };
}
