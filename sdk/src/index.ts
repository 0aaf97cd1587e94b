export { ApiPromise } from './api-promise.ts';
export { type ClientCredentialsOptions, clientCredentials } from './auth/client-credentials.ts';
export type { TokenContext, TokenProvider, TokenSource } from './auth/token-provider.ts';
export { PrivateLinkClient } from './client.ts';
export type { ClientOptions } from './client-options.ts';
export * from './contract.ts';
export * from './errors/index.ts';
export { type Page, PagedList, type ToArrayOptions } from './pages.ts';
export type { CreateOptions, RequestOptions } from './request-options.ts';
export type {
  ConnectionTests,
  GetConnectionTestParams,
  ListConnectionTestsParams,
} from './resources/connection-tests.ts';
export type {
  Connections,
  GetConnectionParams,
  ListConnectionEventsParams,
  ListConnectionRunsParams,
  ListConnectionsParams,
  UpdateConnectionParams,
} from './resources/connections.ts';
export type {
  Connectors,
  ListConnectorEventsParams,
  ListConnectorsParams,
  PutConnectorParams,
} from './resources/connectors.ts';
export type { EnsureOptions } from './resources/ensure.ts';
export type { Health as HealthResource } from './resources/health.ts';
export type { Intakes } from './resources/intakes.ts';
export type { ListNetworksParams, Networks } from './resources/networks.ts';
export type {
  ListOrganizationEventsParams,
  ListOrganizationsParams,
  Organizations,
  PutOrganizationParams,
} from './resources/organizations.ts';
export type { Regions } from './resources/regions.ts';
export type {
  ConnectionAddress,
  ConnectionReference,
  ResolveCacheOptions,
  ResolveOptions,
} from './resources/resolver.ts';
export type { FollowOptions } from './resources/run-progress.ts';
export type { ListRunProgressParams, Runs } from './resources/runs.ts';
export type { ServiceChecks } from './resources/service-checks.ts';
export type { IfMatch, IfNoneMatch } from './resources/types.ts';
export type {
  ErrorEvent,
  RequestEvent,
  ResponseEvent,
  RetryEvent,
  TelemetryAttributes,
  TelemetryHooks,
} from './telemetry.ts';
export type { AgentOptions } from './transport/agent.ts';
export type {
  DispatcherRequest,
  DispatcherResponse,
  HttpDispatcher,
  HttpMethod,
} from './transport/dispatcher.ts';
export type { ApiResponse } from './transport/response.ts';
export { RetryBudget, type RetryBudgetOptions } from './transport/retry-budget.ts';
export { version } from './version.ts';
export type { WaitOptions } from './waiting/wait.ts';
export type { ConnectionWaitOptions, ConnectionWaitTarget } from './waiting/wait-connection.ts';
export type { ConnectorWaitOptions, ConnectorWaitTarget } from './waiting/wait-connector.ts';
export type { OrganizationWaitOptions, OrganizationWaitTarget } from './waiting/wait-organization.ts';
export {
  isConnectionHealthChanged,
  isConnectionStateChanged,
  type UnknownWebhookEvent,
  type VerifyWebhookOptions,
  verifyWebhook,
  type WebhookEvent,
  type WebhookHeaders,
  type WebhookMessage,
} from './webhooks/verify.ts';
