import type { VpcEndpoint } from '@cdktf/provider-aws/lib/vpc-endpoint/index.js';
import { Construct } from '../cdktf.ts';
import { expression } from '../expression.ts';
import { addCheck } from './check.ts';

export interface HandshakeCheckProps {
  readonly endpoint: VpcEndpoint;
  readonly serviceName: string;
  /** Whether the stage says that the customer has accepted. */
  readonly accepted: boolean;
}

/**
 * Warns, on every plan, when AWS's state of the endpoint and the stage disagree.
 *
 * Warnings rather than preconditions: a customer may reject at any time, and a plan that failed for it could not even show it.
 */
export class HandshakeCheck extends Construct {
  constructor(scope: Construct, id: string, props: HandshakeCheckProps) {
    super(scope, id);
    const { fqn, terraformResourceType, friendlyUniqueId } = props.endpoint;
    // As text: the reference itself would be the whole object.
    const address = `${terraformResourceType}.${friendlyUniqueId}`;
    const endpoint = expression(`${fqn}.id`);
    addCheck(this, id, [
      {
        condition: `!contains(["rejected", "expired", "failed"], ${fqn}.state)`,
        message: `The endpoint ${endpoint} is ${expression(`${fqn}.state`)}, and costs until it is deleted. Ask the customer why, then request again with terraform apply -replace=${address}, or remove the connection.`,
      },
      ...(props.accepted
        ? [
            {
              condition: `${fqn}.state != "pendingAcceptance"`,
              message: `The stage says accepted, but ${endpoint} still waits for the customer's acceptance on ${props.serviceName}: its names lead nowhere until then.`,
            },
          ]
        : []),
    ]);
  }
}
