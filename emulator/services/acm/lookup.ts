import { AwsError } from '../../core/aws-error.ts';
import type { AccessCheck, Call } from '../../core/service.ts';
import { type AcmCertificate, acmCertificates } from './state.ts';

export function certificateOf(call: Call): AcmCertificate {
  const arn = call.input.requiredString('CertificateArn');
  if (!/^arn:[\w-]+:acm:[\w-]+:\d{12}:certificate\/[\w-]+$/.test(arn)) {
    throw new AwsError(
      'InvalidArnException',
      `The ARN of a certificate is expected, not ${arn.slice(0, 200)}`,
    );
  }
  const found = call.table(acmCertificates).get(arn);
  if (found === undefined) {
    throw new AwsError(
      'ResourceNotFoundException',
      `Could not find certificate ${arn} in account ${call.accountId}.`,
    );
  }
  return found;
}

export function onCertificate(call: Call): AccessCheck[] {
  return [{ resource: call.input.string('CertificateArn') ?? '*' }];
}
