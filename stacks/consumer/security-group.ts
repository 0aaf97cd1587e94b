import { SecurityGroup } from '@cdktf/provider-aws/lib/security-group/index.js';
import { VpcSecurityGroupEgressRule } from '@cdktf/provider-aws/lib/vpc-security-group-egress-rule/index.js';
import { VpcSecurityGroupIngressRule } from '@cdktf/provider-aws/lib/vpc-security-group-ingress-rule/index.js';
import { Construct } from '../cdktf.ts';
import { InvalidPropsError } from '../invalid-props.ts';
import type { Tags } from '../tags.ts';

/** A port or range of ports of one transport. */
export interface PortRule {
  readonly transport: 'TCP' | 'UDP';
  readonly port: number;
  /** Says what the rule is for; AWS shows it beside the rule. */
  readonly description: string;
}

export interface ClosedSecurityGroupProps {
  readonly vpcId: string;
  /** Beginning of the group's name; AWS appends a suffix. */
  readonly namePrefix: string;
  readonly description: string;
  readonly tags?: Tags;
}

/**
 * A security group that lets nothing through until a rule is added. It has no rule for "everywhere" and cannot get one.
 *
 * The name is a prefix and the replacement comes first: a group cannot be deleted while network interfaces of an endpoint
 * hang on it, so a rename would wait until it times out.
 * https://github.com/hashicorp/terraform-provider-aws/issues/43124
 * https://github.com/hashicorp/terraform-provider-aws/issues/24820
 */
export class ClosedSecurityGroup extends Construct {
  readonly group: SecurityGroup;

  constructor(scope: Construct, id: string, props: ClosedSecurityGroupProps) {
    super(scope, id);
    this.group = new SecurityGroup(this, 'Resource', {
      namePrefix: props.namePrefix,
      description: props.description,
      vpcId: props.vpcId,
      ...(props.tags === undefined ? {} : { tags: { ...props.tags } }),
      lifecycle: { createBeforeDestroy: true },
    });
  }

  get id(): string {
    return this.group.id;
  }

  /** Lets `cidr` in on one port. */
  allowFrom(cidr: string, rule: PortRule): void {
    this.#refuseEverywhere(cidr);
    new VpcSecurityGroupIngressRule(this, `ingress_${ruleKey(rule)}`, {
      securityGroupId: this.group.id,
      cidrIpv4: cidr,
      ...ruleBody(rule),
    });
  }

  /** Lets members out to `cidr` on one port. */
  allowTo(cidr: string, rule: PortRule): void {
    this.#refuseEverywhere(cidr);
    new VpcSecurityGroupEgressRule(this, `egress_${ruleKey(rule)}`, {
      securityGroupId: this.group.id,
      cidrIpv4: cidr,
      ...ruleBody(rule),
    });
  }

  /** Lets members out to an AWS prefix list on one port; `key` names the list in the logical id. */
  allowToPrefixList(key: string, prefixListId: string, rule: PortRule): void {
    new VpcSecurityGroupEgressRule(this, `egress_${key}_${ruleKey(rule)}`, {
      securityGroupId: this.group.id,
      prefixListId,
      ...ruleBody(rule),
    });
  }

  #refuseEverywhere(cidr: string): void {
    if (!cidr.endsWith('/0')) return;
    throw new InvalidPropsError(
      this.node.path,
      'cidr',
      `${cidr} is everywhere`,
      'name the network that needs it',
    );
  }
}

function ruleKey(rule: PortRule): string {
  return `${rule.transport.toLowerCase()}-${rule.port}`;
}

function ruleBody(rule: PortRule) {
  return {
    ipProtocol: rule.transport.toLowerCase(),
    fromPort: rule.port,
    toPort: rule.port,
    description: rule.description,
  };
}
