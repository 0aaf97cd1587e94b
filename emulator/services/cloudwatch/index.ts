import type { Service } from '../../core/service.ts';
import { model } from '../../models/monitoring.generated.ts';
import { awsJson } from '../../protocols/json.ts';
import { awsQuery } from '../../protocols/query.ts';
import { rpcV2Cbor } from '../../protocols/rpc-v2-cbor.ts';
import {
  deleteAlarms,
  describeAlarms,
  disableAlarmActions,
  enableAlarmActions,
  putMetricAlarm,
  setAlarmState,
} from './alarms.ts';
import { listTagsForResource, tagResource, untagResource } from './tags.ts';

/**
 * CloudWatch is between protocols: Terraform's provider 5 sends forms, the AWS CLI and the JavaScript SDK send JSON, and
 * the newest SDKs of other languages CBOR.
 */
export const cloudwatch: Service = {
  signingName: 'monitoring',
  model,
  iamPrefix: 'cloudwatch',
  protocols: [
    rpcV2Cbor({
      service: 'GraniteServiceVersion20100801',
      invalidCode: 'ValidationError',
      queryCompatible: true,
    }),
    awsJson({
      version: '1.0',
      target: 'GraniteServiceVersion20100801',
      invalidCode: 'ValidationError',
      queryCompatible: true,
    }),
    awsQuery({ version: '2010-08-01', xmlns: 'http://monitoring.amazonaws.com/doc/2010-08-01/' }),
  ],
  actions: {
    DeleteAlarms: deleteAlarms,
    DescribeAlarms: describeAlarms,
    DisableAlarmActions: disableAlarmActions,
    EnableAlarmActions: enableAlarmActions,
    ListTagsForResource: listTagsForResource,
    PutMetricAlarm: putMetricAlarm,
    SetAlarmState: setAlarmState,
    TagResource: tagResource,
    UntagResource: untagResource,
  },
};
