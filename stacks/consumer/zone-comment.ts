import { MANAGED_BY } from '../../domain/tags.ts';
import { type Construct, TerraformStack } from '../cdktf.ts';

/**
 * The comment of a hosted zone. AWS takes a zone's tags in a call of their own, after the one that creates it: should nobody live to
 * make the second, the comment alone says whose the zone is. So it names the stack, which no other zone's does.
 * https://docs.aws.amazon.com/Route53/latest/APIReference/API_CreateHostedZone.html
 */
export function zoneComment(what: string, scope: Construct): string {
  return `${what} (${MANAGED_BY}, stack ${TerraformStack.of(scope).node.id})`;
}
