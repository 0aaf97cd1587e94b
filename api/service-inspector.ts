import type { ServiceName } from '../domain/service-name.ts';

/** What AWS shows of a service to an organization's principal. */
export type ServiceSighting =
  | {
      readonly visible: true;
      /** Account number, `amazon` or `aws-marketplace`. */
      readonly owner: string;
      /** Zones that the service and Tray's account have in common. */
      readonly zoneIds: readonly string[];
      readonly acceptanceRequired: boolean;
      /** Regions from which the service can be reached; absent when AWS does not say. */
      readonly supportedRegions?: readonly string[];
      readonly privateDnsName?: string;
    }
  | {
      /** AWS says the same for what does not exist and for what the principal may not see. */
      readonly visible: false;
      readonly awsErrorCode: string;
      readonly message: string;
    };

/**
 * Looks at services through AWS, as an organization's principal. The provisioning API works without one: checks that
 * need AWS are then skipped, and say so.
 */
export interface ServiceInspector {
  /** @throws when AWS cannot be asked; the error's message is shown to the caller of a service check. */
  look(question: {
    readonly organizationId: string;
    readonly service: ServiceName;
    /** Where the endpoint would be. */
    readonly region: string;
  }): Promise<ServiceSighting>;
}
