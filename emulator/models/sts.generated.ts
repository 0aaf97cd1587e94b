// Written by scripts/emulator-models.ts from botocore 1.43.11, sts/2011-06-15/service-2.json. Do not edit.
import type { ServiceModel } from '../core/model.ts';

export const model: ServiceModel = {
  actions: {
    "AssumeRole": {"input":"AssumeRoleRequest"},
    "GetCallerIdentity": {"input":"GetCallerIdentityRequest"},
  },
  structures: {
    "AssumeRoleRequest": ["RoleArn! string","RoleSessionName! string","PolicyArns list of structure PolicyDescriptorType","Policy string","DurationSeconds integer 900 43200","Tags list of structure Tag","TransitiveTagKeys list of string","ExternalId string","SerialNumber string","TokenCode string","SourceIdentity string","ProvidedContexts list of structure ProvidedContext"],
    "GetCallerIdentityRequest": [],
    "PolicyDescriptorType": ["arn string"],
    "ProvidedContext": ["ProviderArn string","ContextAssertion string"],
    "Tag": ["Key! string","Value! string"],
  },
  enums: {
  },
};
