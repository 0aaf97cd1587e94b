import type { Reason } from '../../../store/schema.ts';
import type { StateDocument } from '../../../terraform-state/document.ts';
import type { TerraformDocument } from '../../stacks/synthesis.ts';
import type { Collision } from '../failure.ts';
import { literal, referenceOf } from './wanted.ts';

/** Types whose names can be taken once, and how people call what has one. */
const nouns: Readonly<Record<string, { readonly noun: string; readonly argument: string }>> = {
  aws_iam_role: { noun: 'IAM role', argument: 'name' },
  aws_cloudwatch_log_group: { noun: 'log group', argument: 'name' },
  aws_route53_zone: { noun: 'hosted zone', argument: 'name' },
  aws_route53_record: { noun: 'DNS record', argument: 'name' },
  aws_security_group: { noun: 'security group', argument: 'name' },
  aws_ecs_cluster: { noun: 'ECS cluster', argument: 'name' },
  aws_ecs_service: { noun: 'ECS service', argument: 'name' },
  aws_cloudwatch_metric_alarm: { noun: 'alarm', argument: 'alarm_name' },
};

/**
 * The reason for a name that something else has: it was looked at, and is not this stack's. Undefined for collisions that are not
 * about a name.
 */
export function nameTaken(
  { address, words }: Collision,
  document: TerraformDocument,
  state: StateDocument | undefined,
): Reason | undefined {
  const [type = '', name = ''] = address.split('.');
  const known = nouns[type];
  const configuration = document.resource?.[type]?.[name];
  const label = known && configuration && literal(configuration[known.argument]);
  if (known === undefined || label === undefined) return undefined;
  const { noun } = known;
  const [id] = /\bZ[A-Z0-9]{8,}\b/.exec(words) ?? [];
  const [vpc] = (configuration?.vpc ?? []) as readonly { vpc_id?: unknown }[];
  const reference = referenceOf(vpc?.vpc_id);
  const vpcId =
    literal(vpc?.vpc_id) ?? (reference && state?.resources.get(reference.address)?.[reference.attribute]);
  const where = typeof vpcId === 'string' ? ` in ${vpcId}` : '';
  return {
    code: 'name_taken',
    message: `The ${noun} ${label}${type === 'aws_route53_zone' && id ? ` (${id})` : ''} exists already${where} and is not this stack's: it lacks the stack's tags, or another stack holds it. Nothing of it was changed. An operator of Tray's account must remove or rename it; then this goes on by itself.`,
  };
}
