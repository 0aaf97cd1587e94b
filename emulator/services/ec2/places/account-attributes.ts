import type { Action } from '../../../core/service.ts';

export const describeAccountAttributes: Action = {
  handle: () => ({
    accountAttributeSet: [
      { attributeName: 'supported-platforms', attributeValueSet: [{ attributeValue: 'VPC' }] },
      { attributeName: 'default-vpc', attributeValueSet: [{ attributeValue: 'none' }] },
    ],
  }),
};
