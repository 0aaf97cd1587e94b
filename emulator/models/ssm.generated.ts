// Written by scripts/emulator-models.ts from botocore 1.43.11, ssm/2014-11-06/service-2.json. Do not edit.
import type { ServiceModel } from '../core/model.ts';

export const model: ServiceModel = {
  actions: {
    "AddTagsToResource": {"input":"AddTagsToResourceRequest"},
    "DeleteParameter": {"input":"DeleteParameterRequest"},
    "DeleteParameters": {"input":"DeleteParametersRequest"},
    "DescribeParameters": {"input":"DescribeParametersRequest","filters":[]},
    "GetParameter": {"input":"GetParameterRequest"},
    "GetParameters": {"input":"GetParametersRequest"},
    "GetParametersByPath": {"input":"GetParametersByPathRequest"},
    "ListTagsForResource": {"input":"ListTagsForResourceRequest"},
    "PutParameter": {"input":"PutParameterRequest"},
    "RemoveTagsFromResource": {"input":"RemoveTagsFromResourceRequest"},
  },
  structures: {
    "AddTagsToResourceRequest": ["ResourceType! enum ResourceTypeForTagging","ResourceId! string","Tags! list of structure Tag"],
    "DeleteParameterRequest": ["Name! string"],
    "DeleteParametersRequest": ["Names! list of string"],
    "DescribeParametersRequest": ["Filters list of structure ParametersFilter","ParameterFilters list of structure ParameterStringFilter","MaxResults integer 1 50","NextToken string","Shared boolean"],
    "GetParameterRequest": ["Name! string","WithDecryption boolean"],
    "GetParametersByPathRequest": ["Path! string","Recursive boolean","ParameterFilters list of structure ParameterStringFilter","WithDecryption boolean","MaxResults integer 1 10","NextToken string"],
    "GetParametersRequest": ["Names! list of string","WithDecryption boolean"],
    "ListTagsForResourceRequest": ["ResourceType! enum ResourceTypeForTagging","ResourceId! string"],
    "ParameterStringFilter": ["Key! string","Option string","Values list of string"],
    "ParametersFilter": ["Key! enum ParametersFilterKey","Values! list of string"],
    "PutParameterRequest": ["Name! string","Description string","Value! string","Type enum ParameterType","KeyId string","Overwrite boolean","AllowedPattern string","Tags list of structure Tag","Tier enum ParameterTier","Policies string","DataType string"],
    "RemoveTagsFromResourceRequest": ["ResourceType! enum ResourceTypeForTagging","ResourceId! string","TagKeys! list of string"],
    "Tag": ["Key! string","Value! string"],
  },
  enums: {
    "ParameterTier": ["Standard","Advanced","Intelligent-Tiering"],
    "ParameterType": ["String","StringList","SecureString"],
    "ParametersFilterKey": ["Name","Type","KeyId"],
    "ResourceTypeForTagging": ["Document","ManagedInstance","MaintenanceWindow","Parameter","PatchBaseline","OpsItem","OpsMetadata","Automation","Association"],
  },
};
