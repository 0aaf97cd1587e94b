import { AwsError } from '../../core/aws-error.ts';
import type { Service } from '../../core/service.ts';
import { model } from '../../models/ecs.generated.ts';
import { awsJson } from '../../protocols/json.ts';
import { describeCapacityProviders, putClusterCapacityProviders } from './capacity-providers.ts';
import {
  createCluster,
  deleteCluster,
  describeClusters,
  listClusters,
  updateCluster,
  updateClusterSettings,
} from './clusters.ts';
import { runTask, stopTask } from './run-task.ts';
import { createService, deleteService, describeServices, listServices, updateService } from './services.ts';
import { listTagsForResource, tagResource, untagResource } from './tags.ts';
import {
  deregisterTaskDefinition,
  describeTaskDefinition,
  listTaskDefinitions,
  registerTaskDefinition,
} from './task-definitions.ts';
import { describeTasks, listTasks } from './tasks.ts';

export const ecs: Service = {
  signingName: 'ecs',
  model,
  tokenMismatch: () => new AwsError('InvalidParameterException', 'Creation of service was not idempotent.'),
  protocols: [
    awsJson({
      version: '1.1',
      target: 'AmazonEC2ContainerServiceV20141113',
      invalidCode: 'InvalidParameterException',
    }),
  ],
  actions: {
    CreateCluster: createCluster,
    CreateService: createService,
    DeleteCluster: deleteCluster,
    DeleteService: deleteService,
    DeregisterTaskDefinition: deregisterTaskDefinition,
    DescribeCapacityProviders: describeCapacityProviders,
    DescribeClusters: describeClusters,
    DescribeServices: describeServices,
    DescribeTaskDefinition: describeTaskDefinition,
    DescribeTasks: describeTasks,
    ListClusters: listClusters,
    ListServices: listServices,
    ListTagsForResource: listTagsForResource,
    ListTaskDefinitions: listTaskDefinitions,
    ListTasks: listTasks,
    PutClusterCapacityProviders: putClusterCapacityProviders,
    RegisterTaskDefinition: registerTaskDefinition,
    RunTask: runTask,
    StopTask: stopTask,
    TagResource: tagResource,
    UntagResource: untagResource,
    UpdateCluster: updateCluster,
    UpdateClusterSettings: updateClusterSettings,
    UpdateService: updateService,
  },
};
