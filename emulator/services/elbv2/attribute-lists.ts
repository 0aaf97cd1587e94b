import type { Input } from '../../core/input.ts';
import type { Output } from '../../core/output.ts';
import type { Attributes } from './attributes.ts';

/** `Attributes.member.N.Key` and `.Value` of a modify call. */
export function readAttributes(input: Input): { key: string; value: string }[] {
  const given = input
    .structs('Attributes')
    .map((attribute) => ({ key: attribute.requiredString('Key'), value: attribute.string('Value') ?? '' }));
  if (given.length === 0) throw input.missing('Attributes');
  return given;
}

export function describeAttributes(attributes: Attributes): Output[] {
  return Object.entries(attributes).map(([Key, Value]) => ({ Key, Value }));
}
