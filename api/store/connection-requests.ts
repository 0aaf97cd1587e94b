import type { ServicePort } from '../../domain/ports.ts';
import type { Connection, NewConnection, RegionChoice } from './schema.ts';

export interface ConnectionRequest {
  readonly id: string;
  readonly organizationId: string;
  readonly service: {
    readonly name: string;
    readonly kind: Connection['service_kind'];
    readonly region: string;
    readonly zoneIds: readonly string[];
  };
  readonly ports: readonly ServicePort[];
  readonly region: string;
  readonly regionChoice: RegionChoice;
  readonly hostname: string | null;
  readonly description: string | null;
  /** Made by an intake: an organization has one such connection to a service at a time. @default false */
  readonly fromIntake?: boolean;
  /** The caller named the region. @default false */
  readonly regionFixed?: boolean;
}

/** What a caller may change. Absent means: as it is. */
export interface ConnectionPatch {
  readonly ports?: readonly ServicePort[];
  readonly hostname?: string | null;
  readonly description?: string | null;
}

/** The row of a request. */
export function requested(request: ConnectionRequest): NewConnection {
  return {
    id: request.id,
    organization_id: request.organizationId,
    service_name: request.service.name,
    service_kind: request.service.kind,
    service_region: request.service.region,
    service_zone_ids: [...request.service.zoneIds],
    ports: JSON.stringify(request.ports),
    region: request.region,
    region_choice: JSON.stringify(request.regionChoice),
    hostname: request.hostname,
    description: request.description,
    from_intake: request.fromIntake ?? false,
    region_fixed: request.regionFixed ?? false,
  };
}
