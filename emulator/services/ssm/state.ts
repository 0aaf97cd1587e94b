import { Collection } from '../../core/state.ts';

export interface Parameter {
  readonly name: string;
  readonly arn: string;
  type: string;
  value: string;
  version: number;
  /** Milliseconds since the epoch. */
  changedAt: number;
  changedBy: string;
  description: string | undefined;
  keyId: string | undefined;
  allowedPattern: string | undefined;
  tier: string;
  dataType: string;
  tags: Readonly<Record<string, string>>;
}

/** By name. */
export const parameters = new Collection<Parameter>('ssm', 'parameter');
