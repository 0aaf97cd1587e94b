/** Capacity providers. Fargate's two exist in every account; there are no instances, and so no others. */
import type { Action } from '../../core/service.ts';
import { checkProviders, FARGATE_PROVIDERS, readStrategy } from './capacity-provider-strategy.ts';
import { describeCluster } from './clusters.ts';
import { clusterOf, clusterResource } from './lookup.ts';

export const putClusterCapacityProviders: Action = {
  handle: (call) => {
    const cluster = clusterOf(call);
    const providers = call.input.strings('capacityProviders');
    const strategy = readStrategy(call.input, 'defaultCapacityProviderStrategy');
    checkProviders(providers, strategy);
    cluster.capacityProviders = providers;
    cluster.defaultCapacityProviderStrategy = strategy;
    return { cluster: describeCluster(call, cluster, ['SETTINGS', 'TAGS']) };
  },
  resources: clusterResource,
};

export const describeCapacityProviders: Action = {
  handle: (call) => {
    const names = call.input.strings('capacityProviders');
    return {
      capacityProviders: FARGATE_PROVIDERS.filter((name) => names.length === 0 || names.includes(name)).map(
        (name) => ({
          capacityProviderArn: call.arn('ecs', `capacity-provider/${name}`),
          name,
          status: 'ACTIVE',
          tags: [],
        }),
      ),
      failures: names
        .filter((name) => !FARGATE_PROVIDERS.includes(name))
        .map((name) => ({ arn: call.arn('ecs', `capacity-provider/${name}`), reason: 'MISSING' })),
    };
  },
};
