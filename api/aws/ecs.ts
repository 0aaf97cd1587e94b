import {
  DeleteClusterCommand,
  DeleteServiceCommand,
  DeregisterTaskDefinitionCommand,
  DescribeClustersCommand,
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  DescribeTasksCommand,
  type ECSClient,
  paginateListTaskDefinitions,
  paginateListTasks,
  type Service,
  type Tag,
  type Task,
} from '@aws-sdk/client-ecs';
import { type CallOptions, unlessGone } from './gone.ts';
import type { Tags } from './tags.ts';

/** Source: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/CommonErrors.html and the errors of each action. */
const gone = /^(ClusterNotFound|ServiceNotFound|ServiceNotActive)Exception$/;

/** AWS describes so many services at once. https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeServices.html */
const servicesAtOnce = 10;
/** AWS describes up to 100 tasks at once; the latest few of a service tell why it does not start. */
const tasksAtMost = 20;

/** Services of a cluster by name, ten for each call; those that do not exist, or not any more, are missing. */
export async function describeServices(
  client: ECSClient,
  cluster: string,
  names: readonly string[],
  options: CallOptions & { readonly tags?: boolean },
): Promise<Map<string, Service>> {
  const { tags = false, ...call } = options;
  const found = new Map<string, Service>();
  for (let at = 0; at < names.length; at += servicesAtOnce) {
    const services = names.slice(at, at + servicesAtOnce);
    const answer = await unlessGone(gone, () =>
      client.send(
        new DescribeServicesCommand({ cluster, services, ...(tags ? { include: ['TAGS'] } : {}) }),
        call,
      ),
    );
    if (answer === undefined) return found;
    for (const service of answer.services ?? [])
      if (service.serviceName !== undefined && service.status !== 'INACTIVE')
        found.set(service.serviceName, service);
  }
  return found;
}

/** The latest of a service's stopped tasks: ECS keeps them for an hour at least. */
export async function stoppedTasks(
  client: ECSClient,
  cluster: string,
  serviceName: string,
  options: CallOptions,
): Promise<Task[]> {
  const arns: string[] = [];
  const pages = paginateListTasks(
    { client, pageSize: 100 },
    { cluster, serviceName, desiredStatus: 'STOPPED' },
    options,
  );
  await unlessGone(gone, async () => {
    for await (const { taskArns = [] } of pages) {
      arns.push(...taskArns);
      if (arns.length >= tasksAtMost) break;
    }
  });
  if (arns.length === 0) return [];
  const answer = await unlessGone(gone, () =>
    client.send(new DescribeTasksCommand({ cluster, tasks: arns.slice(0, tasksAtMost) }), options),
  );
  return answer?.tasks ?? [];
}

/** The cluster's tags; undefined when there is none of that name. */
export async function clusterTags(
  client: ECSClient,
  name: string,
  options: CallOptions,
): Promise<Tags | undefined> {
  const { clusters = [] } = await client.send(
    new DescribeClustersCommand({ clusters: [name], include: ['TAGS'] }),
    options,
  );
  const cluster = clusters.find(({ clusterName, status }) => clusterName === name && status !== 'INACTIVE');
  return cluster && tagsOf(cluster.tags);
}

/** The service's tags; undefined when there is none, or it is on its way out. */
export async function serviceTags(
  client: ECSClient,
  cluster: string,
  name: string,
  options: CallOptions,
): Promise<Tags | undefined> {
  const service = (await describeServices(client, cluster, [name], { ...options, tags: true })).get(name);
  return service === undefined || service.status !== 'ACTIVE' ? undefined : tagsOf(service.tags);
}

/** Revisions of a family that can be run, oldest first. */
export async function taskDefinitions(
  client: ECSClient,
  family: string,
  options: CallOptions,
): Promise<{ readonly arn: string; readonly tags: Tags }[]> {
  const found: { arn: string; tags: Tags }[] = [];
  const pages = paginateListTaskDefinitions({ client }, { familyPrefix: family, status: 'ACTIVE' }, options);
  for await (const { taskDefinitionArns = [] } of pages) {
    for (const arn of taskDefinitionArns) {
      const { tags } = await client.send(
        new DescribeTaskDefinitionCommand({ taskDefinition: arn, include: ['TAGS'] }),
        options,
      );
      found.push({ arn, tags: tagsOf(tags) });
    }
  }
  return found;
}

/** Each deletes one thing, and is content when it is gone already. Throws the SDK's error when AWS refuses. */
export const ecsRemoval = {
  /** With its tasks. */
  service: async (client: ECSClient, cluster: string, service: string, options: CallOptions) => {
    await unlessGone(gone, () =>
      client.send(new DeleteServiceCommand({ cluster, service, force: true }), options),
    );
  },
  taskDefinition: async (client: ECSClient, taskDefinition: string, options: CallOptions) => {
    await client.send(new DeregisterTaskDefinitionCommand({ taskDefinition }), options);
  },
  cluster: async (client: ECSClient, cluster: string, options: CallOptions) => {
    await unlessGone(gone, () => client.send(new DeleteClusterCommand({ cluster }), options));
  },
};

/** ECS spells them in lower case. */
function tagsOf(tags: readonly Tag[] | undefined): Tags {
  return Object.fromEntries((tags ?? []).flatMap(({ key, value }) => (key ? [[key, value ?? '']] : [])));
}
