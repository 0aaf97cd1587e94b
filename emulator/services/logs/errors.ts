import { AwsError } from '../../core/aws-error.ts';

export function constraint(value: string, field: string, rule: string): AwsError {
  return new AwsError(
    'InvalidParameterException',
    `1 validation error detected: Value '${value}' at '${field}' failed to satisfy constraint: ${rule}`,
  );
}
