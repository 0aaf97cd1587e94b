import { SecurityGroup } from '@cdktf/provider-aws/lib/security-group/index.js';
import { VpcSecurityGroupEgressRule } from '@cdktf/provider-aws/lib/vpc-security-group-egress-rule/index.js';
import { VpcSecurityGroupIngressRule } from '@cdktf/provider-aws/lib/vpc-security-group-ingress-rule/index.js';
import { defined } from '../../domain/defined.ts';
import { assertRulesFit, type Quotas, quotasWith } from '../../domain/limits.ts';
import type { Tags } from '../../domain/tags.ts';
import { Construct } from '../cdktf.ts';
import { checkProp, InvalidPropsError } from '../invalid-props.ts';

/** A port, or a range of ports, of one transport. */
export interface PortRule {
  readonly transport: 'TCP' | 'UDP';
  readonly port: number;
  /** Last port of a range. @default `port` alone */
  readonly toPort?: number;
  /** Says what the rule is for; AWS shows it beside the rule. */
  readonly description: string;
}

export interface ClosedSecurityGroupProps {
  readonly vpcId: string;
  /** Beginning of the group's name; AWS appends a suffix. */
  readonly namePrefix: string;
  readonly description: string;
  readonly tags?: Tags;
  /** What the account's quotas are. @default AWS's own */
  readonly quotas?: Partial<Quotas>;
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
  readonly #quotas: Quotas;
  readonly #rules = { ingress: 0, egress: 0 };

  constructor(scope: Construct, id: string, props: ClosedSecurityGroupProps) {
    super(scope, id);
    this.#quotas = quotasWith(props.quotas);
    this.group = new SecurityGroup(this, 'Resource', {
      namePrefix: props.namePrefix,
      description: props.description,
      vpcId: props.vpcId,
      ...defined({ tags: props.tags && { ...props.tags } }),
      lifecycle: { createBeforeDestroy: true },
    });
  }

  get id(): string {
    return this.group.id;
  }

  /** Lets `cidr` in on one port or range. */
  allowFrom(cidr: string, rule: PortRule): void {
    this.#refuseEverywhere(cidr);
    this.#count('ingress');
    new VpcSecurityGroupIngressRule(this, `ingress_${ruleKey(rule)}`, {
      securityGroupId: this.group.id,
      cidrIpv4: cidr,
      ...ruleBody(rule),
    });
  }

  /** Lets members out to `cidr` on one port or range. */
  allowTo(cidr: string, rule: PortRule): void {
    this.#refuseEverywhere(cidr);
    this.#count('egress');
    new VpcSecurityGroupEgressRule(this, `egress_${ruleKey(rule)}`, {
      securityGroupId: this.group.id,
      cidrIpv4: cidr,
      ...ruleBody(rule),
    });
  }

  /** Lets members out to an AWS prefix list on one port; `key` names the list in the logical id. */
  allowToPrefixList(key: string, prefixListId: string, rule: PortRule): void {
    this.#count('egress');
    new VpcSecurityGroupEgressRule(this, `egress_${key}_${ruleKey(rule)}`, {
      securityGroupId: this.group.id,
      prefixListId,
      ...ruleBody(rule),
    });
  }

  /** AWS would say so only in the middle of an apply, with half of the rules in place. */
  #count(direction: 'ingress' | 'egress'): void {
    this.#rules[direction] += 1;
    checkProp(this.node.path, 'rules', () => assertRulesFit(this.#rules[direction], this.#quotas));
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
  // A single port keeps the name that it had before there were ranges: it is an address in live states.
  const range = rule.toPort === undefined || rule.toPort === rule.port ? '' : `-${rule.toPort}`;
  return `${rule.transport.toLowerCase()}-${rule.port}${range}`;
}

function ruleBody(rule: PortRule) {
  return {
    ipProtocol: rule.transport.toLowerCase(),
    fromPort: rule.port,
    toPort: rule.toPort ?? rule.port,
    description: rule.description,
  };
}
