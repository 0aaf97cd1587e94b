import { principalArn } from '../../domain/account.ts';
import type { Partition } from '../../domain/partition.ts';
import type { ServiceInspector } from '../service-inspector.ts';
import type { AwsClients } from './clients.ts';
import { findService } from './services.ts';

/** Looks at services with the eyes of an organization's principal. */
export function principalInspector(
  aws: AwsClients,
  tray: { readonly accountId: string; readonly partition: Partition },
): ServiceInspector {
  return {
    look: async ({ organizationId, service, region }) => {
      const arn = principalArn({
        partition: tray.partition,
        accountId: tray.accountId,
        orgId: organizationId,
      });
      const found = await findService(
        { principal: aws.ec2As(arn, region), tray: aws.ec2(region) },
        { name: service.name, serviceRegion: service.region, region },
      );
      if (found === undefined) {
        return {
          visible: false,
          awsErrorCode: 'InvalidServiceName',
          message: `AWS does not show ${service.name} to ${arn}`,
        };
      }
      const { owner, zoneIds, acceptanceRequired, privateDnsName } = found;
      return {
        visible: true,
        owner,
        zoneIds,
        acceptanceRequired,
        ...(privateDnsName === undefined ? {} : { privateDnsName }),
      };
    },
  };
}
