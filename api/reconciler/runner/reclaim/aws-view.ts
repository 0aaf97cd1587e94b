import { defined } from '../../../../domain/defined.ts';
import { alarmTags, deleteAlarm } from '../../../aws/alarms.ts';
import type { AwsClients } from '../../../aws/clients.ts';
import { removal } from '../../../aws/ec2-removal.ts';
import { clusterTags, ecsRemoval, serviceTags, taskDefinitions } from '../../../aws/ecs.ts';
import { deleteEndpoint } from '../../../aws/endpoints.ts';
import { deleteFunction, functionTags } from '../../../aws/functions.ts';
import {
  deleteRecord,
  deleteZone,
  recordNamed,
  recordsOf,
  type ZoneRecord,
  zonesOfVpc,
} from '../../../aws/hosted-zones.ts';
import { deleteLogGroup, logGroupTags } from '../../../aws/log-groups.ts';
import { deleteRole, deleteRolePolicy, rolePolicies, roleTags } from '../../../aws/roles.ts';
import {
  associationsOf,
  findTagged,
  interfacesWith,
  inVpc,
  rulesOf,
  type TaggedKind,
} from '../../../aws/tagged-resources.ts';
import type { Tags } from '../../../aws/tags.ts';

/** Where a stack's resources are, and as whom they are made. */
export interface StackPlace {
  readonly region: string;
  /** The principal that makes the stack's endpoints. @default Tray itself */
  readonly endpointsAs?: string;
}

/**
 * What one look at one stack asks of AWS, each question once however many documents lead to it; and what it removes. Ends with its
 * signal.
 */
export function awsView(aws: AwsClients, accountId: string, place: StackPlace, abortSignal: AbortSignal) {
  const options = { abortSignal };
  const { region } = place;
  const answers = new Map<string, Promise<unknown>>();
  const once = <T>(question: readonly unknown[], ask: () => Promise<T>): Promise<T> => {
    const key = JSON.stringify(question);
    const known = answers.get(key) as Promise<T> | undefined;
    if (known !== undefined) return known;
    const answer = ask();
    answers.set(key, answer);
    return answer;
  };
  const ec2 = () => aws.ec2(region);
  return {
    tagged: (kind: TaggedKind, tags: Tags) =>
      once(['tagged', kind, tags], () => findTagged(ec2(), kind, tags, options)),
    inVpc: (kind: Exclude<TaggedKind, 'vpc' | 'flow-log'>, vpcId: string) =>
      once(['in', kind, vpcId], () => inVpc(ec2(), kind, vpcId, options)),
    interfaces: (name: 'vpc-id' | 'group-id', value: string) =>
      once(['interfaces', name, value], () => interfacesWith(ec2(), { name, value }, options)),
    rules: (groupId: string) => once(['rules', groupId], () => rulesOf(ec2(), groupId, options)),
    associations: (tableId: string) =>
      once(['associations', tableId], () => associationsOf(ec2(), tableId, options)),
    zones: (vpcId: string, name?: string) =>
      once(['zones', vpcId, name], () =>
        zonesOfVpc(aws.route53(), { vpcId, region, accountId, ...defined({ name }) }, options),
      ),
    records: (zoneId: string) => once(['records', zoneId], () => recordsOf(aws.route53(), zoneId, options)),
    record: (zoneId: string, name: string, type: string) =>
      once(['record', zoneId, name, type], () => recordNamed(aws.route53(), { zoneId, name, type }, options)),
    roleTags: (name: string) => once(['role', name], () => roleTags(aws.iam(), name, options)),
    rolePolicies: (name: string) => once(['policies', name], () => rolePolicies(aws.iam(), name, options)),
    functionTags: (name: string) =>
      once(['function', name], () => functionTags(aws.lambda(region), name, options)),
    logGroupTags: (name: string) =>
      once(['log group', name], () => logGroupTags(aws.logs(region), name, options)),
    alarmTags: (name: string) =>
      once(['alarm', name], () => alarmTags(aws.cloudWatch(region), name, options)),
    clusterTags: (name: string) => once(['cluster', name], () => clusterTags(aws.ecs(region), name, options)),
    serviceTags: (cluster: string, name: string) =>
      once(['service', cluster, name], () => serviceTags(aws.ecs(region), cluster, name, options)),
    taskDefinitions: (family: string) =>
      once(['task definitions', family], () => taskDefinitions(aws.ecs(region), family, options)),
    remove: {
      vpc: (id: string) => removal.vpc(ec2(), id, options),
      subnet: (id: string) => removal.subnet(ec2(), id, options),
      routeTable: (id: string) => removal.routeTable(ec2(), id, options),
      association: (id: string) => removal.association(ec2(), id, options),
      securityGroup: (id: string) => removal.securityGroup(ec2(), id, options),
      rule: (rule: { groupId: string; id: string; egress: boolean }) => removal.rule(ec2(), rule, options),
      flowLog: (id: string) => removal.flowLog(ec2(), id, options),
      endpoint: (id: string, as = place.endpointsAs) =>
        deleteEndpoint(as === undefined ? ec2() : aws.ec2As(as, region), id, options),
      record: (zoneId: string, record: ZoneRecord) => deleteRecord(aws.route53(), zoneId, record, options),
      zone: (id: string) => deleteZone(aws.route53(), id, options),
      role: (name: string) => deleteRole(aws.iam(), name, options),
      rolePolicy: (role: string, policy: string) => deleteRolePolicy(aws.iam(), role, policy, options),
      function: (name: string) => deleteFunction(aws.lambda(region), name, options),
      logGroup: (name: string) => deleteLogGroup(aws.logs(region), name, options),
      alarm: (name: string) => deleteAlarm(aws.cloudWatch(region), name, options),
      cluster: (name: string) => ecsRemoval.cluster(aws.ecs(region), name, options),
      service: (cluster: string, name: string) => ecsRemoval.service(aws.ecs(region), cluster, name, options),
      taskDefinition: (arn: string) => ecsRemoval.taskDefinition(aws.ecs(region), arn, options),
    },
  };
}

export type AwsView = ReturnType<typeof awsView>;
