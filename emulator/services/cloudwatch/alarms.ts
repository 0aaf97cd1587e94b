import { AwsError } from '../../core/aws-error.ts';
import type { Output } from '../../core/output.ts';
import type { AccessCheck, Action, Call } from '../../core/service.ts';
import { readAlarm } from './alarm-definition.ts';
import { followMetric } from './evaluation.ts';
import { type Alarm, alarms, type MetricQuery, type StateValue } from './state.ts';
import { readTags } from './tags.ts';

const MAX_RECORDS = 100;

export const putMetricAlarm: Action = {
  handle: (call) => {
    const definition = readAlarm(call.input, call.region);
    const tags = readTags(call.input);
    const now = call.now().getTime();
    const existing = call.table(alarms).get(definition.AlarmName);
    if (existing !== undefined) {
      // Tags of an existing alarm are changed by TagResource alone: PutMetricAlarm ignores them.
      existing.definition = definition;
      existing.configuredAt = now;
      return {};
    }
    const alarm = call.table(alarms).put(definition.AlarmName, {
      arn: call.arn('cloudwatch', `alarm:${definition.AlarmName}`),
      definition,
      configuredAt: now,
      state: {
        value: 'INSUFFICIENT_DATA',
        reason: 'Unchecked: Initial alarm creation',
        reasonData: undefined,
        updatedAt: now,
        transitionedAt: now,
      },
      tags,
    });
    followMetric(call.world, call.scope, alarm, now);
    return {};
  },
  resources: (call) => [alarmResource(call, call.input.string('AlarmName') ?? '')],
};

export const describeAlarms: Action = {
  handle: (call) => {
    const { input } = call;
    const names = input.strings('AlarmNames');
    const prefix = input.string('AlarmNamePrefix');
    const state = input.string('StateValue');
    const actionPrefix = input.string('ActionPrefix');
    const types = input.strings('AlarmTypes');
    if (names.length > 0 && prefix !== undefined) {
      throw new AwsError('ValidationError', 'AlarmNamePrefix and AlarmNames are mutually exclusive.');
    }
    const size = input.integer('MaxRecords', { min: 1, max: MAX_RECORDS }) ?? MAX_RECORDS;
    const after = readToken(input.string('NextToken'));
    const found = call
      .table(alarms)
      .visible()
      .filter(
        ({ definition, ...alarm }) =>
          (names.length === 0 || names.includes(definition.AlarmName)) &&
          definition.AlarmName.startsWith(prefix ?? '') &&
          (state === undefined || alarm.state.value === state) &&
          (actionPrefix === undefined ||
            definition.AlarmActions.some((arn) => arn.startsWith(actionPrefix))) &&
          (types.length === 0 || types.includes('MetricAlarm')) &&
          definition.AlarmName > after,
      )
      .sort((a, b) => (a.definition.AlarmName < b.definition.AlarmName ? -1 : 1));
    const page = found.slice(0, size);
    const last = page[page.length - 1]?.definition.AlarmName ?? '';
    return {
      MetricAlarms: page.map(describe),
      CompositeAlarms: [],
      NextToken: found.length > size ? Buffer.from(last).toString('base64url') : undefined,
    };
  },
};

/** All or none: one name that does not exist leaves the others alone. */
export const deleteAlarms: Action = {
  handle: (call) => {
    const table = call.table(alarms);
    const names = call.input.strings('AlarmNames');
    for (const name of names) if (!table.has(name)) throw noSuchAlarm(name);
    for (const name of names) table.delete(name);
    return {};
  },
  resources: (call) => call.input.strings('AlarmNames').map((name) => alarmResource(call, name)),
};

export const setAlarmState: Action = {
  handle: (call) => {
    const alarm = alarmNamed(call, call.input.requiredString('AlarmName'));
    const value = readState(call.input.requiredString('StateValue'));
    const now = call.now().getTime();
    alarm.state = {
      value,
      reason: call.input.requiredString('StateReason'),
      reasonData: call.input.string('StateReasonData'),
      updatedAt: now,
      transitionedAt: value === alarm.state.value ? alarm.state.transitionedAt : now,
    };
    return {};
  },
  resources: (call) => [alarmResource(call, call.input.string('AlarmName') ?? '')],
};

export const enableAlarmActions: Action = switchActions(true);
export const disableAlarmActions: Action = switchActions(false);

function switchActions(ActionsEnabled: boolean): Action {
  return {
    handle: (call) => {
      for (const name of call.input.strings('AlarmNames')) {
        const alarm = call.table(alarms).get(name);
        if (alarm !== undefined) alarm.definition = { ...alarm.definition, ActionsEnabled };
      }
      return {};
    },
    resources: (call) => call.input.strings('AlarmNames').map((name) => alarmResource(call, name)),
  };
}

function alarmResource(call: Call, name: string): AccessCheck {
  return { resource: call.arn('cloudwatch', `alarm:${name}`) };
}

function alarmNamed(call: Call, name: string): Alarm {
  const alarm = call.table(alarms).get(name);
  if (alarm === undefined) throw noSuchAlarm(name);
  return alarm;
}

function noSuchAlarm(name: string): AwsError {
  return new AwsError('ResourceNotFound', `The alarm '${name}' does not exist.`, 404);
}

function readState(text: string): StateValue {
  if (text === 'OK' || text === 'ALARM' || text === 'INSUFFICIENT_DATA') return text;
  throw new AwsError('ValidationError', `StateValue must be OK, ALARM or INSUFFICIENT_DATA, not '${text}'`);
}

function readToken(token: string | undefined): string {
  const text = Buffer.from(token ?? '', 'base64url').toString();
  if (Buffer.from(text).toString('base64url') !== (token ?? '')) {
    throw new AwsError('InvalidNextToken', 'The next token specified is invalid.');
  }
  return text;
}

function describe({ arn, definition, configuredAt, state }: Alarm): Output {
  return {
    ...definition,
    AlarmArn: arn,
    AlarmConfigurationUpdatedTimestamp: new Date(configuredAt),
    StateValue: state.value,
    StateReason: state.reason,
    StateReasonData: state.reasonData,
    StateUpdatedTimestamp: new Date(state.updatedAt),
    StateTransitionedTimestamp: new Date(state.transitionedAt),
    Dimensions: definition.Dimensions.map((dimension) => ({ ...dimension })),
    Metrics: definition.Metrics.length === 0 ? undefined : definition.Metrics.map(describeQuery),
  };
}

function describeQuery(query: MetricQuery): Output {
  return {
    ...query,
    MetricStat: query.MetricStat && {
      ...query.MetricStat,
      Metric: {
        ...query.MetricStat.Metric,
        Dimensions: query.MetricStat.Metric.Dimensions.map((dimension) => ({ ...dimension })),
      },
    },
  };
}
