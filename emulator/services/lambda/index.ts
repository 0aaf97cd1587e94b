import type { Service } from '../../core/service.ts';
import { model } from '../../models/lambda.generated.ts';
import type { Route } from '../../protocols/rest.ts';
import { restJson } from '../../protocols/rest-json.ts';
import {
  deleteFunctionConcurrency,
  getAccountSettings,
  getFunctionConcurrency,
  putFunctionConcurrency,
} from './concurrency.ts';
import {
  createFunction,
  deleteFunction,
  getFunction,
  getFunctionCodeSigningConfig,
  getFunctionConfiguration,
  listFunctions,
  listVersionsByFunction,
  updateFunctionCode,
  updateFunctionConfiguration,
} from './functions.ts';
import { invoke } from './invoke.ts';
import { addPermission, getPolicy, removePermission } from './policy.ts';
import { listTags, tagResource, untagResource } from './tags.ts';

const FUNCTION = '/2015-03-31/functions/{FunctionName}';

const routes: readonly Route[] = [
  ['POST', '/2015-03-31/functions', 'CreateFunction'],
  ['GET', '/2015-03-31/functions', 'ListFunctions'],
  ['GET', FUNCTION, 'GetFunction'],
  ['DELETE', FUNCTION, 'DeleteFunction'],
  ['GET', `${FUNCTION}/configuration`, 'GetFunctionConfiguration'],
  ['PUT', `${FUNCTION}/configuration`, 'UpdateFunctionConfiguration'],
  ['PUT', `${FUNCTION}/code`, 'UpdateFunctionCode'],
  ['GET', `${FUNCTION}/versions`, 'ListVersionsByFunction'],
  ['GET', '/2020-06-30/functions/{FunctionName}/code-signing-config', 'GetFunctionCodeSigningConfig'],
  ['PUT', '/2017-10-31/functions/{FunctionName}/concurrency', 'PutFunctionConcurrency'],
  ['DELETE', '/2017-10-31/functions/{FunctionName}/concurrency', 'DeleteFunctionConcurrency'],
  ['GET', '/2019-09-30/functions/{FunctionName}/concurrency', 'GetFunctionConcurrency'],
  ['POST', `${FUNCTION}/policy`, 'AddPermission'],
  ['GET', `${FUNCTION}/policy`, 'GetPolicy'],
  ['DELETE', `${FUNCTION}/policy/{StatementId}`, 'RemovePermission'],
  ['POST', `${FUNCTION}/invocations`, 'Invoke'],
  ['GET', '/2017-03-31/tags/{ARN}', 'ListTags'],
  ['POST', '/2017-03-31/tags/{ARN}', 'TagResource'],
  ['DELETE', '/2017-03-31/tags/{ARN}', 'UntagResource'],
  ['GET', '/2016-08-19/account-settings', 'GetAccountSettings'],
];

export const lambda: Service = {
  signingName: 'lambda',
  model,
  protocols: [
    restJson({
      routes,
      headers: ['X-Amz-Invocation-Type', 'X-Amz-Log-Type', 'X-Amz-Client-Context'],
      lists: ['tagKeys'],
      payloads: { Invoke: 'Payload' },
    }),
  ],
  actions: {
    AddPermission: addPermission,
    CreateFunction: createFunction,
    DeleteFunction: deleteFunction,
    DeleteFunctionConcurrency: deleteFunctionConcurrency,
    GetAccountSettings: getAccountSettings,
    GetFunction: getFunction,
    GetFunctionCodeSigningConfig: getFunctionCodeSigningConfig,
    GetFunctionConcurrency: getFunctionConcurrency,
    GetFunctionConfiguration: getFunctionConfiguration,
    GetPolicy: getPolicy,
    Invoke: invoke,
    ListFunctions: listFunctions,
    ListTags: listTags,
    ListVersionsByFunction: listVersionsByFunction,
    PutFunctionConcurrency: putFunctionConcurrency,
    RemovePermission: removePermission,
    TagResource: tagResource,
    UntagResource: untagResource,
    UpdateFunctionCode: updateFunctionCode,
    UpdateFunctionConfiguration: updateFunctionConfiguration,
  },
};
