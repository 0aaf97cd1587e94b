import { AwsError } from '../../../core/aws-error.ts';
import { partitionOf, regions } from '../../../core/regions.ts';
import type { Call } from '../../../core/service.ts';
import { listeners } from '../../elbv2/state.ts';

const STANDARD_IDLE_SECONDS = '350';

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

/** Load balancers with an idle timeout of their own cannot serve other regions. */
export function checkIdleTimeouts(
  call: Call,
  loadBalancerArns: readonly string[],
  codes: readonly string[],
): void {
  if (codes.every((code) => code === call.region)) return;
  const unfit = call
    .table(listeners)
    .find(
      (listener) =>
        loadBalancerArns.includes(listener.loadBalancerArn) &&
        (listener.attributes['tcp.idle_timeout.seconds'] ?? STANDARD_IDLE_SECONDS) !== STANDARD_IDLE_SECONDS,
    );
  if (unfit !== undefined) {
    throw new AwsError(
      'InvalidParameter',
      `The listener ${unfit.arn} has a custom TCP idle timeout, which is not supported for access from other regions`,
    );
  }
}

/** The list as AWS keeps it: the home region is always part of it, whether it was asked for or not. */
export function withHome(codes: readonly string[], home: string): string[] {
  return [...new Set([...codes, home])].sort();
}
