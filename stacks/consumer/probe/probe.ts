import { IamRole } from '@cdktf/provider-aws/lib/iam-role/index.js';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy/index.js';
import { LambdaFunction } from '@cdktf/provider-aws/lib/lambda-function/index.js';
import { LambdaPermission } from '@cdktf/provider-aws/lib/lambda-permission/index.js';
import type { Partition } from '../../../domain/partition.ts';
import { probeName } from '../../../domain/stack-ids.ts';
import { networkTagValue, TAG } from '../../../domain/tags.ts';
import { Construct } from '../../cdktf.ts';
import type { Network } from '../network.ts';
import { policyDocument } from '../policy.ts';
import { ClosedSecurityGroup } from '../security-group.ts';
import { probeArchive } from './archive.ts';

/** Longer than everything that the handler does together. */
export const probeTimeoutSeconds = 60;

export interface ProbeProps {
  readonly network: Network;
  readonly organizationId: string;
  readonly partition: Partition;
  readonly region: string;
  /** Tray's account. */
  readonly accountId: string;
  /** The role that may give it orders. @default whoever the account's own policies allow to */
  readonly invokerArn?: string;
}

/**
 * A function inside the network that tries its connections when the API tells it to. It stands in every subnet, costs nothing while it
 * is not asked, and needs no AWS endpoint: orders and answers go through Lambda itself.
 *
 * No concurrency is reserved: what one function reserves all others of the account lose, and there is one in every network.
 */
export class Probe extends Construct {
  readonly lambda: LambdaFunction;
  readonly securityGroup: ClosedSecurityGroup;

  constructor(scope: Construct, id: string, props: ProbeProps) {
    super(scope, id);
    const { network, organizationId, region } = props;
    const name = probeName(organizationId, region);
    const tags = { Name: name, [TAG.network]: networkTagValue(organizationId, region) };
    this.securityGroup = new ClosedSecurityGroup(this, 'security-group', {
      vpcId: network.vpc.id,
      namePrefix: `${name}-`,
      description: `Probe of the network of ${organizationId} in ${region}`,
      tags,
    });
    // Which ports connections have, this stack does not know; where they lead, it does.
    this.securityGroup.allowTo(network.cidr, {
      transport: 'TCP',
      port: 1,
      toPort: 65_535,
      description: 'Connections, within the network',
    });
    const policy = this.#addRole(props, name);
    const archive = probeArchive();
    this.lambda = new LambdaFunction(this, 'Resource', {
      functionName: name,
      description: `Tries the connections of ${organizationId} in ${region}`,
      role: policy.role,
      runtime: 'nodejs22.x',
      architectures: ['arm64'],
      handler: 'index.handler',
      filename: archive.name,
      sourceCodeHash: archive.hash,
      memorySize: 256,
      timeout: probeTimeoutSeconds,
      vpcConfig: { subnetIds: network.subnetIds, securityGroupIds: [this.securityGroup.id] },
      environment: { variables: { NETWORK_CIDR: network.cidr } },
      tags,
      dependsOn: [policy.policy],
    });
    if (props.invokerArn !== undefined) {
      new LambdaPermission(this, 'permission', {
        statementId: 'OrdersOfTheApi',
        functionName: this.lambda.functionName,
        action: 'lambda:InvokeFunction',
        principal: props.invokerArn,
      });
    }
  }

  #addRole(props: ProbeProps, name: string): { role: string; policy: IamRolePolicy } {
    const { network, organizationId, partition, region, accountId } = props;
    const role = new IamRole(this, 'role', {
      // At most 62 of 64 characters: a role that an interrupted run left is found by its name again.
      name: `tray-probe-${organizationId}-${region}`,
      description: `Network interfaces of the probe of ${organizationId} in ${region}`,
      assumeRolePolicy: policyDocument([
        {
          Sid: 'Lambda',
          Effect: 'Allow',
          Principal: { Service: 'lambda.amazonaws.com' },
          Action: 'sts:AssumeRole',
        },
      ]),
    });
    const interfaceActions = [
      'ec2:AssignPrivateIpAddresses',
      'ec2:CreateNetworkInterface',
      'ec2:DeleteNetworkInterface',
      'ec2:UnassignPrivateIpAddresses',
    ];
    // https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-permissions
    const policy = new IamRolePolicy(this, 'role-policy', {
      name: 'own-network-interfaces',
      role: role.name,
      policy: policyDocument([
        {
          Sid: 'InterfacesInTheNetwork',
          Effect: 'Allow',
          Action: interfaceActions,
          // When a function is made, Lambda checks these without naming a resource; every call that names one names its VPC, too.
          Resource: '*',
          Condition: { ArnEqualsIfExists: { 'ec2:Vpc': network.vpc.arn } },
        },
        {
          Sid: 'Look',
          Effect: 'Allow',
          // Neither takes a resource.
          Action: ['ec2:DescribeNetworkInterfaces', 'ec2:DescribeSubnets'],
          Resource: '*',
        },
        {
          // Lambda itself needs the interfaces, the code in the function does not.
          Sid: 'NothingForTheCode',
          Effect: 'Deny',
          Action: [...interfaceActions, 'ec2:DescribeNetworkInterfaces', 'ec2:DescribeSubnets'],
          Resource: '*',
          Condition: {
            ArnEquals: {
              'lambda:SourceFunctionArn': `arn:${partition}:lambda:${region}:${accountId}:function:${name}`,
            },
          },
        },
      ]),
    });
    return { role: role.arn, policy };
  }
}
