/** Capacity provider strategies of clusters and services. Fargate's two providers exist in every account. */
import { AwsError } from '../../core/aws-error.ts';
import type { Input } from '../../core/input.ts';
import type { CapacityProviderItem, Cluster } from './state.ts';

export const FARGATE_PROVIDERS: readonly string[] = ['FARGATE', 'FARGATE_SPOT'];

export function readStrategy(input: Input, name: string): CapacityProviderItem[] {
  return input.structs(name).map((item) => ({
    capacityProvider: item.requiredString('capacityProvider'),
    weight: item.integer('weight', { min: 0, max: 1000 }) ?? 0,
    base: item.integer('base', { min: 0, max: 100_000 }) ?? 0,
  }));
}

export function checkProviders(
  providers: readonly string[],
  strategy: readonly CapacityProviderItem[],
): void {
  const unknown = providers.find((name) => !FARGATE_PROVIDERS.includes(name));
  if (unknown !== undefined) {
    throw new AwsError(
      'InvalidParameterException',
      `The specified capacity provider '${unknown}' was not found. Specify a valid name or ARN and try again.`,
    );
  }
  const foreign = strategy.find((item) => !providers.includes(item.capacityProvider));
  if (foreign !== undefined) {
    throw new AwsError(
      'InvalidParameterException',
      `The specified capacity provider strategy cannot contain a capacity provider that is not associated with the cluster: ${foreign.capacityProvider}`,
    );
  }
}

/** The strategy of a service, whose providers its cluster has to have. */
export function checkStrategy(cluster: Cluster, strategy: readonly CapacityProviderItem[]): void {
  checkProviders(cluster.capacityProviders, strategy);
}
