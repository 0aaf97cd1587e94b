/**
 * Generated from the contract of the provisioning API. Do not edit: change the contract, then `npm run generate`.
 */
export interface paths {
    readonly "/v1/organizations": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * List organizations
         * @description The organizations that the token may see, newest first.
         */
        readonly get: operations["listOrganizations"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/organizations/{organizationId}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /**
                 * @description The Tray OrgID.
                 * @example acme
                 */
                readonly organizationId: components["parameters"]["OrganizationId"];
            };
            readonly cookie?: never;
        };
        /**
         * Read an organization
         * @description The organization with its principal. Send `If-None-Match` to learn cheaply that nothing changed.
         */
        readonly get: operations["getOrganization"];
        /**
         * Register or replace an organization
         * @description Registers the organization, or replaces what is known about it. Sending the same body again changes nothing.
         *
         *     The answer names the `principal.arn` that the customer must add to the allowed principals of its endpoint
         *     service. The role itself is created in the background: the organization's `state` is `provisioning` until then.
         *
         *     `If-None-Match: *` makes the call create only; `If-Match` makes it replace only the version you have read.
         *     An AWS account or partition in use by live connections cannot be taken away (409 `organization_in_use`). An AWS
         *     account belongs to one organization, unless the operator allows that it is shared (409 `aws_account_taken`).
         */
        readonly put: operations["putOrganization"];
        readonly post?: never;
        /**
         * Delete an organization
         * @description Removes the organization and its principal. Refused with 409 `organization_in_use` while it has connections or
         *     networks: delete those first. The principal is destroyed in the background; the organization answers 404 when
         *     that is done.
         */
        readonly delete: operations["deleteOrganization"];
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/organizations/{organizationId}/events": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /**
                 * @description The Tray OrgID.
                 * @example acme
                 */
                readonly organizationId: components["parameters"]["OrganizationId"];
            };
            readonly cookie?: never;
        };
        /**
         * Read an organization's history
         * @description Every change to the organization: when it was registered, which accounts and ranges were added and removed, and
         *     by whom. The history is append-only. Newest first; `order=asc` starts from the beginning.
         */
        readonly get: operations["listOrganizationEvents"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/connections": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * List connections
         * @description The connections that the token may see, newest first. Filters combine: a connection must meet all of them.
         *     Deleted connections are listed only when `state=deleted` is asked for.
         */
        readonly get: operations["listConnections"];
        readonly put?: never;
        /**
         * Request a connection
         * @description Asks for a private connection from the organization to one endpoint service. The answer comes at once, in state
         *     `requested`; the rest happens in the background. Follow it with `GET /v1/connections/{connectionId}?waitFor=…`.
         *
         *     A service belongs to one organization: the one to whose principal AWS has shown it, and whose `awsAccountIds` own
         *     it. That is checked before an endpoint is created. From then on the name is refused to other organizations with
         *     409 `service_name_taken`, and what they have asked for ends as `failed` with that reason. Products of the AWS
         *     Marketplace are not claimed.
         *
         *     A `hostname` belongs to one connection of a network, from the request until the connection is `deleted` or the
         *     name has been removed from it; other connections are refused it with 409 `hostname_taken`. A connection that is
         *     `failed`, `rejected` or `expired` keeps its name. Names that others depend on are refused (422): see `HostName`.
         *
         *     Without `region` the network is placed in the service's own region where Tray has it, else in the enabled region
         *     with the lowest estimated round trip; `regionChoice.reason` says why.
         */
        readonly post: operations["createConnection"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/connections/{connectionId}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /**
                 * @description The id of a connection, as the answer to its creation named it.
                 * @example acme-orders-db
                 */
                readonly connectionId: components["parameters"]["ConnectionId"];
            };
            readonly cookie?: never;
        };
        /**
         * Read a connection, or wait for it to change
         * @description The connection as it stands. With `waitFor` the server holds the answer back until
         *
         *     - the connection is in one of the states you wait for, or
         *     - it is in `rejected`, `expired`, `failed` or `deleted`, which it will not leave by itself, or
         *     - `timeout` seconds have passed: then you get the connection as it is, and ask again.
         *
         *     `waitFor=change` together with `If-None-Match` waits for any change from the version you know; when there is none
         *     in time the answer is 304.
         */
        readonly get: operations["getConnection"];
        readonly put?: never;
        readonly post?: never;
        /**
         * Delete a connection
         * @description Removes DNS, then the endpoint, then the network when this was its last connection. Refused with 409
         *     `connection_in_use`, which names them, while connectors use it. The answer comes at once, in
         *     state `deleting`; wait for `deleted` with `waitFor=deleted`. Deleting what is being deleted, or is already
         *     deleted, changes nothing and is not an error.
         */
        readonly delete: operations["deleteConnection"];
        readonly options?: never;
        readonly head?: never;
        /**
         * Change a connection
         * @description Changes the named fields and leaves the others. `null` removes an optional field. `ports` is replaced as a whole.
         *     Service, organization and region are fixed: a connection elsewhere is another connection. A `hostname` that another
         *     connection of the network has is refused with 409 `hostname_taken`; one that is given up becomes free for others
         *     once the change is live.
         *
         *     The change is rolled out in the background, without a new acceptance: `generation` counts changes, and
         *     `observedGeneration` reaches it when the change is live. Not possible in `deleting` and `deleted` (409
         *     `illegal_state`).
         */
        readonly patch: operations["updateConnection"];
        readonly trace?: never;
    };
    readonly "/v1/connections/{connectionId}/retry": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /**
                 * @description The id of a connection, as the answer to its creation named it.
                 * @example acme-orders-db
                 */
                readonly connectionId: components["parameters"]["ConnectionId"];
            };
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Try again
         * @description Starts a connection again that is in `failed`, `rejected` or `expired`, after the cause has been fixed. In any
         *     other state there is nothing to retry (409 `illegal_state`). Refused like a new request if the service has meanwhile
         *     been proven to belong to another organization (409 `service_name_taken`).
         */
        readonly post: operations["retryConnection"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/connections/{connectionId}/events": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /**
                 * @description The id of a connection, as the answer to its creation named it.
                 * @example acme-orders-db
                 */
                readonly connectionId: components["parameters"]["ConnectionId"];
            };
            readonly cookie?: never;
        };
        /**
         * Read a connection's history
         * @description Everything that happened to the connection: when, from which state to which, why, by whom, and the AWS request id
         *     where AWS was asked. The history is append-only. Newest first; `order=asc` starts from the beginning.
         */
        readonly get: operations["listConnectionEvents"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/connections/{connectionId}/acceptance": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /**
                 * @description The id of a connection, as the answer to its creation named it.
                 * @example acme-orders-db
                 */
                readonly connectionId: components["parameters"]["ConnectionId"];
            };
            readonly cookie?: never;
        };
        /**
         * Read the acceptance pack
         * @description What the customer's AWS administrator needs to accept the right request and no other: the endpoint id, who asks
         *     (Tray's account and the organization's principal), until when, the AWS CLI command, and the input of the
         *     Terraform module. AWS shows the administrator only the endpoint id and Tray's account; the endpoint id is what
         *     ties the request to this connection.
         *
         *     409 `acceptance_not_ready` until the endpoint exists.
         */
        readonly get: operations["getConnectionAcceptance"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/connections/{connectionId}/tests": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /**
                 * @description The id of a connection, as the answer to its creation named it.
                 * @example acme-orders-db
                 */
                readonly connectionId: components["parameters"]["ConnectionId"];
            };
            readonly cookie?: never;
        };
        /**
         * List the tests of a connection
         * @description The tests that are kept, newest first.
         */
        readonly get: operations["listConnectionTests"];
        readonly put?: never;
        /**
         * Test a connection
         * @description Has the network's probe try the connection: names, every port through the endpoint in every zone, TLS where the port
         *     says so. The answer comes at once, in state `queued`; read it with `waitFor=finished`. A test that is queued and has not
         *     begun is given to everyone who asks meanwhile.
         *
         *     Possible in every state but `deleting` and `deleted` (409 `illegal_state`); before the endpoint exists, and before it is accepted,
         *     the finding says who must act. 409 `probe_disabled` when this installation's networks have no probe. The newest 100 tests of a
         *     connection are kept.
         */
        readonly post: operations["createConnectionTest"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/connections/{connectionId}/tests/{testId}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /**
                 * @description The id of a connection, as the answer to its creation named it.
                 * @example acme-orders-db
                 */
                readonly connectionId: components["parameters"]["ConnectionId"];
                /**
                 * @description The id of a test.
                 * @example 0198c1f2-7a10-4c3e-9a55-1f2e3d4c5b6b
                 */
                readonly testId: components["parameters"]["TestId"];
            };
            readonly cookie?: never;
        };
        /**
         * Read a test, or wait for its end
         * @description The test as it stands. With `waitFor=finished` the answer is held back until the test is `finished` or `failed`, or `timeout`
         *     seconds have passed.
         */
        readonly get: operations["getConnectionTest"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/connections/{connectionId}/runs": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /**
                 * @description The id of a connection, as the answer to its creation named it.
                 * @example acme-orders-db
                 */
                readonly connectionId: components["parameters"]["ConnectionId"];
            };
            readonly cookie?: never;
        };
        /**
         * List the Terraform runs of a connection
         * @description The runs made for this connection, newest first.
         */
        readonly get: operations["listConnectionRuns"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/runs/{runId}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /**
                 * @description The id of a Terraform run.
                 * @example 0198c1f2-7a10-7c3e-9a55-1f2e3d4c5b6a
                 */
                readonly runId: components["parameters"]["RunId"];
            };
            readonly cookie?: never;
        };
        /**
         * Read a Terraform run
         * @description One run with its outcome. `unknown` means that the worker was lost during the run: the next run finds out what had
         *     been done before it continues.
         */
        readonly get: operations["getRun"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/runs/{runId}/progress": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /**
                 * @description The id of a Terraform run.
                 * @example 0198c1f2-7a10-7c3e-9a55-1f2e3d4c5b6a
                 */
                readonly runId: components["parameters"]["RunId"];
            };
            readonly cookie?: never;
        };
        /**
         * Read the progress of a Terraform run
         * @description The lines that Terraform reported, oldest first, while the run goes on and afterwards. To follow a run, ask again with the last `nextCursor`.
         */
        readonly get: operations["listRunProgress"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/intakes": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Submit the six facts
         * @description Takes the `tray_intake` output of the customer's Terraform module as it is
         *     (`terraform output -json tray_intake`), registers the organization when it is new, and requests the connection.
         *
         *     For an organization that is registered already, `aws_account_id` must be one of its accounts: an intake never
         *     adds an account to an existing organization (422 `invalid_value`). When the organization already has a live
         *     connection to that service, in any state but `deleting` and `deleted`, the answer is that connection with status
         *     200; its ports are not changed. However many identical intakes arrive at once, one connection is created.
         */
        readonly post: operations["submitIntake"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/service-checks": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Check a service before asking for a connection
         * @description Says how a connection with these facts would fare, and creates nothing: the region that would be chosen and
         *     why, the zone ids, and every check with its verdict, the side that must act, and the fix. A check that says
         *     `failed` is an answer, not an error: the status is 200.
         *
         *     AWS gives the same answer for a service that does not exist and for one that does not allow Tray's principal, so
         *     that check names both causes.
         */
        readonly post: operations["createServiceCheck"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/networks": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * List networks
         * @description The dedicated VPCs of the organizations that the token may see, newest first.
         */
        readonly get: operations["listNetworks"];
        readonly put?: never;
        /**
         * Make a network ahead
         * @description Makes the organization's network in a region before its first connection, so that nobody waits for a VPC later. It is
         *     `retained` unless you say otherwise: it does not go with its last connection.
         *
         *     An organization has one network in a region (409 `network_exists` names it). While the last one is being deleted the answer is 409
         *     `illegal_state`. Without `cidr` the network gets a free range of the address pool.
         */
        readonly post: operations["createNetwork"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/networks/{networkId}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /**
                 * @description The id of a network: `net-<organization>-<region>`.
                 * @example net-acme-eu-west-1
                 */
                readonly networkId: components["schemas"]["NetworkId"];
            };
            readonly cookie?: never;
        };
        /**
         * Read a network
         * @description One dedicated VPC, with its address range and zones.
         */
        readonly get: operations["getNetwork"];
        readonly put?: never;
        readonly post?: never;
        /**
         * Delete a network
         * @description Removes the network, retained or not. Refused with 409 `network_in_use` while a connection that is not `deleted`, or a connector,
         *     is in it or on its way into it. The network answers 404 when it is gone.
         */
        readonly delete: operations["deleteNetwork"];
        readonly options?: never;
        readonly head?: never;
        /**
         * Change what a network holds
         * @description Changes the named fields and leaves the others; each is replaced as a whole. The network stays `available` while the change is
         *     rolled out: `observedGeneration` reaches `generation` when it is live.
         *
         *     What a connector of the network needs cannot be taken from it (409 `network_in_use`). A network that stops being `retained` and
         *     has neither connections nor connectors is deleted.
         */
        readonly patch: operations["updateNetwork"];
        readonly trace?: never;
    };
    readonly "/v1/networks/{networkId}/bucket-policy": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /**
                 * @description The id of the network: `net-<organization>-<region>`.
                 * @example net-acme-eu-west-1
                 */
                readonly networkId: components["parameters"]["NetworkOfConnector"];
            };
            readonly cookie?: never;
        };
        /**
         * Read the statement for a bucket's policy
         * @description The statement that the policy of the customer's bucket needs so that its data moves through this network's S3 gateway endpoint
         *     only. It denies data actions, and none that configure the bucket: whoever administers it is not locked out. 409 `network_not_ready` until the
         *     endpoint exists.
         */
        readonly get: operations["getNetworkBucketPolicy"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/regions": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * List regions
         * @description Every AWS region that the service knows, in alphabetical order, and whether Tray places networks there. Any valid token may read it.
         */
        readonly get: operations["listRegions"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/networks/{networkId}/connectors": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /**
                 * @description The id of the network: `net-<organization>-<region>`.
                 * @example net-acme-eu-west-1
                 */
                readonly networkId: components["parameters"]["NetworkOfConnector"];
            };
            readonly cookie?: never;
        };
        /**
         * List the connectors of a network
         * @description The workloads that run in the network, newest first.
         */
        readonly get: operations["listConnectors"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/networks/{networkId}/connectors/{connectorId}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /**
                 * @description The id of the network: `net-<organization>-<region>`.
                 * @example net-acme-eu-west-1
                 */
                readonly networkId: components["parameters"]["NetworkOfConnector"];
                /**
                 * @description The id of a connector, chosen by whoever deploys it. Its network's own.
                 * @example orders-reader
                 */
                readonly connectorId: components["parameters"]["ConnectorId"];
            };
            readonly cookie?: never;
        };
        /**
         * Read a connector
         * @description The connector as it stands, with the tasks that run, and why it does not run where it does not.
         */
        readonly get: operations["getConnector"];
        /**
         * Deploy or replace a connector
         * @description Deploys a workload in the network, or replaces what is wanted of it. Sending the same body again changes nothing.
         *     The answer comes at once, in state `provisioning`; the rest happens in the background.
         *
         *     The network has no way to the internet: the image must be in Amazon ECR, in the network's region. With
         *     `awsServices: auto` (the default) the AWS services that the connector needs, and the S3 gateway through which ECR
         *     serves image layers, are added to the network; with `existing` the answer is 422 with the list of those that it lacks.
         *
         *     A connection may be named before it is available: the connector is told the host that it will have. It must be of the
         *     same organization and region; any other is answered as if it did not exist (422). While a connector names a connection,
         *     that connection cannot be deleted (409 `connection_in_use`), and a network does not go while it has connectors.
         *
         *     `If-None-Match: *` makes the call create only; `If-Match` makes it replace only the version you have read.
         */
        readonly put: operations["putConnector"];
        readonly post?: never;
        /**
         * Delete a connector
         * @description Stops its tasks and removes what was deployed for it; with its last connector and connection a network goes that is
         *     not retained. The answer comes at once, in state `deleting`; when it is gone, reading it answers 404. Deleting what is
         *     being deleted changes nothing and is not an error.
         */
        readonly delete: operations["deleteConnector"];
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/networks/{networkId}/connectors/{connectorId}/events": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /**
                 * @description The id of the network: `net-<organization>-<region>`.
                 * @example net-acme-eu-west-1
                 */
                readonly networkId: components["parameters"]["NetworkOfConnector"];
                /**
                 * @description The id of a connector, chosen by whoever deploys it. Its network's own.
                 * @example orders-reader
                 */
                readonly connectorId: components["parameters"]["ConnectorId"];
            };
            readonly cookie?: never;
        };
        /**
         * Read a connector's history
         * @description What was asked of the connector and what became of it, newest first unless `order=asc`.
         */
        readonly get: operations["listConnectorEvents"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/healthz": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Is the process alive?
         * @description Answers 200 as long as the process can answer at all. For liveness probes. Operators can serve it on a separate port.
         */
        readonly get: operations["getHealth"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/readyz": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Can the process serve requests?
         * @description 200 when the database answers and the process is not stopping, else 503. For readiness probes. Operators can serve it on a separate port.
         */
        readonly get: operations["getReadiness"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/metrics": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Prometheus metrics
         * @description Counters, gauges and histograms in the Prometheus text format. It contains no organization names. Operators can serve it on a separate port.
         */
        readonly get: operations["getMetrics"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/openapi.json": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * This document
         * @description The contract that this server was built from, as JSON. `/docs` shows it as a reference.
         */
        readonly get: operations["getOpenapi"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
}
export interface webhooks {
    readonly connectionStateChanged: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * A connection changed its state
         * @description Sent to the destination that the operator configured, once per change of state and in order per connection.
         *     Signed by the Standard Webhooks scheme: `webhook-signature` holds space-separated `v1,<base64>` signatures,
         *     HMAC-SHA256 with the shared secret over `<webhook-id>.<webhook-timestamp>.<body>`. Verify it over the raw body and
         *     refuse timestamps more than five minutes off. Deliveries are repeated until a 2xx answer comes, so the same
         *     `webhook-id` may arrive twice. Ignore types that you do not know.
         */
        readonly post: operations["onConnectionStateChanged"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly connectionHealthChanged: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * A connection's health changed
         * @description Sent when a test finds another health than the one before. Everything else is as for `connection.state_changed`.
         */
        readonly post: operations["onConnectionHealthChanged"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
}
export interface components {
    schemas: {
        /**
         * @description A Tray OrgID. Lower-case letters, digits and inner hyphens, at most 36 characters; a UUID fits.
         * @example acme
         */
        readonly OrganizationId: string;
        /**
         * @description The id of a connection. A DNS label of at most 40 characters, because connectors reach the service under this name.
         * @example acme-orders-db
         */
        readonly ConnectionId: string;
        /**
         * @description The id of a network: `net-<organization>-<region>`.
         * @example net-acme-eu-west-1
         */
        readonly NetworkId: string;
        /** @description The id of a Terraform run, a UUID. */
        readonly RunId: string;
        /**
         * @description The code of an AWS region.
         * @example eu-west-1
         */
        readonly RegionCode: string;
        /**
         * @description The id of an availability zone, which means the same in every AWS account. Not its name (`eu-west-1a`), which does not.
         * @example euw1-az1
         */
        readonly ZoneId: string;
        /**
         * @description An AWS account number, twelve digits, as a string because leading zeros count.
         * @example 222222222222
         */
        readonly AccountId: string;
        /**
         * @description An IPv4 range in CIDR notation, without host bits.
         * @example 10.0.0.0/16
         */
        readonly Cidr: string;
        /**
         * @description The fully qualified name of a VPC endpoint service, as AWS shows it.
         * @example com.amazonaws.vpce.eu-west-1.vpce-svc-0123456789abcdef0
         */
        readonly ServiceName: string;
        /**
         * @description A fully qualified DNS name in lower case, without a final dot. As the `hostname` of a connection it gets a private
         *     zone in the network, which hides what the name and names below it resolve to elsewhere. So nobody gets a name at,
         *     below or above Tray's private zone, AWS's domains, names that machines reserve for themselves (`localhost`, `local`,
         *     reverse zones), domains whose names encode addresses (`nip.io`) or the operator's own domains, and nobody gets a
         *     public suffix (422 `reserved_hostname`).
         * @example orders.acme.example
         */
        readonly HostName: string;
        /**
         * Format: date-time
         * @description RFC 3339, in UTC.
         */
        readonly Timestamp: string;
        /**
         * @description The AWS partition; connections never cross it.
         * @enum {string}
         */
        readonly Partition: "aws" | "aws-cn" | "aws-us-gov";
        /** @description What to send as `cursor` for the next page; null on the last one. */
        readonly Cursor: string | null;
        /**
         * @description Where the connection stands.
         *
         *     - `requested`: recorded, not yet checked
         *     - `checking`: the service is being looked up and its owner checked
         *     - `provisioning`: network and endpoint are being created
         *     - `pending_acceptance`: the customer must accept the endpoint
         *     - `connecting`: accepted; AWS is bringing the endpoint up
         *     - `configuring`: DNS is being set up
         *     - `available`: connectors can use it
         *     - `rejected`: the customer refused it
         *     - `expired`: nobody accepted it in time
         *     - `failed`: it cannot go on; `reason` says why
         *     - `deleting`, `deleted`: being deleted, and gone
         * @enum {string}
         */
        readonly ConnectionState: 'requested' | 'checking' | 'provisioning' | 'pending_acceptance' | 'connecting' | 'configuring' | 'available' | 'rejected' | 'expired' | 'failed' | 'deleting' | 'deleted' | (string & {});
        /**
         * @description A state to wait for, or `change` for any change from the version in `If-None-Match`.
         * @enum {string}
         */
        readonly WaitTarget: "change" | "requested" | "checking" | "provisioning" | "pending_acceptance" | "connecting" | "configuring" | "available" | "rejected" | "expired" | "failed" | "deleting" | "deleted";
        /**
         * @description Whether the principal exists. `failed` is retried automatically; `reason` says what went wrong.
         * @enum {string}
         */
        readonly OrganizationState: 'provisioning' | 'ready' | 'failed' | 'deleting' | (string & {});
        /**
         * @description Where the network stands. `failed` is retried automatically; `reason` says what went wrong.
         * @enum {string}
         */
        readonly NetworkState: 'requested' | 'provisioning' | 'available' | 'failed' | 'deleting' | (string & {});
        /**
         * @description The state of the run. `unknown` means that its worker was lost during the run.
         * @enum {string}
         */
        readonly RunState: 'queued' | 'running' | 'succeeded' | 'failed' | 'canceled' | 'unknown' | (string & {});
        /**
         * @description The state that AWS reports for the endpoint, in AWS's own spelling.
         * @enum {string}
         */
        readonly AwsEndpointState: 'pendingAcceptance' | 'pending' | 'available' | 'rejected' | 'expired' | 'failed' | 'deleting' | 'deleted' | 'partial' | (string & {});
        /**
         * @description Why it is in this state. `aws_error` carries AWS's own code and message; `name_taken` names a foreign resource that occupies a name which is needed, `deletion_blocked` what is holding up a deletion.
         * @enum {string}
         */
        readonly ReasonCode: 'service_not_visible' | 'service_region_not_supported' | 'zones_not_in_common' | 'owner_mismatch' | 'service_name_taken' | 'region_not_enabled' | 'no_eligible_region' | 'address_pool_exhausted' | 'overlapping_cidr' | 'quota_exceeded' | 'access_denied' | 'throttled' | 'waiting_for_aws' | 'endpoint_rejected' | 'endpoint_expired' | 'endpoint_failed' | 'endpoint_partial' | 'endpoint_deleted_elsewhere' | 'private_dns_failed' | 'terraform_unavailable' | 'terraform_failed' | 'run_unknown' | 'name_taken' | 'deletion_blocked' | 'stack_locked' | 'out_of_space' | 'aws_error' | 'internal_error' | 'region_changed' | 'network_full' | 'probe_failed' | 'canceled' | 'waiting_for_network' | 'image_unavailable' | 'secret_unavailable' | 'aws_service_missing' | 'task_exited' | 'task_failed' | 'service_deleted_elsewhere' | (string & {});
        readonly Reason: {
            readonly code: components["schemas"]["ReasonCode"];
            /** @description A sentence for people. */
            readonly message: string;
            /** @description AWS's error code, where AWS refused something. */
            readonly awsErrorCode?: string;
        };
        readonly NextAction: {
            /**
             * @description Who must act. `tray` covers what the service does by itself; `none` means that nobody has to act.
             * @enum {string}
             */
            readonly actor: "customer" | "tray" | "none";
            /** @description What must be done, as a sentence. */
            readonly what: string;
            /** @description A command that does it. */
            readonly command?: string;
            /**
             * Format: date-time
             * @description The deadline, after which the connection expires.
             */
            readonly deadline?: string;
        };
        /**
         * @description The protocol on the port. With `TLS` the service terminates TLS itself, and `tlsServerName` is the name in its certificate.
         * @enum {string}
         */
        readonly Protocol: "TCP" | "UDP" | "TCP_UDP" | "TLS";
        /**
         * @example {
         *       "port": 5432,
         *       "protocol": "TCP"
         *     }
         */
        readonly ServicePort: {
            /** @description The port number. */
            readonly port: number;
            readonly protocol: components["schemas"]["Protocol"];
            /** @description The name in the service's certificate. Required with `TLS`, refused otherwise. */
            readonly tlsServerName?: components["schemas"]["HostName"];
        };
        readonly PutOrganization: {
            /** @description The customer's name. */
            readonly customerName: string;
            /** @description The AWS accounts whose endpoint services the organization may connect to. */
            readonly awsAccountIds: readonly components["schemas"]["AccountId"][];
            /** @description The AWS partition of the accounts; that of Tray's own account when absent. Connections never cross it. */
            readonly partition?: components["schemas"]["Partition"];
            /** @description Address ranges of the customer that its networks must not overlap; none when absent. */
            readonly declaredCidrs?: readonly components["schemas"]["Cidr"][];
            /** @description Regions in which the organization has a network at once, connections or not; none when absent. The network of a region that is taken from the list goes unless something is in it. */
            readonly regions?: readonly components["schemas"]["RegionCode"][];
        };
        readonly Organization: {
            readonly id: components["schemas"]["OrganizationId"];
            /** @description The customer's name. */
            readonly customerName: string;
            /** @description The AWS accounts whose endpoint services the organization may connect to. */
            readonly awsAccountIds: readonly components["schemas"]["AccountId"][];
            readonly partition: components["schemas"]["Partition"];
            /** @description Address ranges of the customer that its networks must not overlap. */
            readonly declaredCidrs: readonly components["schemas"]["Cidr"][];
            /** @description Regions in which the organization has a network, connections or not. */
            readonly regions: readonly components["schemas"]["RegionCode"][];
            readonly principal: components["schemas"]["Principal"];
            readonly state: components["schemas"]["OrganizationState"];
            readonly reason?: components["schemas"]["Reason"];
            readonly nextAction: components["schemas"]["NextAction"];
            readonly createdAt: components["schemas"]["Timestamp"];
            readonly updatedAt: components["schemas"]["Timestamp"];
        };
        /**
         * @description What happened. An organization that was deleted can be `created` again.
         * @enum {string}
         */
        readonly OrganizationEventType: 'created' | 'updated' | 'deletion_requested' | 'deleted' | (string & {});
        readonly ListChange: {
            /** @description What was added. */
            readonly added: readonly string[];
            /** @description What was removed. */
            readonly removed: readonly string[];
        };
        /** @description What changed, field by field; unchanged fields are absent. */
        readonly OrganizationChanges: {
            /** @description The name from then on. */
            readonly customerName?: string;
            readonly partition?: components["schemas"]["Partition"];
            readonly awsAccountIds?: components["schemas"]["ListChange"];
            readonly declaredCidrs?: components["schemas"]["ListChange"];
            readonly regions?: components["schemas"]["ListChange"];
        };
        readonly OrganizationEvent: {
            /** @description The id of the event; later events have greater numbers. */
            readonly id: string;
            readonly organizationId: components["schemas"]["OrganizationId"];
            readonly type: components["schemas"]["OrganizationEventType"];
            readonly at: components["schemas"]["Timestamp"];
            readonly changes: components["schemas"]["OrganizationChanges"];
            readonly actor: components["schemas"]["Actor"];
        };
        readonly OrganizationEventPage: {
            readonly items: readonly components["schemas"]["OrganizationEvent"][];
            readonly nextCursor: components["schemas"]["Cursor"];
        };
        readonly Principal: {
            /** @description The name of the IAM role in Tray's account. */
            readonly name: string;
            /** @description The ARN to add to the allowed principals of the endpoint service. */
            readonly arn: string;
        };
        readonly OrganizationPage: {
            readonly items: readonly components["schemas"]["Organization"][];
            readonly nextCursor: components["schemas"]["Cursor"];
        };
        readonly ServiceReference: {
            readonly name: components["schemas"]["ServiceName"];
            /** @description The region of the service, for names that do not carry one (AWS Marketplace). */
            readonly region?: components["schemas"]["RegionCode"];
            /** @description The zones the service is in, when you know them. Otherwise they are looked up. */
            readonly zoneIds?: readonly components["schemas"]["ZoneId"][];
        };
        readonly Service: {
            readonly name: components["schemas"]["ServiceName"];
            /**
             * @description Whether the service is a customer's own or comes from the AWS Marketplace.
             * @enum {string}
             */
            readonly kind: "customer" | "marketplace";
            readonly region: components["schemas"]["RegionCode"];
            /** @description The zones the service is in; empty until known. */
            readonly zoneIds: readonly components["schemas"]["ZoneId"][];
            /** @description The AWS account that owns the service, once looked up. */
            readonly ownerAccountId?: components["schemas"]["AccountId"];
        };
        readonly CreateConnection: {
            /** @description An id of your choice, never reused. Chosen for you when absent. */
            readonly id?: components["schemas"]["ConnectionId"];
            readonly organizationId: components["schemas"]["OrganizationId"];
            readonly service: components["schemas"]["ServiceReference"];
            readonly ports: components["schemas"]["ServicePorts"];
            /** @description The region of the network. Chosen for you when absent. */
            readonly region?: components["schemas"]["RegionCode"];
            /** @description A host name of the customer's under which connectors can also reach the service, so that TLS certificates match. */
            readonly hostname?: components["schemas"]["HostName"];
            readonly description?: components["schemas"]["Description"];
        };
        readonly UpdateConnection: {
            readonly ports?: components["schemas"]["ServicePorts"];
            /** @description Another host name, or null for none. */
            readonly hostname?: components["schemas"]["HostName"] | null;
            /** @description Another description, or null for none. */
            readonly description?: components["schemas"]["Description"] | null;
        };
        /** @description The ports that connectors use, each once. */
        readonly ServicePorts: readonly components["schemas"]["ServicePort"][];
        /** @description A note for people. No control characters except line breaks and tabs. */
        readonly Description: string;
        readonly Connection: {
            readonly id: components["schemas"]["ConnectionId"];
            readonly organizationId: components["schemas"]["OrganizationId"];
            readonly service: components["schemas"]["Service"];
            readonly ports: components["schemas"]["ServicePorts"];
            /** @description The region of the network. */
            readonly region: components["schemas"]["RegionCode"];
            readonly regionChoice: components["schemas"]["RegionChoice"];
            /** @description The customer's host name under which connectors can also reach the service. */
            readonly hostname?: components["schemas"]["HostName"];
            readonly description?: components["schemas"]["Description"];
            readonly state: components["schemas"]["ConnectionState"];
            /** @description When the connection entered its state. */
            readonly stateSince: components["schemas"]["Timestamp"];
            readonly reason?: components["schemas"]["Reason"];
            readonly nextAction: components["schemas"]["NextAction"];
            /** @description The network, once there is one. */
            readonly networkId?: components["schemas"]["NetworkId"];
            readonly endpoint?: components["schemas"]["Endpoint"];
            /** @description The name under which connectors reach the service. Present when the connection is `available`. */
            readonly host?: string;
            readonly health: components["schemas"]["ConnectionHealth"];
            /** @description Until when the customer can accept. */
            readonly expiresAt?: components["schemas"]["Timestamp"];
            /** @description How often the request has changed. */
            readonly generation: number;
            /** @description The generation that has been carried out. Equal to `generation` when nothing is outstanding. */
            readonly observedGeneration: number;
            readonly createdAt: components["schemas"]["Timestamp"];
            readonly updatedAt: components["schemas"]["Timestamp"];
        };
        readonly RegionChoice: {
            /** @description Whether network and service are in different regions. */
            readonly crossRegion: boolean;
            /** @description Why this region. */
            readonly reason: string;
            /** @description The estimated or measured round trip to the service's region, in milliseconds. */
            readonly roundTripMs?: number;
        };
        /**
         * Format: uuid
         * @description The id of a test.
         */
        readonly TestId: string;
        /** @description What the newest test of the `available` connection found. `unknown` until one has, and in every other state. */
        readonly ConnectionHealth: {
            readonly state: components["schemas"]["HealthState"];
            /** @description Since when it is so. */
            readonly since: components["schemas"]["Timestamp"];
            /** @description The test that found it. */
            readonly testId?: components["schemas"]["TestId"];
        };
        /**
         * @description `degraded`: some of the ports work in some of the zones.
         * @enum {string}
         */
        readonly HealthState: 'unknown' | 'healthy' | 'degraded' | 'unreachable' | (string & {});
        readonly HealthChange: {
            /** @description The health before. */
            readonly from: components["schemas"]["HealthState"];
            /** @description The health afterwards. */
            readonly to: components["schemas"]["HealthState"];
            /** @description The test that found it. */
            readonly testId?: components["schemas"]["TestId"];
        };
        /**
         * @description `failed` means that the test could not be carried out, not that the connection did not work.
         * @enum {string}
         */
        readonly TestState: 'queued' | 'running' | 'finished' | 'failed' | (string & {});
        /**
         * @description `undetermined`: Tray's own side kept the test from finding out.
         * @enum {string}
         */
        readonly TestVerdict: 'healthy' | 'degraded' | 'unreachable' | 'undetermined' | (string & {});
        readonly TestDns: {
            /**
             * @description `outside`: the name leads out of the network, so nothing was dialled.
             * @enum {string}
             */
            readonly outcome: 'resolved' | 'not_found' | 'outside' | 'timeout' | 'failed' | (string & {});
            /** @description The addresses that were answered. */
            readonly addresses?: readonly string[];
            /** @description How long it took. */
            readonly milliseconds?: number;
        };
        readonly TestTcp: {
            /**
             * @description What became of the connection.
             * @enum {string}
             */
            readonly outcome: 'connected' | 'timeout' | 'refused' | 'reset' | 'failed' | (string & {});
            /**
             * @description What the service did within a moment after the connection was open.
             * @enum {string}
             */
            readonly peer?: 'silent' | 'spoke' | 'closed' | (string & {});
            /** @description How long it took. */
            readonly milliseconds?: number;
        };
        readonly TestTls: {
            /**
             * @description What became of the handshake. `silent` means that the service said nothing.
             * @enum {string}
             */
            readonly outcome: 'established' | 'silent' | 'not_tls' | 'closed' | 'reset' | 'refused' | (string & {});
            /** @description The version of TLS, such as `TLSv1.3`. */
            readonly protocol?: string;
            /** @description The names in the certificate. */
            readonly names?: readonly string[];
            /** @description Whether one of them is the expected name. */
            readonly nameMatches?: boolean;
            /** @description From when the certificate is valid. */
            readonly notBefore?: components["schemas"]["Timestamp"];
            /** @description Until when it is valid. */
            readonly notAfter?: components["schemas"]["Timestamp"];
            /** @description Who issued it. */
            readonly issuer?: string;
            /** @description Whether the chain ends at a public authority. */
            readonly trusted?: boolean;
            /** @description How long it took. */
            readonly milliseconds?: number;
        };
        /** @description One port through one name. */
        readonly TestCell: {
            /** @description The zone of the endpoint's interface; null for the names that connectors use. */
            readonly zoneId: components["schemas"]["ZoneId"] | null;
            /** @description The name that was dialled. */
            readonly host: string;
            /** @description The port. */
            readonly port: number;
            readonly protocol: components["schemas"]["Protocol"];
            /**
             * @description `not_testable`: UDP answers nothing that a test could count on. `skipped`: it was not tried, because of what the findings say.
             * @enum {string}
             */
            readonly verdict: 'passed' | 'failed' | 'not_testable' | 'skipped' | (string & {});
            readonly dns?: components["schemas"]["TestDns"];
            readonly tcp?: components["schemas"]["TestTcp"];
            readonly tls?: components["schemas"]["TestTls"];
            /** @description Why it was not tested. */
            readonly reason?: string;
        };
        readonly TestCause: {
            /** @description A stable code; docs/troubleshooting.md has a section on each. */
            readonly code: string;
            /** @description What may be the cause. */
            readonly message: string;
            /** @description What speaks for it. */
            readonly evidence: readonly string[];
            /** @description What removes it. */
            readonly fix: components["schemas"]["TestFix"];
        };
        readonly TestFix: {
            /** @description What to do. */
            readonly text: string;
            /** @description A command that does it. What stands in `<…>` only you can know. */
            readonly command?: string;
            /** @description The same as code: input of the Terraform module `privatelink-producer`, in HCL. */
            readonly moduleInput?: string;
        };
        readonly TestFinding: {
            /**
             * @description Where on the way it is.
             * @enum {string}
             */
            readonly step: 'state' | 'dns' | 'tcp' | 'tls' | 'probe' | (string & {});
            /**
             * @description A `warning` does not make a port fail.
             * @enum {string}
             */
            readonly severity: "error" | "warning";
            /** @description The zones that it concerns. */
            readonly zoneIds: readonly components["schemas"]["ZoneId"][];
            /** @description The ports that it concerns. */
            readonly ports: readonly number[];
            /**
             * @description Which side must act.
             * @enum {string}
             */
            readonly actor: "customer" | "tray" | "none";
            /** @description What was found. */
            readonly summary: string;
            /** @description What may be the cause, the likeliest first. */
            readonly causes: readonly components["schemas"]["TestCause"][];
            /** @description What removes the likeliest cause. */
            readonly fix: components["schemas"]["TestFix"];
        };
        readonly ConnectionTest: {
            readonly id: components["schemas"]["TestId"];
            readonly connectionId: components["schemas"]["ConnectionId"];
            /**
             * @description What it was made for.
             * @enum {string}
             */
            readonly trigger: 'caller' | 'available' | 'interval' | (string & {});
            readonly state: components["schemas"]["TestState"];
            readonly verdict?: components["schemas"]["TestVerdict"];
            /** @description Every port through every name. */
            readonly matrix: readonly components["schemas"]["TestCell"][];
            /** @description What is wrong. Empty when nothing is. */
            readonly findings: readonly components["schemas"]["TestFinding"][];
            /** @description Why the test could not be carried out. */
            readonly reason?: components["schemas"]["Reason"];
            readonly createdAt: components["schemas"]["Timestamp"];
            readonly startedAt?: components["schemas"]["Timestamp"];
            readonly finishedAt?: components["schemas"]["Timestamp"];
            readonly requestedBy?: components["schemas"]["Actor"];
        };
        readonly ConnectionTestPage: {
            readonly items: readonly components["schemas"]["ConnectionTest"][];
            readonly nextCursor: components["schemas"]["Cursor"];
        };
        /** @description Sent when a test finds another health than the one before. */
        readonly ConnectionHealthChanged: {
            /** @constant */
            readonly type: "connection.health_changed";
            readonly timestamp: components["schemas"]["Timestamp"];
            /** @description The change. */
            readonly data: {
                readonly connectionId: components["schemas"]["ConnectionId"];
                readonly organizationId: components["schemas"]["OrganizationId"];
                /** @description The event in the connection's history. */
                readonly eventId: string;
                /** @description The health before. */
                readonly from: components["schemas"]["HealthState"];
                /** @description The health afterwards. */
                readonly to: components["schemas"]["HealthState"];
                /** @description The test that found it. */
                readonly testId?: components["schemas"]["TestId"];
            };
        };
        readonly Endpoint: {
            /** @description The id of the interface VPC endpoint. */
            readonly id: string;
            /** @description Tray's AWS account, which the customer sees as the owner of the endpoint. */
            readonly accountId: components["schemas"]["AccountId"];
            readonly awsState: components["schemas"]["AwsEndpointState"];
            /** @description AWS's regional name of the endpoint. */
            readonly dnsName?: string;
            /** @description AWS's names of the endpoint in single zones. */
            readonly zonalDnsNames: readonly components["schemas"]["ZonalDnsName"][];
        };
        readonly ZonalDnsName: {
            readonly zoneId?: components["schemas"]["ZoneId"];
            /** @description The name. */
            readonly dnsName: string;
        };
        readonly ConnectionPage: {
            readonly items: readonly components["schemas"]["Connection"][];
            readonly nextCursor: components["schemas"]["Cursor"];
        };
        /** A caller of this API */
        readonly ActorCaller: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            readonly kind: "caller";
            /** @description The `sub` of the token. */
            readonly subject: string;
        };
        /** The service itself */
        readonly ActorSystem: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            readonly kind: "system";
            /** @description Which part of the service. */
            readonly component: string;
        };
        /**
         * Observed in AWS
         * @description Something that was observed in AWS, such as the customer's acceptance.
         */
        readonly ActorAws: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            readonly kind: "aws";
            readonly accountId?: components["schemas"]["AccountId"];
        };
        /** @description Who did it. */
        readonly Actor: components["schemas"]["ActorCaller"] | components["schemas"]["ActorSystem"] | components["schemas"]["ActorAws"];
        /**
         * @description What happened. `noted` records something that changed neither state nor request, such as a repeated attempt.
         * @enum {string}
         */
        readonly ConnectionEventType: 'created' | 'state_changed' | 'updated' | 'retried' | 'deletion_requested' | 'noted' | 'health_changed' | (string & {});
        readonly ConnectionEvent: {
            /** @description The id of the event; later events have greater numbers. */
            readonly id: string;
            readonly connectionId: components["schemas"]["ConnectionId"];
            readonly type: components["schemas"]["ConnectionEventType"];
            readonly at: components["schemas"]["Timestamp"];
            /** @description The state before; absent for the first event. */
            readonly from?: components["schemas"]["ConnectionState"];
            /** @description The state afterwards. */
            readonly to: components["schemas"]["ConnectionState"];
            readonly reason?: components["schemas"]["Reason"];
            /** @description What changed, for `health_changed`. */
            readonly health?: components["schemas"]["HealthChange"];
            readonly actor: components["schemas"]["Actor"];
            /** @description The request id of the AWS call behind it. */
            readonly awsRequestId?: string;
            /** @description The Terraform run behind it. */
            readonly runId?: components["schemas"]["RunId"];
        };
        readonly ConnectionEventPage: {
            readonly items: readonly components["schemas"]["ConnectionEvent"][];
            readonly nextCursor: components["schemas"]["Cursor"];
        };
        readonly AcceptancePack: {
            readonly connectionId: components["schemas"]["ConnectionId"];
            readonly organizationId: components["schemas"]["OrganizationId"];
            /** @description The endpoint to accept. */
            readonly endpointId: string;
            /** @description The region of the endpoint. */
            readonly endpointRegion: components["schemas"]["RegionCode"];
            readonly awsState: components["schemas"]["AwsEndpointState"];
            /** @description The endpoint service that the request was made to. */
            readonly service: {
                readonly name: components["schemas"]["ServiceName"];
                /** @description The id of the endpoint service, `vpce-svc-…`. */
                readonly id: string;
                readonly region: components["schemas"]["RegionCode"];
            };
            /** @description Tray's AWS account, which AWS shows as the owner of the endpoint. */
            readonly trayAccountId: components["schemas"]["AccountId"];
            /** @description The role that created the endpoint. */
            readonly principalArn: string;
            /** @description When the endpoint began to wait for acceptance. */
            readonly requestedAt: components["schemas"]["Timestamp"];
            /** @description Until when the customer can accept. */
            readonly expiresAt: components["schemas"]["Timestamp"];
            /** @description Shows the request before deciding. Owner and endpoint id must match this pack. */
            readonly inspectCommand: components["schemas"]["Command"];
            /** @description Accepts this endpoint. To be run with credentials of the account that owns the service. */
            readonly acceptCommand: components["schemas"]["Command"];
            /** @description Rejects this endpoint. */
            readonly rejectCommand: components["schemas"]["Command"];
            /** @description The same as code: the input for the Terraform module `privatelink-producer`, in HCL. */
            readonly moduleInput: string;
        };
        readonly Command: {
            /** @description The command to paste into a shell. */
            readonly text: string;
            /** @description The same for programs. */
            readonly argv: readonly string[];
        };
        readonly TrayIntakePort: {
            /** @description The port number. */
            readonly port: number;
            readonly protocol: components["schemas"]["Protocol"];
            /** @description The name in the service's certificate. Required with `TLS`. */
            readonly tls_server_name?: components["schemas"]["HostName"] | null;
        };
        /** @description The six facts. Names are in Terraform's spelling, because this is an output of Terraform. */
        readonly TrayIntake: {
            /** @description The customer's name. */
            readonly customer_name: string;
            /** @description The AWS region of the service. */
            readonly location: components["schemas"]["RegionCode"];
            readonly tray_org_id: components["schemas"]["OrganizationId"];
            readonly aws_account_id: components["schemas"]["AccountId"];
            readonly service_name: components["schemas"]["ServiceName"];
            /** @description The ports that connectors use, each once. */
            readonly ports: readonly components["schemas"]["TrayIntakePort"][];
        };
        readonly IntakeResult: {
            readonly organization: components["schemas"]["Organization"];
            readonly connection: components["schemas"]["Connection"];
        };
        readonly CreateServiceCheck: {
            readonly organizationId: components["schemas"]["OrganizationId"];
            readonly service: components["schemas"]["ServiceReference"];
            readonly ports: components["schemas"]["ServicePorts"];
            /** @description The region of the network. Chosen as for a connection when absent. */
            readonly region?: components["schemas"]["RegionCode"];
            readonly hostname?: components["schemas"]["HostName"];
        };
        readonly ConsideredRegion: {
            readonly region: components["schemas"]["RegionCode"];
            /** @description The round trip to the service's region in milliseconds. */
            readonly roundTripMs: number;
            /**
             * @description Where the round trip comes from.
             * @enum {string}
             */
            readonly basis: "measured" | "estimated";
            /**
             * @description The verdict on the region.
             * @enum {string}
             */
            readonly verdict: "chosen" | "eligible" | "excluded";
            /** @description Why it is excluded. */
            readonly because?: string;
        };
        /**
         * @description `skipped` means that the check could not be made; its message says why.
         * @enum {string}
         */
        readonly CheckVerdict: 'passed' | 'warning' | 'failed' | 'skipped' | (string & {});
        /**
         * @description What was checked.
         * @enum {string}
         */
        readonly CheckName: 'principal' | 'service_name' | 'ports' | 'region' | 'zones' | 'service_visible' | 'service_owner' | 'service_claim' | 'hostname' | 'acceptance_required' | 'limits' | 'private_dns' | 'network' | 'quota' | (string & {});
        readonly CheckResult: {
            readonly name: components["schemas"]["CheckName"];
            readonly verdict: components["schemas"]["CheckVerdict"];
            /** @description What was found. */
            readonly message: string;
            /**
             * @description Which side must act; `none` when nobody must.
             * @enum {string}
             */
            readonly actor: "customer" | "tray" | "none";
            /** @description What that side must do. */
            readonly fix?: string;
            /** @description A command that does it. */
            readonly command?: string;
        };
        readonly ServiceCheck: {
            /**
             * @description `blocked` when a check failed; `undetermined` when none failed and some could not be made.
             * @enum {string}
             */
            readonly verdict: "ready" | "blocked" | "undetermined";
            readonly service?: components["schemas"]["Service"];
            /** @description The region where the network would be. */
            readonly region?: components["schemas"]["RegionCode"];
            readonly regionChoice?: components["schemas"]["RegionChoice"];
            /** @description Every enabled region, nearest first, and the verdict on each. */
            readonly considered: readonly components["schemas"]["ConsideredRegion"][];
            /** @description The zones the endpoint would be in, as far as they are known. */
            readonly zoneIds: readonly components["schemas"]["ZoneId"][];
            /** @description Every check that was made or skipped. */
            readonly checks: readonly components["schemas"]["CheckResult"][];
            readonly checkedAt: components["schemas"]["Timestamp"];
        };
        readonly Network: {
            readonly id: components["schemas"]["NetworkId"];
            readonly organizationId: components["schemas"]["OrganizationId"];
            readonly region: components["schemas"]["RegionCode"];
            readonly cidr: components["schemas"]["Cidr"];
            /** @description The zones with a subnet. */
            readonly zoneIds: readonly components["schemas"]["ZoneId"][];
            readonly gateways: components["schemas"]["NetworkGateways"];
            readonly awsServices: components["schemas"]["NetworkAwsServices"];
            /** @description Whether the network stays without connections and connectors. */
            readonly retained: boolean;
            /** @description The gateway endpoints, once they exist. */
            readonly gatewayEndpointIds?: {
                /** @description The endpoint for S3. */
                readonly s3: string;
                /** @description The endpoint for DynamoDB. */
                readonly dynamodb: string;
            };
            /** @description The id of the VPC, once it exists. */
            readonly vpcId?: string;
            readonly state: components["schemas"]["NetworkState"];
            readonly reason?: components["schemas"]["Reason"];
            readonly nextAction: components["schemas"]["NextAction"];
            /** @description How often what the network holds has changed. */
            readonly generation: number;
            /** @description The generation that has been carried out. Equal to `generation` when nothing is outstanding. */
            readonly observedGeneration: number;
            readonly createdAt: components["schemas"]["Timestamp"];
            readonly updatedAt: components["schemas"]["Timestamp"];
        };
        readonly CreateNetwork: {
            readonly organizationId: components["schemas"]["OrganizationId"];
            readonly region: components["schemas"]["RegionCode"];
            /** @description The zones with a subnet; the region's first two when absent. Connections add those that they need. */
            readonly zoneIds?: readonly components["schemas"]["ZoneId"][];
            /** @description The network's range, one of the address pool's. A free one when absent. */
            readonly cidr?: components["schemas"]["Cidr"];
            readonly gateways?: components["schemas"]["NetworkGateways"];
            readonly awsServices?: components["schemas"]["NetworkAwsServices"];
            /**
             * @description Whether the network stays without connections and connectors.
             * @default true
             */
            readonly retained?: boolean;
        };
        readonly UpdateNetwork: {
            readonly gateways?: components["schemas"]["NetworkGateways"];
            readonly awsServices?: components["schemas"]["NetworkAwsServices"];
            /** @description Whether the network stays without connections and connectors. */
            readonly retained?: boolean;
        };
        /** @description What connectors may reach through the gateways to S3 and DynamoDB. Nothing that is not listed, but image layers of ECR. */
        readonly NetworkGateways: {
            readonly s3?: {
                /** @description Buckets, each by its name or with what may be done with it. */
                readonly buckets: readonly (string | components["schemas"]["BucketAccess"])[];
            };
            readonly dynamodb?: {
                /** @description Tables, each by its name or with what may be done with it. */
                readonly tables: readonly (string | components["schemas"]["TableAccess"])[];
            };
        };
        /**
         * @description What may be done; `read-write` when absent.
         * @enum {string}
         */
        readonly GatewayAccess: "read" | "read-write";
        /** @description Whose keys work. `tray-only`, the default, those of Tray's account; `any` whatever the bucket's or table's own policy admits; or these accounts beside Tray's. */
        readonly GatewayPrincipals: ("tray-only" | "any") | readonly components["schemas"]["AccountId"][];
        readonly BucketAccess: {
            /** @description The name of the bucket. */
            readonly name: string;
            readonly access?: components["schemas"]["GatewayAccess"];
            readonly principals?: components["schemas"]["GatewayPrincipals"];
        };
        readonly TableAccess: {
            /** @description The name of the table. */
            readonly name: string;
            /** @description The account that owns the table; Tray's when absent. */
            readonly account?: components["schemas"]["AccountId"];
            readonly access?: components["schemas"]["GatewayAccess"];
            readonly principals?: components["schemas"]["GatewayPrincipals"];
        };
        /** @description AWS services that are reached through interface endpoints, by short name such as `ecr.api`. */
        readonly NetworkAwsServices: readonly string[];
        readonly BucketPolicy: {
            /** @description The name of the bucket. */
            readonly bucket: string;
            /** @description The statement, to be added to the policy's `Statement`. */
            readonly statement: {
                readonly [key: string]: unknown;
            };
            /** @description The same as text. */
            readonly json: string;
            /** @description The same for `jsonencode`, in HCL. */
            readonly hcl: string;
        };
        readonly NetworkPage: {
            readonly items: readonly components["schemas"]["Network"][];
            readonly nextCursor: components["schemas"]["Cursor"];
        };
        readonly Region: {
            readonly code: components["schemas"]["RegionCode"];
            /** @description AWS's name for the location. */
            readonly name: string;
            readonly partition: components["schemas"]["Partition"];
            /** @description Whether Tray places networks in this region. */
            readonly enabled: boolean;
            /** @description Whether AWS accounts must opt in to use the region. */
            readonly optIn: boolean;
            /** @description The region's zones. */
            readonly zoneIds: readonly components["schemas"]["ZoneId"][];
            /** @description Zones in which endpoints cannot reach services of other regions. */
            readonly crossRegionExcludedZoneIds: readonly components["schemas"]["ZoneId"][];
        };
        readonly RegionList: {
            readonly items: readonly components["schemas"]["Region"][];
        };
        /**
         * @description The id of a connector, its network's own. Lower-case letters, digits and inner hyphens, at most 40 characters.
         * @example orders-reader
         */
        readonly ConnectorId: string;
        /**
         * @description Where the connector stands. `degraded` means that fewer tasks run than are wanted, or not what was asked for last; `failed` that none can start. Both are retried automatically; `reason` says what went wrong.
         * @enum {string}
         */
        readonly ConnectorState: 'provisioning' | 'running' | 'degraded' | 'failed' | 'deleting' | (string & {});
        /**
         * @description Whether AWS services that the connector needs are added to the network, or must be there.
         * @enum {string}
         */
        readonly ConnectorAwsServices: "auto" | "existing";
        /** @description The command to run instead of the image's own. */
        readonly ConnectorCommand: readonly string[];
        /** @description Environment variables. `TRAY_CONNECTION_…` are reserved for those that tell where the connections are. */
        readonly ConnectorEnvironment: {
            readonly [key: string]: string;
        };
        /** @description ARNs in Secrets Manager or Parameter Store, by the variables that they fill. */
        readonly ConnectorSecrets: {
            readonly [key: string]: string;
        };
        /** @description The connections that the connector uses. */
        readonly ConnectorConnections: readonly components["schemas"]["ConnectionId"][];
        readonly PutConnector: {
            /** @description The container image in Amazon ECR, in the network's region, with a tag or a digest. */
            readonly image: string;
            readonly command?: components["schemas"]["ConnectorCommand"];
            /** @description CPU units of a task, as Fargate offers them; 1024 are one vCPU. 256 when absent. */
            readonly cpu?: number;
            /** @description Memory of a task, in MiB. The least that Fargate offers with the CPU when absent. */
            readonly memory?: number;
            /** @description How many tasks run, 0 to 1000. 1 when absent. */
            readonly count?: number;
            readonly environment?: components["schemas"]["ConnectorEnvironment"];
            readonly secrets?: components["schemas"]["ConnectorSecrets"];
            readonly connections?: components["schemas"]["ConnectorConnections"];
            readonly awsServices?: components["schemas"]["ConnectorAwsServices"];
        };
        readonly Connector: {
            readonly id: components["schemas"]["ConnectorId"];
            readonly networkId: components["schemas"]["NetworkId"];
            readonly organizationId: components["schemas"]["OrganizationId"];
            /** @description The container image. */
            readonly image: string;
            readonly command?: components["schemas"]["ConnectorCommand"];
            /** @description CPU units of a task; 1024 are one vCPU. */
            readonly cpu: number;
            /** @description Memory of a task, in MiB. */
            readonly memory: number;
            /** @description How many tasks are to run. */
            readonly count: number;
            readonly environment: components["schemas"]["ConnectorEnvironment"];
            readonly secrets: components["schemas"]["ConnectorSecrets"];
            readonly connections: components["schemas"]["ConnectorConnections"];
            readonly awsServices: components["schemas"]["ConnectorAwsServices"];
            readonly state: components["schemas"]["ConnectorState"];
            /** @description When the connector entered its state. */
            readonly stateSince: components["schemas"]["Timestamp"];
            /** @description How many tasks ECS is to run. */
            readonly desiredTasks: number;
            /** @description How many tasks ECS runs. */
            readonly runningTasks: number;
            readonly reason?: components["schemas"]["Reason"];
            readonly nextAction: components["schemas"]["NextAction"];
            /** @description The log group in CloudWatch Logs, once it exists. */
            readonly logGroup?: string;
            /** @description The ARN of the ECS service, once it exists. */
            readonly serviceArn?: string;
            /** @description How often what is wanted has changed, by the connector itself or by its connections' ports and host names. */
            readonly generation: number;
            /** @description The generation that has been deployed. Equal to `generation` when nothing is outstanding. */
            readonly observedGeneration: number;
            readonly createdAt: components["schemas"]["Timestamp"];
            readonly updatedAt: components["schemas"]["Timestamp"];
        };
        readonly ConnectorPage: {
            readonly items: readonly components["schemas"]["Connector"][];
            readonly nextCursor: components["schemas"]["Cursor"];
        };
        /**
         * @description What happened. `noted` records something that changed neither state nor request, such as another reason.
         * @enum {string}
         */
        readonly ConnectorEventType: 'created' | 'state_changed' | 'updated' | 'deletion_requested' | 'noted' | (string & {});
        readonly ConnectorEvent: {
            /** @description The id of the event; later events have greater numbers. */
            readonly id: string;
            readonly networkId: components["schemas"]["NetworkId"];
            readonly connectorId: components["schemas"]["ConnectorId"];
            readonly type: components["schemas"]["ConnectorEventType"];
            readonly at: components["schemas"]["Timestamp"];
            /** @description The state before; absent when it was created. */
            readonly from?: components["schemas"]["ConnectorState"];
            /** @description The state afterwards. */
            readonly to: components["schemas"]["ConnectorEventState"];
            readonly reason?: components["schemas"]["Reason"];
            readonly actor: components["schemas"]["Actor"];
            /** @description The request id of the AWS call behind it. */
            readonly awsRequestId?: string;
            /** @description The Terraform run behind it. */
            readonly runId?: components["schemas"]["RunId"];
        };
        /**
         * @description A state of the connector, `deleted` included, which only histories show.
         * @enum {string}
         */
        readonly ConnectorEventState: 'provisioning' | 'running' | 'degraded' | 'failed' | 'deleting' | 'deleted' | (string & {});
        readonly ConnectorEventPage: {
            readonly items: readonly components["schemas"]["ConnectorEvent"][];
            readonly nextCursor: components["schemas"]["Cursor"];
        };
        /** The connectors of a network */
        readonly RunTargetConnectors: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            readonly kind: "connectors";
            readonly networkId: components["schemas"]["NetworkId"];
        };
        /** The principal of an organization */
        readonly RunTargetOrganization: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            readonly kind: "organization";
            readonly organizationId: components["schemas"]["OrganizationId"];
        };
        /** A network */
        readonly RunTargetNetwork: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            readonly kind: "network";
            readonly networkId: components["schemas"]["NetworkId"];
        };
        /** A connection */
        readonly RunTargetConnection: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            readonly kind: "connection";
            readonly connectionId: components["schemas"]["ConnectionId"];
        };
        /** @description What the run works on. */
        readonly RunTarget: components["schemas"]["RunTargetOrganization"] | components["schemas"]["RunTargetNetwork"] | components["schemas"]["RunTargetConnection"] | components["schemas"]["RunTargetConnectors"];
        /** @description How many resources the run added, changed and removed. */
        readonly RunSummary: {
            readonly add: number;
            readonly change: number;
            readonly remove: number;
        };
        readonly Run: {
            readonly id: components["schemas"]["RunId"];
            /** @description The Terraform stack. */
            readonly stack: string;
            readonly target: components["schemas"]["RunTarget"];
            /**
             * @description What the run does.
             * @enum {string}
             */
            readonly action: "apply" | "destroy";
            readonly state: components["schemas"]["RunState"];
            readonly summary?: components["schemas"]["RunSummary"];
            readonly reason?: components["schemas"]["Reason"];
            readonly createdAt: components["schemas"]["Timestamp"];
            readonly startedAt?: components["schemas"]["Timestamp"];
            readonly finishedAt?: components["schemas"]["Timestamp"];
        };
        readonly RunPage: {
            readonly items: readonly components["schemas"]["Run"][];
            readonly nextCursor: components["schemas"]["Cursor"];
        };
        readonly RunProgressLine: {
            /** @description The position of the line in the run, counted from 1. */
            readonly sequence: number;
            readonly at: components["schemas"]["Timestamp"];
            /**
             * @description How serious it is.
             * @enum {string}
             */
            readonly level: 'info' | 'warn' | 'error' | (string & {});
            /** @description Terraform's type of the message, such as `apply_start`. */
            readonly type: string;
            /** @description What Terraform said. */
            readonly message: string;
            /** @description The address of the resource it is about. */
            readonly resource?: string;
        };
        /** @description A page of progress. Unlike elsewhere, the last page also has a `nextCursor`, to ask for the lines that come later. */
        readonly RunProgressPage: {
            readonly items: readonly components["schemas"]["RunProgressLine"][];
            readonly nextCursor: components["schemas"]["Cursor"];
        };
        readonly Health: {
            /** @constant */
            readonly status: "ok";
            /** @description The version of the software. */
            readonly version: string;
            /** @description How long the process has been running. */
            readonly uptimeSeconds: number;
        };
        readonly Readiness: {
            /** @enum {string} */
            readonly status: "ready" | "not_ready";
            readonly checks: {
                /** @enum {string} */
                readonly database: "ok" | "failed";
                /** @enum {string} */
                readonly process: "ok" | "stopping";
                /**
                 * @description Whether runs can find Terraform and its provider, if this process executes runs. Without them requests are accepted, and wait.
                 * @enum {string}
                 */
                readonly terraform?: "ok" | "failed";
            };
        };
        /**
         * @description The stable name of the problem. Titles and details may change; codes do not.
         * @enum {string}
         */
        readonly ProblemCode: 'malformed_request' | 'malformed_json' | 'validation_failed' | 'invalid_cursor' | 'unauthenticated' | 'invalid_token' | 'token_expired' | 'insufficient_scope' | 'route_not_found' | 'organization_not_found' | 'connection_not_found' | 'network_not_found' | 'connector_not_found' | 'run_not_found' | 'test_not_found' | 'method_not_allowed' | 'request_timeout' | 'organization_in_use' | 'organization_deleting' | 'connection_exists' | 'connection_in_use' | 'service_name_taken' | 'hostname_taken' | 'aws_account_taken' | 'network_exists' | 'network_in_use' | 'network_not_ready' | 'illegal_state' | 'acceptance_not_ready' | 'probe_disabled' | 'idempotency_in_progress' | 'precondition_failed' | 'payload_too_large' | 'uri_too_long' | 'unsupported_media_type' | 'expectation_failed' | 'invalid_value' | 'idempotency_key_reused' | 'rate_limited' | 'headers_too_large' | 'internal_error' | 'not_implemented' | 'database_unavailable' | 'issuer_unavailable' | 'overloaded' | 'shutting_down' | (string & {});
        readonly FieldError: {
            /**
             * @description The part of the request.
             * @enum {string}
             */
            readonly in: "body" | "query" | "path" | "header";
            /**
             * @description The field, as a JSON pointer: into the body, or `/` and the name of the parameter or header.
             * @example /ports/0/port
             */
            readonly pointer: string;
            /** @description The stable name of the rule that was broken. */
            readonly code: string;
            /** @description What is wrong with the value. */
            readonly message: string;
            /** @description What to write instead. */
            readonly fix?: string;
        };
        /** @description A problem document (RFC 9457). */
        readonly Problem: {
            /** @description A URN that ends with the code: `urn:tray-privatelink:problem:<code>`. */
            readonly type: string;
            /** @description The kind of problem in a few words. */
            readonly title: string;
            /** @description The HTTP status. */
            readonly status: number;
            readonly code: components["schemas"]["ProblemCode"];
            /** @description What went wrong this time and what to do. */
            readonly detail: string;
            /** @description The path of the request. */
            readonly instance?: string;
            /** @description Identifies the request in our logs. */
            readonly requestId: string;
            /** @description The fields at fault. */
            readonly errors?: readonly components["schemas"]["FieldError"][];
        };
        readonly ConnectionStateChanged: {
            /** @constant */
            readonly type: "connection.state_changed";
            /** @description When the state changed. */
            readonly timestamp: components["schemas"]["Timestamp"];
            readonly data: {
                readonly connectionId: components["schemas"]["ConnectionId"];
                readonly organizationId: components["schemas"]["OrganizationId"];
                /** @description The id of the event in the connection's history. */
                readonly eventId: string;
                readonly from?: components["schemas"]["ConnectionState"];
                readonly to: components["schemas"]["ConnectionState"];
                readonly reason?: components["schemas"]["Reason"];
                /** @description The endpoint, once there is one. */
                readonly endpointId?: string;
            };
        };
    };
    responses: {
        /** @description Nothing has changed since the version in `If-None-Match`. No body. */
        readonly NotModified: {
            headers: {
                readonly ETag: components["headers"]["ETag"];
                readonly "X-Request-Id": components["headers"]["RequestId"];
                readonly [name: string]: unknown;
            };
            content?: never;
        };
        /** @description The request is malformed, or a field or parameter has the wrong shape. `errors[]` names each of them. */
        readonly BadRequest: {
            headers: {
                readonly "X-Request-Id": components["headers"]["RequestId"];
                readonly [name: string]: unknown;
            };
            content: {
                readonly "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description There is no token, or it is not valid, or it has expired. */
        readonly Unauthenticated: {
            headers: {
                readonly "WWW-Authenticate": components["headers"]["WwwAuthenticate"];
                readonly "X-Request-Id": components["headers"]["RequestId"];
                readonly [name: string]: unknown;
            };
            content: {
                readonly "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The token lacks a scope that the operation needs. */
        readonly Forbidden: {
            headers: {
                readonly "WWW-Authenticate": components["headers"]["WwwAuthenticate"];
                readonly "X-Request-Id": components["headers"]["RequestId"];
                readonly [name: string]: unknown;
            };
            content: {
                readonly "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description There is no such resource, or it belongs to an organization that the token does not list. */
        readonly NotFound: {
            headers: {
                readonly "X-Request-Id": components["headers"]["RequestId"];
                readonly [name: string]: unknown;
            };
            content: {
                readonly "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The request is well-formed but conflicts with the current state. */
        readonly Conflict: {
            headers: {
                readonly "Retry-After": components["headers"]["RetryAfter"];
                readonly "X-Request-Id": components["headers"]["RequestId"];
                readonly [name: string]: unknown;
            };
            content: {
                readonly "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The resource is not at the version that `If-Match` named. Nothing was changed. */
        readonly PreconditionFailed: {
            headers: {
                readonly ETag: components["headers"]["ETag"];
                readonly "X-Request-Id": components["headers"]["RequestId"];
                readonly [name: string]: unknown;
            };
            content: {
                readonly "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The body is larger than 64 KiB. */
        readonly PayloadTooLarge: {
            headers: {
                readonly "X-Request-Id": components["headers"]["RequestId"];
                readonly [name: string]: unknown;
            };
            content: {
                readonly "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The body is not `application/json`. */
        readonly UnsupportedMediaType: {
            headers: {
                readonly "X-Request-Id": components["headers"]["RequestId"];
                readonly [name: string]: unknown;
            };
            content: {
                readonly "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Every field has the right shape, but a value breaks a rule. `errors[]` says which one and what to write instead. */
        readonly Unprocessable: {
            headers: {
                readonly "X-Request-Id": components["headers"]["RequestId"];
                readonly [name: string]: unknown;
            };
            content: {
                readonly "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Too many requests from this caller. Wait for `Retry-After`. */
        readonly RateLimited: {
            headers: {
                readonly "Retry-After": components["headers"]["RetryAfter"];
                readonly "X-Request-Id": components["headers"]["RequestId"];
                readonly [name: string]: unknown;
            };
            content: {
                readonly "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description A fault on our side. Use `requestId` to find it in the logs. */
        readonly InternalError: {
            headers: {
                readonly "X-Request-Id": components["headers"]["RequestId"];
                readonly [name: string]: unknown;
            };
            content: {
                readonly "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The service cannot answer now (its database is unavailable, it is stopping, or too many callers are waiting). It recovers by itself. */
        readonly Unavailable: {
            headers: {
                readonly "Retry-After": components["headers"]["RetryAfter"];
                readonly "X-Request-Id": components["headers"]["RequestId"];
                readonly [name: string]: unknown;
            };
            content: {
                readonly "application/problem+json": components["schemas"]["Problem"];
            };
        };
    };
    parameters: {
        /**
         * @description The Tray OrgID.
         * @example acme
         */
        readonly OrganizationId: components["schemas"]["OrganizationId"];
        /**
         * @description The id of a connection, as the answer to its creation named it.
         * @example acme-orders-db
         */
        readonly ConnectionId: components["schemas"]["ConnectionId"];
        /**
         * @description The id of a test.
         * @example 0198c1f2-7a10-4c3e-9a55-1f2e3d4c5b6b
         */
        readonly TestId: components["schemas"]["TestId"];
        /**
         * @description The id of the network: `net-<organization>-<region>`.
         * @example net-acme-eu-west-1
         */
        readonly NetworkOfConnector: components["schemas"]["NetworkId"];
        /**
         * @description The id of a connector, chosen by whoever deploys it. Its network's own.
         * @example orders-reader
         */
        readonly ConnectorId: components["schemas"]["ConnectorId"];
        /**
         * @description The id of a Terraform run.
         * @example 0198c1f2-7a10-7c3e-9a55-1f2e3d4c5b6a
         */
        readonly RunId: components["schemas"]["RunId"];
        /**
         * @description The maximum number of items on a page.
         * @example 50
         */
        readonly Limit: number;
        /**
         * @description The `nextCursor` of the page before. It belongs to the same filters; do not parse it.
         * @example eyJrIjoiNDIifQ.2Zr1m0m3bq8d4tKk
         */
        readonly Cursor: string;
        /**
         * @description A key of your choice, unique per logical request (a UUID works well). For 24 hours, the same key with the same
         *     request gives the first successful answer again; with a different request the answer is 422
         *     `idempotency_key_reused`; while the first request is still being answered it is 409
         *     `idempotency_in_progress`. Keys belong to the token's `sub`. Error responses are not kept: the next attempt
         *     with the key is a new one.
         * @example 7f1c2f6e-5d0e-4b1f-9a75-0a6a3a0c1d2e
         */
        readonly IdempotencyKey: string;
        /**
         * @description The `ETag` you have read. When the resource has changed since, nothing is done and the answer is 412.
         * @example "3"
         */
        readonly IfMatch: string;
        /**
         * @description The `ETag` you have read. When it is still the current one, the answer is 304 without a body.
         * @example "3"
         */
        readonly IfNoneMatch: string;
        /**
         * @description `*` only creates: 412 when the organization exists.
         * @example *
         */
        readonly IfNoneMatchAny: "*";
        /**
         * @description `*` only creates: 412 when the connector exists.
         * @example *
         */
        readonly IfNoneMatchAnyConnector: "*";
    };
    requestBodies: never;
    headers: {
        /**
         * @description The version of the resource, for `If-Match` and `If-None-Match`.
         * @example "3"
         */
        readonly ETag: string;
        /**
         * @description The path of the resource.
         * @example /v1/connections/acme-orders-db
         */
        readonly Location: string;
        /**
         * @description Identifies this request in logs and in problem documents.
         * @example 0198c1f2-7a10-7c3e-9a55-1f2e3d4c5b6a
         */
        readonly RequestId: string;
        /**
         * @description How many seconds to wait before the next attempt.
         * @example 2
         */
        readonly RetryAfter: string;
        /**
         * @description `true` when this is the remembered answer to an earlier request with the same key.
         * @example true
         */
        readonly IdempotencyReplayed: "true";
        /**
         * @description Why the token was not enough (RFC 6750).
         * @example Bearer error="invalid_token", error_description="the token has expired"
         */
        readonly WwwAuthenticate: string;
    };
    pathItems: never;
}
export type OrganizationId = components['schemas']['OrganizationId'];
export type ConnectionId = components['schemas']['ConnectionId'];
export type NetworkId = components['schemas']['NetworkId'];
export type RunId = components['schemas']['RunId'];
export type RegionCode = components['schemas']['RegionCode'];
export type ZoneId = components['schemas']['ZoneId'];
export type AccountId = components['schemas']['AccountId'];
export type Cidr = components['schemas']['Cidr'];
export type ServiceName = components['schemas']['ServiceName'];
export type HostName = components['schemas']['HostName'];
export type Timestamp = components['schemas']['Timestamp'];
export type Partition = components['schemas']['Partition'];
export type Cursor = components['schemas']['Cursor'];
export type ConnectionState = components['schemas']['ConnectionState'];
export type WaitTarget = components['schemas']['WaitTarget'];
export type OrganizationState = components['schemas']['OrganizationState'];
export type NetworkState = components['schemas']['NetworkState'];
export type RunState = components['schemas']['RunState'];
export type AwsEndpointState = components['schemas']['AwsEndpointState'];
export type ReasonCode = components['schemas']['ReasonCode'];
export type Reason = components['schemas']['Reason'];
export type NextAction = components['schemas']['NextAction'];
export type Protocol = components['schemas']['Protocol'];
export type ServicePort = components['schemas']['ServicePort'];
export type PutOrganization = components['schemas']['PutOrganization'];
export type Organization = components['schemas']['Organization'];
export type OrganizationEventType = components['schemas']['OrganizationEventType'];
export type ListChange = components['schemas']['ListChange'];
export type OrganizationChanges = components['schemas']['OrganizationChanges'];
export type OrganizationEvent = components['schemas']['OrganizationEvent'];
export type OrganizationEventPage = components['schemas']['OrganizationEventPage'];
export type Principal = components['schemas']['Principal'];
export type OrganizationPage = components['schemas']['OrganizationPage'];
export type ServiceReference = components['schemas']['ServiceReference'];
export type Service = components['schemas']['Service'];
export type CreateConnection = components['schemas']['CreateConnection'];
export type UpdateConnection = components['schemas']['UpdateConnection'];
export type ServicePorts = components['schemas']['ServicePorts'];
export type Description = components['schemas']['Description'];
export type Connection = components['schemas']['Connection'];
export type RegionChoice = components['schemas']['RegionChoice'];
export type TestId = components['schemas']['TestId'];
export type ConnectionHealth = components['schemas']['ConnectionHealth'];
export type HealthState = components['schemas']['HealthState'];
export type HealthChange = components['schemas']['HealthChange'];
export type TestState = components['schemas']['TestState'];
export type TestVerdict = components['schemas']['TestVerdict'];
export type TestDns = components['schemas']['TestDns'];
export type TestTcp = components['schemas']['TestTcp'];
export type TestTls = components['schemas']['TestTls'];
export type TestCell = components['schemas']['TestCell'];
export type TestCause = components['schemas']['TestCause'];
export type TestFix = components['schemas']['TestFix'];
export type TestFinding = components['schemas']['TestFinding'];
export type ConnectionTest = components['schemas']['ConnectionTest'];
export type ConnectionTestPage = components['schemas']['ConnectionTestPage'];
export type ConnectionHealthChanged = components['schemas']['ConnectionHealthChanged'];
export type Endpoint = components['schemas']['Endpoint'];
export type ZonalDnsName = components['schemas']['ZonalDnsName'];
export type ConnectionPage = components['schemas']['ConnectionPage'];
export type ActorCaller = components['schemas']['ActorCaller'];
export type ActorSystem = components['schemas']['ActorSystem'];
export type ActorAws = components['schemas']['ActorAws'];
export type Actor = components['schemas']['Actor'];
export type ConnectionEventType = components['schemas']['ConnectionEventType'];
export type ConnectionEvent = components['schemas']['ConnectionEvent'];
export type ConnectionEventPage = components['schemas']['ConnectionEventPage'];
export type AcceptancePack = components['schemas']['AcceptancePack'];
export type Command = components['schemas']['Command'];
export type TrayIntakePort = components['schemas']['TrayIntakePort'];
export type TrayIntake = components['schemas']['TrayIntake'];
export type IntakeResult = components['schemas']['IntakeResult'];
export type CreateServiceCheck = components['schemas']['CreateServiceCheck'];
export type ConsideredRegion = components['schemas']['ConsideredRegion'];
export type CheckVerdict = components['schemas']['CheckVerdict'];
export type CheckName = components['schemas']['CheckName'];
export type CheckResult = components['schemas']['CheckResult'];
export type ServiceCheck = components['schemas']['ServiceCheck'];
export type Network = components['schemas']['Network'];
export type CreateNetwork = components['schemas']['CreateNetwork'];
export type UpdateNetwork = components['schemas']['UpdateNetwork'];
export type NetworkGateways = components['schemas']['NetworkGateways'];
export type GatewayAccess = components['schemas']['GatewayAccess'];
export type GatewayPrincipals = components['schemas']['GatewayPrincipals'];
export type BucketAccess = components['schemas']['BucketAccess'];
export type TableAccess = components['schemas']['TableAccess'];
export type NetworkAwsServices = components['schemas']['NetworkAwsServices'];
export type BucketPolicy = components['schemas']['BucketPolicy'];
export type NetworkPage = components['schemas']['NetworkPage'];
export type Region = components['schemas']['Region'];
export type RegionList = components['schemas']['RegionList'];
export type ConnectorId = components['schemas']['ConnectorId'];
export type ConnectorState = components['schemas']['ConnectorState'];
export type ConnectorAwsServices = components['schemas']['ConnectorAwsServices'];
export type ConnectorCommand = components['schemas']['ConnectorCommand'];
export type ConnectorEnvironment = components['schemas']['ConnectorEnvironment'];
export type ConnectorSecrets = components['schemas']['ConnectorSecrets'];
export type ConnectorConnections = components['schemas']['ConnectorConnections'];
export type PutConnector = components['schemas']['PutConnector'];
export type Connector = components['schemas']['Connector'];
export type ConnectorPage = components['schemas']['ConnectorPage'];
export type ConnectorEventType = components['schemas']['ConnectorEventType'];
export type ConnectorEvent = components['schemas']['ConnectorEvent'];
export type ConnectorEventState = components['schemas']['ConnectorEventState'];
export type ConnectorEventPage = components['schemas']['ConnectorEventPage'];
export type RunTargetConnectors = components['schemas']['RunTargetConnectors'];
export type RunTargetOrganization = components['schemas']['RunTargetOrganization'];
export type RunTargetNetwork = components['schemas']['RunTargetNetwork'];
export type RunTargetConnection = components['schemas']['RunTargetConnection'];
export type RunTarget = components['schemas']['RunTarget'];
export type RunSummary = components['schemas']['RunSummary'];
export type Run = components['schemas']['Run'];
export type RunPage = components['schemas']['RunPage'];
export type RunProgressLine = components['schemas']['RunProgressLine'];
export type RunProgressPage = components['schemas']['RunProgressPage'];
export type Health = components['schemas']['Health'];
export type Readiness = components['schemas']['Readiness'];
export type ProblemCode = components['schemas']['ProblemCode'];
export type FieldError = components['schemas']['FieldError'];
export type Problem = components['schemas']['Problem'];
export type ConnectionStateChanged = components['schemas']['ConnectionStateChanged'];
export type ResponseNotModified = components['responses']['NotModified'];
export type ResponseBadRequest = components['responses']['BadRequest'];
export type ResponseUnauthenticated = components['responses']['Unauthenticated'];
export type ResponseForbidden = components['responses']['Forbidden'];
export type ResponseNotFound = components['responses']['NotFound'];
export type ResponseConflict = components['responses']['Conflict'];
export type ResponsePreconditionFailed = components['responses']['PreconditionFailed'];
export type ResponsePayloadTooLarge = components['responses']['PayloadTooLarge'];
export type ResponseUnsupportedMediaType = components['responses']['UnsupportedMediaType'];
export type ResponseUnprocessable = components['responses']['Unprocessable'];
export type ResponseRateLimited = components['responses']['RateLimited'];
export type ResponseInternalError = components['responses']['InternalError'];
export type ResponseUnavailable = components['responses']['Unavailable'];
export type ParameterOrganizationId = components['parameters']['OrganizationId'];
export type ParameterConnectionId = components['parameters']['ConnectionId'];
export type ParameterTestId = components['parameters']['TestId'];
export type ParameterNetworkOfConnector = components['parameters']['NetworkOfConnector'];
export type ParameterConnectorId = components['parameters']['ConnectorId'];
export type ParameterRunId = components['parameters']['RunId'];
export type ParameterLimit = components['parameters']['Limit'];
export type ParameterCursor = components['parameters']['Cursor'];
export type ParameterIdempotencyKey = components['parameters']['IdempotencyKey'];
export type ParameterIfMatch = components['parameters']['IfMatch'];
export type ParameterIfNoneMatch = components['parameters']['IfNoneMatch'];
export type ParameterIfNoneMatchAny = components['parameters']['IfNoneMatchAny'];
export type ParameterIfNoneMatchAnyConnector = components['parameters']['IfNoneMatchAnyConnector'];
export type HeaderETag = components['headers']['ETag'];
export type HeaderLocation = components['headers']['Location'];
export type HeaderRequestId = components['headers']['RequestId'];
export type HeaderRetryAfter = components['headers']['RetryAfter'];
export type HeaderIdempotencyReplayed = components['headers']['IdempotencyReplayed'];
export type HeaderWwwAuthenticate = components['headers']['WwwAuthenticate'];
export type $defs = Record<string, never>;
export interface operations {
    readonly listOrganizations: {
        readonly parameters: {
            readonly query?: {
                /**
                 * @description The maximum number of items on a page.
                 * @example 50
                 */
                readonly limit?: components["parameters"]["Limit"];
                /**
                 * @description The `nextCursor` of the page before. It belongs to the same filters; do not parse it.
                 * @example eyJrIjoiNDIifQ.2Zr1m0m3bq8d4tKk
                 */
                readonly cursor?: components["parameters"]["Cursor"];
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description One page of organizations. */
            readonly 200: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["RequestId"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["OrganizationPage"];
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 429: components["responses"]["RateLimited"];
            readonly 500: components["responses"]["InternalError"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly getOrganization: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /**
                 * @description The `ETag` you have read. When it is still the current one, the answer is 304 without a body.
                 * @example "3"
                 */
                readonly "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            readonly path: {
                /**
                 * @description The Tray OrgID.
                 * @example acme
                 */
                readonly organizationId: components["parameters"]["OrganizationId"];
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The organization. */
            readonly 200: {
                headers: {
                    readonly ETag: components["headers"]["ETag"];
                    readonly "X-Request-Id": components["headers"]["RequestId"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Organization"];
                };
            };
            readonly 304: components["responses"]["NotModified"];
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 404: components["responses"]["NotFound"];
            readonly 429: components["responses"]["RateLimited"];
            readonly 500: components["responses"]["InternalError"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly putOrganization: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /**
                 * @description The `ETag` you have read. When the resource has changed since, nothing is done and the answer is 412.
                 * @example "3"
                 */
                readonly "If-Match"?: components["parameters"]["IfMatch"];
                /**
                 * @description `*` only creates: 412 when the organization exists.
                 * @example *
                 */
                readonly "If-None-Match"?: components["parameters"]["IfNoneMatchAny"];
            };
            readonly path: {
                /**
                 * @description The Tray OrgID.
                 * @example acme
                 */
                readonly organizationId: components["parameters"]["OrganizationId"];
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["PutOrganization"];
            };
        };
        readonly responses: {
            /** @description The organization was already registered; this is its current form. */
            readonly 200: {
                headers: {
                    readonly ETag: components["headers"]["ETag"];
                    readonly "X-Request-Id": components["headers"]["RequestId"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Organization"];
                };
            };
            /** @description The organization is registered. */
            readonly 201: {
                headers: {
                    readonly Location: components["headers"]["Location"];
                    readonly ETag: components["headers"]["ETag"];
                    readonly "X-Request-Id": components["headers"]["RequestId"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Organization"];
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 404: components["responses"]["NotFound"];
            readonly 409: components["responses"]["Conflict"];
            readonly 412: components["responses"]["PreconditionFailed"];
            readonly 413: components["responses"]["PayloadTooLarge"];
            readonly 415: components["responses"]["UnsupportedMediaType"];
            readonly 422: components["responses"]["Unprocessable"];
            readonly 429: components["responses"]["RateLimited"];
            readonly 500: components["responses"]["InternalError"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly deleteOrganization: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /**
                 * @description The `ETag` you have read. When the resource has changed since, nothing is done and the answer is 412.
                 * @example "3"
                 */
                readonly "If-Match"?: components["parameters"]["IfMatch"];
            };
            readonly path: {
                /**
                 * @description The Tray OrgID.
                 * @example acme
                 */
                readonly organizationId: components["parameters"]["OrganizationId"];
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The deletion has begun. */
            readonly 202: {
                headers: {
                    readonly ETag: components["headers"]["ETag"];
                    readonly "X-Request-Id": components["headers"]["RequestId"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Organization"];
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 404: components["responses"]["NotFound"];
            readonly 409: components["responses"]["Conflict"];
            readonly 412: components["responses"]["PreconditionFailed"];
            readonly 429: components["responses"]["RateLimited"];
            readonly 500: components["responses"]["InternalError"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly listOrganizationEvents: {
        readonly parameters: {
            readonly query?: {
                /**
                 * @description `desc` gives the newest first, `asc` the oldest.
                 * @example asc
                 */
                readonly order?: "asc" | "desc";
                /**
                 * @description The maximum number of items on a page.
                 * @example 50
                 */
                readonly limit?: components["parameters"]["Limit"];
                /**
                 * @description The `nextCursor` of the page before. It belongs to the same filters; do not parse it.
                 * @example eyJrIjoiNDIifQ.2Zr1m0m3bq8d4tKk
                 */
                readonly cursor?: components["parameters"]["Cursor"];
            };
            readonly header?: never;
            readonly path: {
                /**
                 * @description The Tray OrgID.
                 * @example acme
                 */
                readonly organizationId: components["parameters"]["OrganizationId"];
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description One page of the history. */
            readonly 200: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["RequestId"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["OrganizationEventPage"];
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 404: components["responses"]["NotFound"];
            readonly 429: components["responses"]["RateLimited"];
            readonly 500: components["responses"]["InternalError"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly listConnections: {
        readonly parameters: {
            readonly query?: {
                /**
                 * @description Only connections of this organization.
                 * @example acme
                 */
                readonly organizationId?: components["schemas"]["OrganizationId"];
                /**
                 * @description Only connections in this state; repeat the parameter for several.
                 * @example [
                 *       "pending_acceptance"
                 *     ]
                 */
                readonly state?: readonly components["schemas"]["ConnectionState"][];
                /**
                 * @description Only connections whose network is in this region.
                 * @example eu-west-1
                 */
                readonly region?: components["schemas"]["RegionCode"];
                /**
                 * @description Only connections to this endpoint service.
                 * @example com.amazonaws.vpce.eu-west-1.vpce-svc-0123456789abcdef0
                 */
                readonly serviceName?: components["schemas"]["ServiceName"];
                /**
                 * @description The maximum number of items on a page.
                 * @example 50
                 */
                readonly limit?: components["parameters"]["Limit"];
                /**
                 * @description The `nextCursor` of the page before. It belongs to the same filters; do not parse it.
                 * @example eyJrIjoiNDIifQ.2Zr1m0m3bq8d4tKk
                 */
                readonly cursor?: components["parameters"]["Cursor"];
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description One page of connections. */
            readonly 200: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["RequestId"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ConnectionPage"];
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 429: components["responses"]["RateLimited"];
            readonly 500: components["responses"]["InternalError"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly createConnection: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /**
                 * @description A key of your choice, unique per logical request (a UUID works well). For 24 hours, the same key with the same
                 *     request gives the first successful answer again; with a different request the answer is 422
                 *     `idempotency_key_reused`; while the first request is still being answered it is 409
                 *     `idempotency_in_progress`. Keys belong to the token's `sub`. Error responses are not kept: the next attempt
                 *     with the key is a new one.
                 * @example 7f1c2f6e-5d0e-4b1f-9a75-0a6a3a0c1d2e
                 */
                readonly "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["CreateConnection"];
            };
        };
        readonly responses: {
            /** @description The request is recorded and will be carried out. */
            readonly 201: {
                headers: {
                    readonly Location: components["headers"]["Location"];
                    readonly ETag: components["headers"]["ETag"];
                    readonly "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    readonly "X-Request-Id": components["headers"]["RequestId"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Connection"];
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 404: components["responses"]["NotFound"];
            readonly 409: components["responses"]["Conflict"];
            readonly 413: components["responses"]["PayloadTooLarge"];
            readonly 415: components["responses"]["UnsupportedMediaType"];
            readonly 422: components["responses"]["Unprocessable"];
            readonly 429: components["responses"]["RateLimited"];
            readonly 500: components["responses"]["InternalError"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly getConnection: {
        readonly parameters: {
            readonly query?: {
                /**
                 * @description Hold the answer until the connection is in this state; repeat the parameter for several. `change` waits for any change.
                 * @example [
                 *       "available"
                 *     ]
                 */
                readonly waitFor?: readonly components["schemas"]["WaitTarget"][];
                /**
                 * @description The maximum number of seconds to hold the answer. Only meaningful with `waitFor`.
                 * @example 30
                 */
                readonly timeout?: number;
            };
            readonly header?: {
                /**
                 * @description The `ETag` you have read. When it is still the current one, the answer is 304 without a body.
                 * @example "3"
                 */
                readonly "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            readonly path: {
                /**
                 * @description The id of a connection, as the answer to its creation named it.
                 * @example acme-orders-db
                 */
                readonly connectionId: components["parameters"]["ConnectionId"];
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The connection. */
            readonly 200: {
                headers: {
                    readonly ETag: components["headers"]["ETag"];
                    readonly "X-Request-Id": components["headers"]["RequestId"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Connection"];
                };
            };
            readonly 304: components["responses"]["NotModified"];
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 404: components["responses"]["NotFound"];
            readonly 429: components["responses"]["RateLimited"];
            readonly 500: components["responses"]["InternalError"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly deleteConnection: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /**
                 * @description The `ETag` you have read. When the resource has changed since, nothing is done and the answer is 412.
                 * @example "3"
                 */
                readonly "If-Match"?: components["parameters"]["IfMatch"];
            };
            readonly path: {
                /**
                 * @description The id of a connection, as the answer to its creation named it.
                 * @example acme-orders-db
                 */
                readonly connectionId: components["parameters"]["ConnectionId"];
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The connection, in `deleting`, or in `deleted` if it was already deleted. */
            readonly 202: {
                headers: {
                    readonly ETag: components["headers"]["ETag"];
                    readonly "X-Request-Id": components["headers"]["RequestId"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Connection"];
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 404: components["responses"]["NotFound"];
            readonly 409: components["responses"]["Conflict"];
            readonly 412: components["responses"]["PreconditionFailed"];
            readonly 429: components["responses"]["RateLimited"];
            readonly 500: components["responses"]["InternalError"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly updateConnection: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /**
                 * @description The `ETag` you have read. When the resource has changed since, nothing is done and the answer is 412.
                 * @example "3"
                 */
                readonly "If-Match"?: components["parameters"]["IfMatch"];
            };
            readonly path: {
                /**
                 * @description The id of a connection, as the answer to its creation named it.
                 * @example acme-orders-db
                 */
                readonly connectionId: components["parameters"]["ConnectionId"];
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["UpdateConnection"];
            };
        };
        readonly responses: {
            /** @description The changed connection. */
            readonly 200: {
                headers: {
                    readonly ETag: components["headers"]["ETag"];
                    readonly "X-Request-Id": components["headers"]["RequestId"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Connection"];
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 404: components["responses"]["NotFound"];
            readonly 409: components["responses"]["Conflict"];
            readonly 412: components["responses"]["PreconditionFailed"];
            readonly 413: components["responses"]["PayloadTooLarge"];
            readonly 415: components["responses"]["UnsupportedMediaType"];
            readonly 422: components["responses"]["Unprocessable"];
            readonly 429: components["responses"]["RateLimited"];
            readonly 500: components["responses"]["InternalError"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly retryConnection: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /**
                 * @description A key of your choice, unique per logical request (a UUID works well). For 24 hours, the same key with the same
                 *     request gives the first successful answer again; with a different request the answer is 422
                 *     `idempotency_key_reused`; while the first request is still being answered it is 409
                 *     `idempotency_in_progress`. Keys belong to the token's `sub`. Error responses are not kept: the next attempt
                 *     with the key is a new one.
                 * @example 7f1c2f6e-5d0e-4b1f-9a75-0a6a3a0c1d2e
                 */
                readonly "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /**
                 * @description The `ETag` you have read. When the resource has changed since, nothing is done and the answer is 412.
                 * @example "3"
                 */
                readonly "If-Match"?: components["parameters"]["IfMatch"];
            };
            readonly path: {
                /**
                 * @description The id of a connection, as the answer to its creation named it.
                 * @example acme-orders-db
                 */
                readonly connectionId: components["parameters"]["ConnectionId"];
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The connection, started again. */
            readonly 202: {
                headers: {
                    readonly ETag: components["headers"]["ETag"];
                    readonly "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    readonly "X-Request-Id": components["headers"]["RequestId"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Connection"];
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 404: components["responses"]["NotFound"];
            readonly 409: components["responses"]["Conflict"];
            readonly 412: components["responses"]["PreconditionFailed"];
            readonly 422: components["responses"]["Unprocessable"];
            readonly 429: components["responses"]["RateLimited"];
            readonly 500: components["responses"]["InternalError"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly listConnectionEvents: {
        readonly parameters: {
            readonly query?: {
                /**
                 * @description `desc` gives the newest first, `asc` the oldest.
                 * @example asc
                 */
                readonly order?: "asc" | "desc";
                /**
                 * @description The maximum number of items on a page.
                 * @example 50
                 */
                readonly limit?: components["parameters"]["Limit"];
                /**
                 * @description The `nextCursor` of the page before. It belongs to the same filters; do not parse it.
                 * @example eyJrIjoiNDIifQ.2Zr1m0m3bq8d4tKk
                 */
                readonly cursor?: components["parameters"]["Cursor"];
            };
            readonly header?: never;
            readonly path: {
                /**
                 * @description The id of a connection, as the answer to its creation named it.
                 * @example acme-orders-db
                 */
                readonly connectionId: components["parameters"]["ConnectionId"];
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description One page of the history. */
            readonly 200: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["RequestId"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ConnectionEventPage"];
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 404: components["responses"]["NotFound"];
            readonly 429: components["responses"]["RateLimited"];
            readonly 500: components["responses"]["InternalError"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly getConnectionAcceptance: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /**
                 * @description The id of a connection, as the answer to its creation named it.
                 * @example acme-orders-db
                 */
                readonly connectionId: components["parameters"]["ConnectionId"];
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The acceptance pack. */
            readonly 200: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["RequestId"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["AcceptancePack"];
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 404: components["responses"]["NotFound"];
            readonly 409: components["responses"]["Conflict"];
            readonly 429: components["responses"]["RateLimited"];
            readonly 500: components["responses"]["InternalError"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly listConnectionTests: {
        readonly parameters: {
            readonly query?: {
                /**
                 * @description The maximum number of items on a page.
                 * @example 50
                 */
                readonly limit?: components["parameters"]["Limit"];
                /**
                 * @description The `nextCursor` of the page before. It belongs to the same filters; do not parse it.
                 * @example eyJrIjoiNDIifQ.2Zr1m0m3bq8d4tKk
                 */
                readonly cursor?: components["parameters"]["Cursor"];
            };
            readonly header?: never;
            readonly path: {
                /**
                 * @description The id of a connection, as the answer to its creation named it.
                 * @example acme-orders-db
                 */
                readonly connectionId: components["parameters"]["ConnectionId"];
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description One page of tests. */
            readonly 200: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["RequestId"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ConnectionTestPage"];
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 404: components["responses"]["NotFound"];
            readonly 429: components["responses"]["RateLimited"];
            readonly 500: components["responses"]["InternalError"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly createConnectionTest: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /**
                 * @description A key of your choice, unique per logical request (a UUID works well). For 24 hours, the same key with the same
                 *     request gives the first successful answer again; with a different request the answer is 422
                 *     `idempotency_key_reused`; while the first request is still being answered it is 409
                 *     `idempotency_in_progress`. Keys belong to the token's `sub`. Error responses are not kept: the next attempt
                 *     with the key is a new one.
                 * @example 7f1c2f6e-5d0e-4b1f-9a75-0a6a3a0c1d2e
                 */
                readonly "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            readonly path: {
                /**
                 * @description The id of a connection, as the answer to its creation named it.
                 * @example acme-orders-db
                 */
                readonly connectionId: components["parameters"]["ConnectionId"];
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The test, which will be run. */
            readonly 202: {
                headers: {
                    readonly Location: components["headers"]["Location"];
                    readonly "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    readonly "X-Request-Id": components["headers"]["RequestId"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ConnectionTest"];
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 404: components["responses"]["NotFound"];
            readonly 409: components["responses"]["Conflict"];
            readonly 422: components["responses"]["Unprocessable"];
            readonly 429: components["responses"]["RateLimited"];
            readonly 500: components["responses"]["InternalError"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly getConnectionTest: {
        readonly parameters: {
            readonly query?: {
                /**
                 * @description Hold the answer until the test is over.
                 * @example finished
                 */
                readonly waitFor?: "finished";
                /**
                 * @description The maximum number of seconds to hold the answer. Only meaningful with `waitFor`.
                 * @example 30
                 */
                readonly timeout?: number;
            };
            readonly header?: never;
            readonly path: {
                /**
                 * @description The id of a connection, as the answer to its creation named it.
                 * @example acme-orders-db
                 */
                readonly connectionId: components["parameters"]["ConnectionId"];
                /**
                 * @description The id of a test.
                 * @example 0198c1f2-7a10-4c3e-9a55-1f2e3d4c5b6b
                 */
                readonly testId: components["parameters"]["TestId"];
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The test. */
            readonly 200: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["RequestId"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ConnectionTest"];
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 404: components["responses"]["NotFound"];
            readonly 429: components["responses"]["RateLimited"];
            readonly 500: components["responses"]["InternalError"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly listConnectionRuns: {
        readonly parameters: {
            readonly query?: {
                /**
                 * @description The maximum number of items on a page.
                 * @example 50
                 */
                readonly limit?: components["parameters"]["Limit"];
                /**
                 * @description The `nextCursor` of the page before. It belongs to the same filters; do not parse it.
                 * @example eyJrIjoiNDIifQ.2Zr1m0m3bq8d4tKk
                 */
                readonly cursor?: components["parameters"]["Cursor"];
            };
            readonly header?: never;
            readonly path: {
                /**
                 * @description The id of a connection, as the answer to its creation named it.
                 * @example acme-orders-db
                 */
                readonly connectionId: components["parameters"]["ConnectionId"];
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description One page of runs. */
            readonly 200: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["RequestId"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["RunPage"];
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 404: components["responses"]["NotFound"];
            readonly 429: components["responses"]["RateLimited"];
            readonly 500: components["responses"]["InternalError"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly getRun: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /**
                 * @description The id of a Terraform run.
                 * @example 0198c1f2-7a10-7c3e-9a55-1f2e3d4c5b6a
                 */
                readonly runId: components["parameters"]["RunId"];
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The run. */
            readonly 200: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["RequestId"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Run"];
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 404: components["responses"]["NotFound"];
            readonly 429: components["responses"]["RateLimited"];
            readonly 500: components["responses"]["InternalError"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly listRunProgress: {
        readonly parameters: {
            readonly query?: {
                /**
                 * @description The maximum number of items on a page.
                 * @example 50
                 */
                readonly limit?: components["parameters"]["Limit"];
                /**
                 * @description The `nextCursor` of the page before. It belongs to the same filters; do not parse it.
                 * @example eyJrIjoiNDIifQ.2Zr1m0m3bq8d4tKk
                 */
                readonly cursor?: components["parameters"]["Cursor"];
            };
            readonly header?: never;
            readonly path: {
                /**
                 * @description The id of a Terraform run.
                 * @example 0198c1f2-7a10-7c3e-9a55-1f2e3d4c5b6a
                 */
                readonly runId: components["parameters"]["RunId"];
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description One page of progress lines. */
            readonly 200: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["RequestId"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["RunProgressPage"];
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 404: components["responses"]["NotFound"];
            readonly 429: components["responses"]["RateLimited"];
            readonly 500: components["responses"]["InternalError"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly submitIntake: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /**
                 * @description A key of your choice, unique per logical request (a UUID works well). For 24 hours, the same key with the same
                 *     request gives the first successful answer again; with a different request the answer is 422
                 *     `idempotency_key_reused`; while the first request is still being answered it is 409
                 *     `idempotency_in_progress`. Keys belong to the token's `sub`. Error responses are not kept: the next attempt
                 *     with the key is a new one.
                 * @example 7f1c2f6e-5d0e-4b1f-9a75-0a6a3a0c1d2e
                 */
                readonly "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["TrayIntake"];
            };
        };
        readonly responses: {
            /** @description This organization already has a live connection to this service. */
            readonly 200: {
                headers: {
                    readonly Location: components["headers"]["Location"];
                    readonly ETag: components["headers"]["ETag"];
                    readonly "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    readonly "X-Request-Id": components["headers"]["RequestId"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["IntakeResult"];
                };
            };
            /** @description The connection has been requested. */
            readonly 201: {
                headers: {
                    readonly Location: components["headers"]["Location"];
                    readonly ETag: components["headers"]["ETag"];
                    readonly "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    readonly "X-Request-Id": components["headers"]["RequestId"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["IntakeResult"];
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 404: components["responses"]["NotFound"];
            readonly 409: components["responses"]["Conflict"];
            readonly 413: components["responses"]["PayloadTooLarge"];
            readonly 415: components["responses"]["UnsupportedMediaType"];
            readonly 422: components["responses"]["Unprocessable"];
            readonly 429: components["responses"]["RateLimited"];
            readonly 500: components["responses"]["InternalError"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly createServiceCheck: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["CreateServiceCheck"];
            };
        };
        readonly responses: {
            /** @description The verdict with every single check. */
            readonly 200: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["RequestId"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ServiceCheck"];
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 404: components["responses"]["NotFound"];
            readonly 413: components["responses"]["PayloadTooLarge"];
            readonly 415: components["responses"]["UnsupportedMediaType"];
            readonly 422: components["responses"]["Unprocessable"];
            readonly 429: components["responses"]["RateLimited"];
            readonly 500: components["responses"]["InternalError"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly listNetworks: {
        readonly parameters: {
            readonly query?: {
                /**
                 * @description Only networks of this organization.
                 * @example acme
                 */
                readonly organizationId?: components["schemas"]["OrganizationId"];
                /**
                 * @description Only networks in this region.
                 * @example eu-west-1
                 */
                readonly region?: components["schemas"]["RegionCode"];
                /**
                 * @description The maximum number of items on a page.
                 * @example 50
                 */
                readonly limit?: components["parameters"]["Limit"];
                /**
                 * @description The `nextCursor` of the page before. It belongs to the same filters; do not parse it.
                 * @example eyJrIjoiNDIifQ.2Zr1m0m3bq8d4tKk
                 */
                readonly cursor?: components["parameters"]["Cursor"];
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description One page of networks. */
            readonly 200: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["RequestId"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["NetworkPage"];
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 429: components["responses"]["RateLimited"];
            readonly 500: components["responses"]["InternalError"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly createNetwork: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /**
                 * @description A key of your choice, unique per logical request (a UUID works well). For 24 hours, the same key with the same
                 *     request gives the first successful answer again; with a different request the answer is 422
                 *     `idempotency_key_reused`; while the first request is still being answered it is 409
                 *     `idempotency_in_progress`. Keys belong to the token's `sub`. Error responses are not kept: the next attempt
                 *     with the key is a new one.
                 * @example 7f1c2f6e-5d0e-4b1f-9a75-0a6a3a0c1d2e
                 */
                readonly "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["CreateNetwork"];
            };
        };
        readonly responses: {
            /** @description The network will be made. */
            readonly 201: {
                headers: {
                    readonly Location: components["headers"]["Location"];
                    readonly ETag: components["headers"]["ETag"];
                    readonly "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    readonly "X-Request-Id": components["headers"]["RequestId"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Network"];
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 404: components["responses"]["NotFound"];
            readonly 409: components["responses"]["Conflict"];
            readonly 413: components["responses"]["PayloadTooLarge"];
            readonly 415: components["responses"]["UnsupportedMediaType"];
            readonly 422: components["responses"]["Unprocessable"];
            readonly 429: components["responses"]["RateLimited"];
            readonly 500: components["responses"]["InternalError"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly getNetwork: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /**
                 * @description The `ETag` you have read. When it is still the current one, the answer is 304 without a body.
                 * @example "3"
                 */
                readonly "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            readonly path: {
                /**
                 * @description The id of a network: `net-<organization>-<region>`.
                 * @example net-acme-eu-west-1
                 */
                readonly networkId: components["schemas"]["NetworkId"];
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The network. */
            readonly 200: {
                headers: {
                    readonly ETag: components["headers"]["ETag"];
                    readonly "X-Request-Id": components["headers"]["RequestId"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Network"];
                };
            };
            readonly 304: components["responses"]["NotModified"];
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 404: components["responses"]["NotFound"];
            readonly 429: components["responses"]["RateLimited"];
            readonly 500: components["responses"]["InternalError"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly deleteNetwork: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /**
                 * @description The `ETag` you have read. When the resource has changed since, nothing is done and the answer is 412.
                 * @example "3"
                 */
                readonly "If-Match"?: components["parameters"]["IfMatch"];
            };
            readonly path: {
                /**
                 * @description The id of a network: `net-<organization>-<region>`.
                 * @example net-acme-eu-west-1
                 */
                readonly networkId: components["schemas"]["NetworkId"];
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The deletion has begun. */
            readonly 202: {
                headers: {
                    readonly ETag: components["headers"]["ETag"];
                    readonly "X-Request-Id": components["headers"]["RequestId"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Network"];
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 404: components["responses"]["NotFound"];
            readonly 409: components["responses"]["Conflict"];
            readonly 412: components["responses"]["PreconditionFailed"];
            readonly 429: components["responses"]["RateLimited"];
            readonly 500: components["responses"]["InternalError"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly updateNetwork: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /**
                 * @description The `ETag` you have read. When the resource has changed since, nothing is done and the answer is 412.
                 * @example "3"
                 */
                readonly "If-Match"?: components["parameters"]["IfMatch"];
            };
            readonly path: {
                /**
                 * @description The id of a network: `net-<organization>-<region>`.
                 * @example net-acme-eu-west-1
                 */
                readonly networkId: components["schemas"]["NetworkId"];
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["UpdateNetwork"];
            };
        };
        readonly responses: {
            /** @description The changed network. */
            readonly 200: {
                headers: {
                    readonly ETag: components["headers"]["ETag"];
                    readonly "X-Request-Id": components["headers"]["RequestId"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Network"];
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 404: components["responses"]["NotFound"];
            readonly 409: components["responses"]["Conflict"];
            readonly 412: components["responses"]["PreconditionFailed"];
            readonly 413: components["responses"]["PayloadTooLarge"];
            readonly 415: components["responses"]["UnsupportedMediaType"];
            readonly 422: components["responses"]["Unprocessable"];
            readonly 429: components["responses"]["RateLimited"];
            readonly 500: components["responses"]["InternalError"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly getNetworkBucketPolicy: {
        readonly parameters: {
            readonly query: {
                /**
                 * @description The name of the bucket.
                 * @example acme-tray-exports
                 */
                readonly bucket: string;
            };
            readonly header?: never;
            readonly path: {
                /**
                 * @description The id of the network: `net-<organization>-<region>`.
                 * @example net-acme-eu-west-1
                 */
                readonly networkId: components["parameters"]["NetworkOfConnector"];
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The statement, as an object, as JSON text and as HCL. */
            readonly 200: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["RequestId"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["BucketPolicy"];
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 404: components["responses"]["NotFound"];
            readonly 409: components["responses"]["Conflict"];
            readonly 422: components["responses"]["Unprocessable"];
            readonly 429: components["responses"]["RateLimited"];
            readonly 500: components["responses"]["InternalError"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly listRegions: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description All regions. */
            readonly 200: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["RequestId"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["RegionList"];
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 429: components["responses"]["RateLimited"];
            readonly 500: components["responses"]["InternalError"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly listConnectors: {
        readonly parameters: {
            readonly query?: {
                /**
                 * @description The maximum number of items on a page.
                 * @example 50
                 */
                readonly limit?: components["parameters"]["Limit"];
                /**
                 * @description The `nextCursor` of the page before. It belongs to the same filters; do not parse it.
                 * @example eyJrIjoiNDIifQ.2Zr1m0m3bq8d4tKk
                 */
                readonly cursor?: components["parameters"]["Cursor"];
            };
            readonly header?: never;
            readonly path: {
                /**
                 * @description The id of the network: `net-<organization>-<region>`.
                 * @example net-acme-eu-west-1
                 */
                readonly networkId: components["parameters"]["NetworkOfConnector"];
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description One page of connectors. */
            readonly 200: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["RequestId"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ConnectorPage"];
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 404: components["responses"]["NotFound"];
            readonly 429: components["responses"]["RateLimited"];
            readonly 500: components["responses"]["InternalError"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly getConnector: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /**
                 * @description The `ETag` you have read. When it is still the current one, the answer is 304 without a body.
                 * @example "3"
                 */
                readonly "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            readonly path: {
                /**
                 * @description The id of the network: `net-<organization>-<region>`.
                 * @example net-acme-eu-west-1
                 */
                readonly networkId: components["parameters"]["NetworkOfConnector"];
                /**
                 * @description The id of a connector, chosen by whoever deploys it. Its network's own.
                 * @example orders-reader
                 */
                readonly connectorId: components["parameters"]["ConnectorId"];
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The connector. */
            readonly 200: {
                headers: {
                    readonly ETag: components["headers"]["ETag"];
                    readonly "X-Request-Id": components["headers"]["RequestId"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Connector"];
                };
            };
            readonly 304: components["responses"]["NotModified"];
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 404: components["responses"]["NotFound"];
            readonly 429: components["responses"]["RateLimited"];
            readonly 500: components["responses"]["InternalError"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly putConnector: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /**
                 * @description The `ETag` you have read. When the resource has changed since, nothing is done and the answer is 412.
                 * @example "3"
                 */
                readonly "If-Match"?: components["parameters"]["IfMatch"];
                /**
                 * @description `*` only creates: 412 when the connector exists.
                 * @example *
                 */
                readonly "If-None-Match"?: components["parameters"]["IfNoneMatchAnyConnector"];
            };
            readonly path: {
                /**
                 * @description The id of the network: `net-<organization>-<region>`.
                 * @example net-acme-eu-west-1
                 */
                readonly networkId: components["parameters"]["NetworkOfConnector"];
                /**
                 * @description The id of a connector, chosen by whoever deploys it. Its network's own.
                 * @example orders-reader
                 */
                readonly connectorId: components["parameters"]["ConnectorId"];
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["PutConnector"];
            };
        };
        readonly responses: {
            /** @description The connector, replaced or unchanged. */
            readonly 200: {
                headers: {
                    readonly ETag: components["headers"]["ETag"];
                    readonly "X-Request-Id": components["headers"]["RequestId"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Connector"];
                };
            };
            /** @description The connector is new, and will be deployed. */
            readonly 201: {
                headers: {
                    readonly Location: components["headers"]["Location"];
                    readonly ETag: components["headers"]["ETag"];
                    readonly "X-Request-Id": components["headers"]["RequestId"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Connector"];
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 404: components["responses"]["NotFound"];
            readonly 409: components["responses"]["Conflict"];
            readonly 412: components["responses"]["PreconditionFailed"];
            readonly 413: components["responses"]["PayloadTooLarge"];
            readonly 415: components["responses"]["UnsupportedMediaType"];
            readonly 422: components["responses"]["Unprocessable"];
            readonly 429: components["responses"]["RateLimited"];
            readonly 500: components["responses"]["InternalError"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly deleteConnector: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /**
                 * @description The `ETag` you have read. When the resource has changed since, nothing is done and the answer is 412.
                 * @example "3"
                 */
                readonly "If-Match"?: components["parameters"]["IfMatch"];
            };
            readonly path: {
                /**
                 * @description The id of the network: `net-<organization>-<region>`.
                 * @example net-acme-eu-west-1
                 */
                readonly networkId: components["parameters"]["NetworkOfConnector"];
                /**
                 * @description The id of a connector, chosen by whoever deploys it. Its network's own.
                 * @example orders-reader
                 */
                readonly connectorId: components["parameters"]["ConnectorId"];
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The connector, in `deleting`. */
            readonly 202: {
                headers: {
                    readonly ETag: components["headers"]["ETag"];
                    readonly "X-Request-Id": components["headers"]["RequestId"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Connector"];
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 404: components["responses"]["NotFound"];
            readonly 409: components["responses"]["Conflict"];
            readonly 412: components["responses"]["PreconditionFailed"];
            readonly 429: components["responses"]["RateLimited"];
            readonly 500: components["responses"]["InternalError"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly listConnectorEvents: {
        readonly parameters: {
            readonly query?: {
                /**
                 * @description `asc` begins with the oldest event.
                 * @example asc
                 */
                readonly order?: "asc" | "desc";
                /**
                 * @description The maximum number of items on a page.
                 * @example 50
                 */
                readonly limit?: components["parameters"]["Limit"];
                /**
                 * @description The `nextCursor` of the page before. It belongs to the same filters; do not parse it.
                 * @example eyJrIjoiNDIifQ.2Zr1m0m3bq8d4tKk
                 */
                readonly cursor?: components["parameters"]["Cursor"];
            };
            readonly header?: never;
            readonly path: {
                /**
                 * @description The id of the network: `net-<organization>-<region>`.
                 * @example net-acme-eu-west-1
                 */
                readonly networkId: components["parameters"]["NetworkOfConnector"];
                /**
                 * @description The id of a connector, chosen by whoever deploys it. Its network's own.
                 * @example orders-reader
                 */
                readonly connectorId: components["parameters"]["ConnectorId"];
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description One page of events. */
            readonly 200: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["RequestId"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ConnectorEventPage"];
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 404: components["responses"]["NotFound"];
            readonly 429: components["responses"]["RateLimited"];
            readonly 500: components["responses"]["InternalError"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly getHealth: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The process is alive. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Health"];
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 429: components["responses"]["RateLimited"];
            readonly 500: components["responses"]["InternalError"];
        };
    };
    readonly getReadiness: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Ready. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Readiness"];
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 429: components["responses"]["RateLimited"];
            readonly 500: components["responses"]["InternalError"];
            /** @description Not ready. */
            readonly 503: {
                headers: {
                    readonly "Retry-After": components["headers"]["RetryAfter"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Readiness"];
                };
            };
        };
    };
    readonly getMetrics: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The metrics. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "text/plain": string;
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 429: components["responses"]["RateLimited"];
            readonly 500: components["responses"]["InternalError"];
        };
    };
    readonly getOpenapi: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /**
                 * @description The `ETag` you have read. When it is still the current one, the answer is 304 without a body.
                 * @example "3"
                 */
                readonly "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description An OpenAPI 3.1 document. */
            readonly 200: {
                headers: {
                    readonly ETag: components["headers"]["ETag"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly openapi: string;
                        readonly info: {
                            readonly [key: string]: unknown;
                        };
                        readonly paths: {
                            readonly [key: string]: unknown;
                        };
                    } & {
                        readonly [key: string]: unknown;
                    };
                };
            };
            readonly 304: components["responses"]["NotModified"];
            readonly 400: components["responses"]["BadRequest"];
            readonly 429: components["responses"]["RateLimited"];
            readonly 500: components["responses"]["InternalError"];
        };
    };
    readonly onConnectionStateChanged: {
        readonly parameters: {
            readonly query?: never;
            readonly header: {
                /**
                 * @description The id of the event; the same for every attempt to deliver it.
                 * @example evt_1042
                 */
                readonly "webhook-id": string;
                /**
                 * @description When this attempt was made, in seconds since 1970.
                 * @example 1767225600
                 */
                readonly "webhook-timestamp": string;
                /**
                 * @description One or more signatures, separated by spaces.
                 * @example v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=
                 */
                readonly "webhook-signature": string;
            };
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["ConnectionStateChanged"];
            };
        };
        readonly responses: {
            /** @description Received. Any 2xx answer ends the delivery. */
            readonly 204: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; delivery is retried with growing pauses, for three days. */
            readonly "4XX": {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    readonly onConnectionHealthChanged: {
        readonly parameters: {
            readonly query?: never;
            readonly header: {
                /**
                 * @description The id of the event; the same for every attempt to deliver it.
                 * @example evt_1042
                 */
                readonly "webhook-id": string;
                /**
                 * @description When this attempt was made, in seconds since 1970.
                 * @example 1767225600
                 */
                readonly "webhook-timestamp": string;
                /**
                 * @description One or more signatures, separated by spaces.
                 * @example v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=
                 */
                readonly "webhook-signature": string;
            };
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["ConnectionHealthChanged"];
            };
        };
        readonly responses: {
            /** @description Received. Any 2xx answer ends the delivery. */
            readonly 204: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused; delivery is retried with growing pauses, for three days. */
            readonly "4XX": {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
}

/** The values of {@link ConnectionState} that this version knows. */
export const knownConnectionStates = [
  'requested',
  'checking',
  'provisioning',
  'pending_acceptance',
  'connecting',
  'configuring',
  'available',
  'rejected',
  'expired',
  'failed',
  'deleting',
  'deleted',
] as const;
export type KnownConnectionState = (typeof knownConnectionStates)[number];

/** The values of {@link OrganizationState} that this version knows. */
export const knownOrganizationStates = [
  'provisioning',
  'ready',
  'failed',
  'deleting',
] as const;
export type KnownOrganizationState = (typeof knownOrganizationStates)[number];

/** The values of {@link NetworkState} that this version knows. */
export const knownNetworkStates = [
  'requested',
  'provisioning',
  'available',
  'failed',
  'deleting',
] as const;
export type KnownNetworkState = (typeof knownNetworkStates)[number];

/** The values of {@link RunState} that this version knows. */
export const knownRunStates = [
  'queued',
  'running',
  'succeeded',
  'failed',
  'canceled',
  'unknown',
] as const;
export type KnownRunState = (typeof knownRunStates)[number];

/** The values of {@link AwsEndpointState} that this version knows. */
export const knownAwsEndpointStates = [
  'pendingAcceptance',
  'pending',
  'available',
  'rejected',
  'expired',
  'failed',
  'deleting',
  'deleted',
  'partial',
] as const;
export type KnownAwsEndpointState = (typeof knownAwsEndpointStates)[number];

/** The values of {@link ReasonCode} that this version knows. */
export const knownReasonCodes = [
  'service_not_visible',
  'service_region_not_supported',
  'zones_not_in_common',
  'owner_mismatch',
  'service_name_taken',
  'region_not_enabled',
  'no_eligible_region',
  'address_pool_exhausted',
  'overlapping_cidr',
  'quota_exceeded',
  'access_denied',
  'throttled',
  'waiting_for_aws',
  'endpoint_rejected',
  'endpoint_expired',
  'endpoint_failed',
  'endpoint_partial',
  'endpoint_deleted_elsewhere',
  'private_dns_failed',
  'terraform_unavailable',
  'terraform_failed',
  'run_unknown',
  'name_taken',
  'deletion_blocked',
  'stack_locked',
  'out_of_space',
  'aws_error',
  'internal_error',
  'region_changed',
  'network_full',
  'probe_failed',
  'canceled',
  'waiting_for_network',
  'image_unavailable',
  'secret_unavailable',
  'aws_service_missing',
  'task_exited',
  'task_failed',
  'service_deleted_elsewhere',
] as const;
export type KnownReasonCode = (typeof knownReasonCodes)[number];

/** The values of {@link OrganizationEventType} that this version knows. */
export const knownOrganizationEventTypes = [
  'created',
  'updated',
  'deletion_requested',
  'deleted',
] as const;
export type KnownOrganizationEventType = (typeof knownOrganizationEventTypes)[number];

/** The values of {@link HealthState} that this version knows. */
export const knownHealthStates = [
  'unknown',
  'healthy',
  'degraded',
  'unreachable',
] as const;
export type KnownHealthState = (typeof knownHealthStates)[number];

/** The values of {@link TestState} that this version knows. */
export const knownTestStates = [
  'queued',
  'running',
  'finished',
  'failed',
] as const;
export type KnownTestState = (typeof knownTestStates)[number];

/** The values of {@link TestVerdict} that this version knows. */
export const knownTestVerdicts = [
  'healthy',
  'degraded',
  'unreachable',
  'undetermined',
] as const;
export type KnownTestVerdict = (typeof knownTestVerdicts)[number];

/** The values of {@link ConnectionEventType} that this version knows. */
export const knownConnectionEventTypes = [
  'created',
  'state_changed',
  'updated',
  'retried',
  'deletion_requested',
  'noted',
  'health_changed',
] as const;
export type KnownConnectionEventType = (typeof knownConnectionEventTypes)[number];

/** The values of {@link CheckVerdict} that this version knows. */
export const knownCheckVerdicts = [
  'passed',
  'warning',
  'failed',
  'skipped',
] as const;
export type KnownCheckVerdict = (typeof knownCheckVerdicts)[number];

/** The values of {@link CheckName} that this version knows. */
export const knownCheckNames = [
  'principal',
  'service_name',
  'ports',
  'region',
  'zones',
  'service_visible',
  'service_owner',
  'service_claim',
  'hostname',
  'acceptance_required',
  'limits',
  'private_dns',
  'network',
  'quota',
] as const;
export type KnownCheckName = (typeof knownCheckNames)[number];

/** The values of {@link ConnectorState} that this version knows. */
export const knownConnectorStates = [
  'provisioning',
  'running',
  'degraded',
  'failed',
  'deleting',
] as const;
export type KnownConnectorState = (typeof knownConnectorStates)[number];

/** The values of {@link ConnectorEventType} that this version knows. */
export const knownConnectorEventTypes = [
  'created',
  'state_changed',
  'updated',
  'deletion_requested',
  'noted',
] as const;
export type KnownConnectorEventType = (typeof knownConnectorEventTypes)[number];

/** The values of {@link ConnectorEventState} that this version knows. */
export const knownConnectorEventStates = [
  'provisioning',
  'running',
  'degraded',
  'failed',
  'deleting',
  'deleted',
] as const;
export type KnownConnectorEventState = (typeof knownConnectorEventStates)[number];

/** The values of {@link ProblemCode} that this version knows. */
export const knownProblemCodes = [
  'malformed_request',
  'malformed_json',
  'validation_failed',
  'invalid_cursor',
  'unauthenticated',
  'invalid_token',
  'token_expired',
  'insufficient_scope',
  'route_not_found',
  'organization_not_found',
  'connection_not_found',
  'network_not_found',
  'connector_not_found',
  'run_not_found',
  'test_not_found',
  'method_not_allowed',
  'request_timeout',
  'organization_in_use',
  'organization_deleting',
  'connection_exists',
  'connection_in_use',
  'service_name_taken',
  'hostname_taken',
  'aws_account_taken',
  'network_exists',
  'network_in_use',
  'network_not_ready',
  'illegal_state',
  'acceptance_not_ready',
  'probe_disabled',
  'idempotency_in_progress',
  'precondition_failed',
  'payload_too_large',
  'uri_too_long',
  'unsupported_media_type',
  'expectation_failed',
  'invalid_value',
  'idempotency_key_reused',
  'rate_limited',
  'headers_too_large',
  'internal_error',
  'not_implemented',
  'database_unavailable',
  'issuer_unavailable',
  'overloaded',
  'shutting_down',
] as const;
export type KnownProblemCode = (typeof knownProblemCodes)[number];
