import {
  DeleteFlowLogsCommand,
  DeleteRouteTableCommand,
  DeleteSecurityGroupCommand,
  DeleteSubnetCommand,
  DeleteVpcCommand,
  DisassociateRouteTableCommand,
  type EC2Client,
  RevokeSecurityGroupEgressCommand,
  RevokeSecurityGroupIngressCommand,
} from '@aws-sdk/client-ec2';
import { type CallOptions, unlessGone } from './gone.ts';
import { associationsOf } from './tagged-resources.ts';

/** `Invalid….NotFound` and, for groups, `InvalidGroup.NotFound`: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html */
const gone = /(\.|ID|Id)NotFound$/;

/** Each deletes one thing, and is content when it is gone already. Throws the SDK's error when AWS refuses. */
export const removal = {
  vpc: (client: EC2Client, VpcId: string, options: CallOptions) =>
    remove(() => client.send(new DeleteVpcCommand({ VpcId }), options)),
  subnet: (client: EC2Client, SubnetId: string, options: CallOptions) =>
    remove(() => client.send(new DeleteSubnetCommand({ SubnetId }), options)),
  routeTable: async (client: EC2Client, RouteTableId: string, options: CallOptions) => {
    for (const { id } of await associationsOf(client, RouteTableId, options))
      await removal.association(client, id, options);
    await remove(() => client.send(new DeleteRouteTableCommand({ RouteTableId }), options));
  },
  association: (client: EC2Client, AssociationId: string, options: CallOptions) =>
    remove(() => client.send(new DisassociateRouteTableCommand({ AssociationId }), options)),
  securityGroup: (client: EC2Client, GroupId: string, options: CallOptions) =>
    remove(() => client.send(new DeleteSecurityGroupCommand({ GroupId }), options)),
  rule: (client: EC2Client, rule: { groupId: string; id: string; egress: boolean }, options: CallOptions) =>
    remove(() => {
      const input = { GroupId: rule.groupId, SecurityGroupRuleIds: [rule.id] };
      return rule.egress
        ? client.send(new RevokeSecurityGroupEgressCommand(input), options)
        : client.send(new RevokeSecurityGroupIngressCommand(input), options);
    }),
  flowLog: (client: EC2Client, id: string, options: CallOptions) =>
    remove(async () => {
      const { Unsuccessful: [refusal] = [] } = await client.send(
        new DeleteFlowLogsCommand({ FlowLogIds: [id] }),
        options,
      );
      const { Code = '', Message = '' } = refusal?.Error ?? {};
      if (refusal !== undefined && !/\.NotFound$/.test(Code))
        throw new Error(`${id} cannot be deleted: ${Code}: ${Message}`);
    }),
};

async function remove(work: () => Promise<unknown>): Promise<void> {
  await unlessGone(gone, work);
}
