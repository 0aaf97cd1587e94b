import { AwsError } from '../../../core/aws-error.ts';
import { partitionOf, regions } from '../../../core/regions.ts';
import type { Call } from '../../../core/service.ts';

/** Throws for a region that does not exist or lies in another partition. */
export function checkRegions(call: Call, codes: readonly string[]): void {
  for (const code of codes) {
    if (!regions.has(code) || partitionOf(code) !== call.partition) {
      throw new AwsError(
        'InvalidParameter',
        `The region ${code} is not valid for a VPC endpoint service in ${call.region}`,
      );
    }
  }
}

/** The list as AWS keeps it: the home region is always part of it, whether it was asked for or not. */
export function withHome(codes: readonly string[], home: string): string[] {
  return [...new Set([...codes, home])].sort();
}
