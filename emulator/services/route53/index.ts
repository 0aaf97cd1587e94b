import type { Service } from '../../core/service.ts';
import { model } from '../../models/route53.generated.ts';
import type { Route } from '../../protocols/rest.ts';
import { restXml } from '../../protocols/rest-xml.ts';
import { getChange } from './changes.ts';
import {
  createHostedZone,
  deleteHostedZone,
  getDnssec,
  getHostedZone,
  getHostedZoneCount,
  listHostedZones,
  listHostedZonesByName,
  updateHostedZoneComment,
} from './hosted-zones.ts';
import { changeResourceRecordSets, listResourceRecordSets } from './record-sets.ts';
import { changeTagsForResource, listTagsForResource, listTagsForResources } from './tags.ts';
import {
  associateVpcWithHostedZone,
  createVpcAssociationAuthorization,
  deleteVpcAssociationAuthorization,
  disassociateVpcFromHostedZone,
  listHostedZonesByVpc,
  listVpcAssociationAuthorizations,
} from './vpc-associations.ts';

const routes: readonly Route[] = [
  ['POST', '/2013-04-01/hostedzone', 'CreateHostedZone'],
  ['GET', '/2013-04-01/hostedzone', 'ListHostedZones'],
  ['GET', '/2013-04-01/hostedzonecount', 'GetHostedZoneCount'],
  ['GET', '/2013-04-01/hostedzonesbyname', 'ListHostedZonesByName'],
  ['GET', '/2013-04-01/hostedzonesbyvpc', 'ListHostedZonesByVPC'],
  ['GET', '/2013-04-01/hostedzone/{Id}', 'GetHostedZone'],
  ['POST', '/2013-04-01/hostedzone/{Id}', 'UpdateHostedZoneComment'],
  ['DELETE', '/2013-04-01/hostedzone/{Id}', 'DeleteHostedZone'],
  ['GET', '/2013-04-01/hostedzone/{Id}/dnssec', 'GetDNSSEC'],
  ['POST', '/2013-04-01/hostedzone/{Id}/rrset', 'ChangeResourceRecordSets'],
  ['GET', '/2013-04-01/hostedzone/{Id}/rrset', 'ListResourceRecordSets'],
  ['POST', '/2013-04-01/hostedzone/{Id}/associatevpc', 'AssociateVPCWithHostedZone'],
  ['POST', '/2013-04-01/hostedzone/{Id}/disassociatevpc', 'DisassociateVPCFromHostedZone'],
  ['POST', '/2013-04-01/hostedzone/{Id}/authorizevpcassociation', 'CreateVPCAssociationAuthorization'],
  ['GET', '/2013-04-01/hostedzone/{Id}/authorizevpcassociation', 'ListVPCAssociationAuthorizations'],
  ['POST', '/2013-04-01/hostedzone/{Id}/deauthorizevpcassociation', 'DeleteVPCAssociationAuthorization'],
  ['GET', '/2013-04-01/change/{Id}', 'GetChange'],
  ['POST', '/2013-04-01/tags/{ResourceType}', 'ListTagsForResources'],
  ['POST', '/2013-04-01/tags/{ResourceType}/{ResourceId}', 'ChangeTagsForResource'],
  ['GET', '/2013-04-01/tags/{ResourceType}/{ResourceId}', 'ListTagsForResource'],
];

export const route53: Service = {
  signingName: 'route53',
  model,
  protocols: [restXml({ xmlns: 'https://route53.amazonaws.com/doc/2013-04-01/', routes })],
  actions: {
    AssociateVPCWithHostedZone: associateVpcWithHostedZone,
    ChangeResourceRecordSets: changeResourceRecordSets,
    ChangeTagsForResource: changeTagsForResource,
    CreateHostedZone: createHostedZone,
    CreateVPCAssociationAuthorization: createVpcAssociationAuthorization,
    DeleteHostedZone: deleteHostedZone,
    DeleteVPCAssociationAuthorization: deleteVpcAssociationAuthorization,
    DisassociateVPCFromHostedZone: disassociateVpcFromHostedZone,
    GetChange: getChange,
    GetDNSSEC: getDnssec,
    GetHostedZone: getHostedZone,
    GetHostedZoneCount: getHostedZoneCount,
    ListHostedZones: listHostedZones,
    ListHostedZonesByName: listHostedZonesByName,
    ListHostedZonesByVPC: listHostedZonesByVpc,
    ListResourceRecordSets: listResourceRecordSets,
    ListTagsForResource: listTagsForResource,
    ListTagsForResources: listTagsForResources,
    ListVPCAssociationAuthorizations: listVpcAssociationAuthorizations,
    UpdateHostedZoneComment: updateHostedZoneComment,
  },
};
