import type { Service } from '../../core/service.ts';
import { model } from '../../models/ssm.generated.ts';
import { awsJson } from '../../protocols/json.ts';
import {
  deleteParameter,
  deleteParameters,
  describeParameters,
  getParameter,
  getParameters,
  getParametersByPath,
  putParameter,
} from './parameters.ts';
import { addTagsToResource, listTagsForResource, removeTagsFromResource } from './tags.ts';

export const ssm: Service = {
  signingName: 'ssm',
  model,
  protocols: [awsJson({ version: '1.1', target: 'AmazonSSM', invalidCode: 'ValidationException' })],
  actions: {
    AddTagsToResource: addTagsToResource,
    DeleteParameter: deleteParameter,
    DeleteParameters: deleteParameters,
    DescribeParameters: describeParameters,
    GetParameter: getParameter,
    GetParameters: getParameters,
    GetParametersByPath: getParametersByPath,
    ListTagsForResource: listTagsForResource,
    PutParameter: putParameter,
    RemoveTagsFromResource: removeTagsFromResource,
  },
};
