import type { Service } from '../../core/service.ts';
import { model } from '../../models/secretsmanager.generated.ts';
import { awsJson } from '../../protocols/json.ts';
import { deleteResourcePolicy, getResourcePolicy, putResourcePolicy } from './resource-policies.ts';
import {
  createSecret,
  deleteSecret,
  describeSecret,
  listSecrets,
  restoreSecret,
  updateSecret,
} from './secrets.ts';
import { tagResource, untagResource } from './tags.ts';
import {
  getSecretValue,
  listSecretVersionIds,
  putSecretValue,
  updateSecretVersionStage,
} from './versions.ts';

export const secretsManager: Service = {
  signingName: 'secretsmanager',
  model,
  protocols: [
    awsJson({ version: '1.1', target: 'secretsmanager', invalidCode: 'InvalidParameterException' }),
  ],
  actions: {
    CreateSecret: createSecret,
    DeleteResourcePolicy: deleteResourcePolicy,
    DeleteSecret: deleteSecret,
    DescribeSecret: describeSecret,
    GetResourcePolicy: getResourcePolicy,
    GetSecretValue: getSecretValue,
    ListSecretVersionIds: listSecretVersionIds,
    ListSecrets: listSecrets,
    PutResourcePolicy: putResourcePolicy,
    PutSecretValue: putSecretValue,
    RestoreSecret: restoreSecret,
    TagResource: tagResource,
    UntagResource: untagResource,
    UpdateSecret: updateSecret,
    UpdateSecretVersionStage: updateSecretVersionStage,
  },
};
