import type { ApiPromise } from '../api-promise.ts';
import type {
  KnownOrganizationState,
  Organization,
  OrganizationEvent,
  PutOrganization,
} from '../contract.generated.ts';
import type { PagedList } from '../pages.ts';
import type { RequestOptions } from '../request-options.ts';
import type { Transport } from '../transport/transport.ts';
import { type OrganizationWaitOptions, waitForOrganization } from '../waiting/wait-organization.ts';
import { checkParams, conditionalHeaders } from './params.ts';
import { list, send } from './resource.ts';
import type { IfMatch, IfNoneMatch, Query } from './types.ts';

export type ListOrganizationsParams = Query<'listOrganizations'>;
export type ListOrganizationEventsParams = Query<'listOrganizationEvents'>;

export interface PutOrganizationParams extends PutOrganization, IfMatch {
  /** `'*'` lets the call create only: PreconditionFailedError when the organization exists. */
  readonly ifNoneMatch?: '*';
}

/** Who may connect, and from which AWS accounts their services may come. */
export class Organizations {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** Registers the organization, or replaces what is known about it. Doing it again changes nothing. */
  put(
    organizationId: string,
    params: PutOrganizationParams,
    options?: RequestOptions,
  ): ApiPromise<Organization> {
    return send(this.#transport, () => {
      const { ifMatch, ifNoneMatch, ...body } = params;
      return {
        operation: 'putOrganization',
        path: { organizationId },
        headers: conditionalHeaders({ ifMatch, ifNoneMatch }),
        body,
        options,
      };
    });
  }

  /** With `ifNoneMatch` the answer is undefined when nothing has changed. */
  get(organizationId: string, params?: undefined, options?: RequestOptions): ApiPromise<Organization>;
  get(
    organizationId: string,
    params: IfNoneMatch,
    options?: RequestOptions,
  ): ApiPromise<Organization | undefined>;
  get(
    organizationId: string,
    params?: IfNoneMatch,
    options?: RequestOptions,
  ): ApiPromise<Organization | undefined> {
    return send(this.#transport, () => {
      checkParams(params, ['ifNoneMatch']);
      return {
        operation: 'getOrganization',
        path: { organizationId },
        headers: conditionalHeaders(params),
        options,
      };
    });
  }

  /** Newest first. */
  list(params?: ListOrganizationsParams, options?: RequestOptions): PagedList<Organization> {
    return list(this.#transport, { operation: 'listOrganizations', params, filters: [], options });
  }

  /** What was asked of the organization, and by whom: newest first unless `order` is `asc`. */
  events(
    organizationId: string,
    params?: ListOrganizationEventsParams,
    options?: RequestOptions,
  ): PagedList<OrganizationEvent> {
    return list(this.#transport, {
      operation: 'listOrganizationEvents',
      path: { organizationId },
      params,
      filters: ['order'],
      options,
    });
  }

  /** Refused with OrganizationInUseError while it has connections or networks. */
  delete(organizationId: string, params?: IfMatch, options?: RequestOptions): ApiPromise<Organization> {
    return send(this.#transport, () => {
      checkParams(params, ['ifMatch']);
      return {
        operation: 'deleteOrganization',
        path: { organizationId },
        headers: conditionalHeaders(params),
        options,
      };
    });
  }

  /**
   * Waits until the organization is in the state, `ready` when its principal exists.
   *
   * @throws WaitTimeoutError when `timeout` is over; without one it waits as long as it takes.
   */
  waitUntil(
    organizationId: string,
    target: KnownOrganizationState | ((organization: Organization) => boolean),
    options?: OrganizationWaitOptions,
  ): Promise<Organization> {
    return waitForOrganization(this.#transport, organizationId, target, options);
  }
}
