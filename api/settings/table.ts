import { parseAccountId } from '../../domain/account.ts';
import { AddressPool } from '../../domain/address-pool.ts';
import { parseHostname } from '../../domain/hostname.ts';
import { defaultReservedDomains } from '../../domain/hostname-claim.ts';
import { defaultHttpLimits as http } from './http-limits.ts';
import {
  anyNumber,
  asText,
  httpUrl,
  oneOf,
  type Parser,
  partition,
  postgresUrl,
  principals,
  regions,
  reservedDomains,
  roleArn,
  topics,
  userName,
  webhookSecret,
  wholeNumber,
  yesOrNo,
} from './parsers.ts';

/** One setting: everything that readers, `--help` and the READMEs say of it. */
export interface Setting<T> {
  readonly parse: Parser<T>;
  /** As it would be written. Absent: there is none, or it follows from others (see `otherwise`). */
  readonly default?: string;
  /** What is so without the variable, in words, where that is no value. */
  readonly otherwise?: string;
  /** What it means, as a clause without a full stop. */
  readonly help: string;
  /** The flag of `npm start` that says the same, and wins. */
  readonly flag?: {
    readonly name: string;
    readonly value: string;
    readonly choices?: readonly string[];
    /** What the command line answers to a wrong value, where the parser's own words can be better. */
    readonly refusal?: string;
  };
}

/** Keeps the type of what is parsed. */
function setting<T>(row: Setting<T>): Setting<T> {
  return row;
}

export const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
const seconds = wholeNumber(1, 3_600);
const requests = wholeNumber(1, 1_000_000);
const quota = wholeNumber(1, 10_000);

/** Of the API and its database. */
export const apiSettings = {
  HOST: setting({
    parse: asText,
    default: '127.0.0.1',
    help: 'where to listen',
    flag: { name: 'host', value: '<address>' },
  }),
  PORT: setting({
    parse: wholeNumber(0, 65_535),
    default: '8080',
    help: 'port to listen on; 0 takes a free one',
    flag: { name: 'port', value: '<number>', refusal: 'A port is a number from 0 to 65535.' },
  }),
  DATA_FOLDER: setting({
    parse: asText,
    default: '.data',
    help: 'data of the process: embedded database, key for tokens, working directories of Terraform',
    flag: { name: 'data-folder', value: '<folder>' },
  }),
  DATABASE_URL: setting({
    parse: postgresUrl,
    otherwise: 'a PostgreSQL of its own, in the data folder',
    help: '`postgres://…`, for a database that processes share',
    flag: { name: 'database-url', value: '<url>' },
  }),
  DATABASE_POOL_SIZE: setting({
    parse: wholeNumber(1, 500),
    default: '16',
    help: 'database connections of one process',
  }),
  TRAY_ACCOUNT_ID: setting({ parse: parseAccountId, default: '111111111111', help: "Tray's AWS account" }),
  TRAY_PARTITION: setting({ parse: partition, default: 'aws', help: 'AWS partition of that account' }),
  TRAY_REGIONS: setting({
    parse: regions,
    default: 'eu-west-1,us-east-1,ap-southeast-2',
    help: 'where networks may be placed',
  }),
  ADDRESS_POOL: setting({
    parse: (cidr) => new AddressPool({ cidr }),
    default: '100.64.0.0/10',
    help: "where networks' address ranges come from",
  }),
  PRIVATE_ZONE: setting({
    parse: parseHostname,
    default: 'privatelink.tray.internal',
    help: 'private hosted zone of every network',
  }),
  RESERVED_DOMAINS: setting({
    parse: reservedDomains,
    default: defaultReservedDomains.join(','),
    help: 'no connection may have a `hostname` at, under or above these',
  }),
  SHARED_AWS_ACCOUNTS: setting({
    parse: yesOrNo,
    default: 'false',
    help: 'whether several organizations may list one AWS account',
  }),
  ACCEPTANCE_DAYS: setting({
    parse: wholeNumber(1, 365),
    default: '14',
    help: 'how long a customer has to accept',
  }),
  PROBE: setting({
    parse: yesOrNo,
    default: 'true',
    help: 'whether networks have a probe, a Lambda function by which connections are tested',
  }),
  QUOTA_RULES_PER_SECURITY_GROUP: setting({
    parse: quota,
    otherwise: "AWS's own, 60",
    help: "security group rules in each direction, where AWS's quota was raised",
  }),
  QUOTA_INTERFACE_ENDPOINTS_PER_VPC: setting({
    parse: quota,
    otherwise: "AWS's own, 50",
    help: 'the same for interface endpoints of one network',
  }),
  QUOTA_GATEWAY_ENDPOINTS_PER_REGION: setting({
    parse: quota,
    otherwise: "AWS's own, 20",
    help: 'the same for gateway endpoints; each network has two',
  }),
  TOKEN_ISSUER: setting({
    parse: asText,
    otherwise: 'an issuer of its own, whose key is in the data folder',
    help: 'whose tokens are accepted; with `TOKEN_AUDIENCE` and `TOKEN_JWKS_URL`',
  }),
  TOKEN_AUDIENCE: setting({ parse: asText, otherwise: 'none', help: 'the audience that tokens must name' }),
  TOKEN_JWKS_URL: setting({ parse: httpUrl, otherwise: 'none', help: "where the issuer's keys are" }),
  TOKEN_LONGEST_LIFE_SECONDS: setting({
    parse: wholeNumber(60, 31_536_000),
    default: '86400',
    help: 'longest time from issue to expiry; tokens valid for longer are refused',
  }),
  REQUESTS_PER_MINUTE: setting({
    parse: requests,
    default: '600',
    help: 'requests per minute of one caller',
  }),
  PUBLIC_REQUESTS_PER_MINUTE: setting({
    parse: requests,
    otherwise: 'as `REQUESTS_PER_MINUTE`',
    help: 'the same for one address without a token, for each of: documents, each health check, unknown paths',
  }),
  TRUST_PROXY: setting({ parse: yesOrNo, default: 'false', help: 'whether `X-Forwarded-For` is trusted' }),
  MAX_WAITS: setting({
    parse: wholeNumber(4, 100_000),
    default: '1000',
    help: 'long polls waiting at one time',
  }),
  MAX_WAITS_PER_TENANT: setting({
    parse: wholeNumber(1, 100_000),
    otherwise: 'a quarter of `MAX_WAITS`',
    help: 'of those, by tokens for the same organizations, and for one organization; callers with access to all have half',
  }),
  MAX_WAITS_PER_CALLER: setting({
    parse: wholeNumber(1, 100_000),
    otherwise: 'a tenth of `MAX_WAITS`',
    help: 'of those, by one caller',
  }),
  HTTP_MAX_SOCKETS: setting({
    parse: wholeNumber(16, 100_000),
    default: String(http.sockets),
    help: 'sockets of the process; idle ones make room for new ones',
  }),
  HTTP_MAX_SOCKETS_PER_ADDRESS: setting({
    parse: wholeNumber(1, 100_000),
    otherwise: 'half of `HTTP_MAX_SOCKETS`; all of them with `TRUST_PROXY`',
    help: 'sockets of one peer',
  }),
  HTTP_MAX_PIPELINED_REQUESTS: setting({
    parse: wholeNumber(1, 1_000),
    default: String(http.requestsInFlight),
    help: 'unanswered requests of one socket; further ones are not read, and the socket is closed after the answers',
  }),
  HTTP_HEADERS_TIMEOUT_SECONDS: setting({
    parse: seconds,
    default: String(http.headersSeconds),
    help: 'how long the headers may take to arrive; then 408',
  }),
  HTTP_REQUEST_TIMEOUT_SECONDS: setting({
    parse: seconds,
    default: String(http.requestSeconds),
    help: 'how long the whole request may take to arrive; then 408',
  }),
  HTTP_KEEP_ALIVE_TIMEOUT_SECONDS: setting({
    parse: seconds,
    default: String(http.keepAliveSeconds),
    help: "idle time between two requests of a socket: longer than a load balancer's, so that the balancer closes first",
  }),
  HTTP_WRITE_TIMEOUT_SECONDS: setting({
    parse: seconds,
    default: String(http.writeSeconds),
    help: 'how long a client may take to read answers that are ready; then the socket is closed',
  }),
  HEALTH_PORT: setting({
    parse: wholeNumber(0, 65_535),
    otherwise: 'served on `PORT`',
    help: 'where `/healthz`, `/readyz` and `/metrics` listen',
  }),
  HEALTH_HOST: setting({
    parse: asText,
    otherwise: '`127.0.0.1`, with `HEALTH_PORT`',
    help: 'the address for these three',
  }),
  WEBHOOK_URL: setting({ parse: httpUrl, otherwise: 'none', help: 'where changes of state are reported' }),
  WEBHOOK_SECRET: setting({
    parse: webhookSecret,
    otherwise: 'none',
    help: 'the shared secret for it, `whsec_…`',
  }),
  LOG_LEVEL: setting({
    parse: oneOf(logLevels),
    default: 'info',
    help: 'log level; the log goes to standard error',
    flag: { name: 'log-level', value: '<level>', choices: logLevels },
  }),
} as const;

/** Of the workers. */
export const workerSettings = {
  TERRAFORM_CONCURRENCY: setting({
    parse: anyNumber(1, 256),
    otherwise: 'one for each core, at least 2',
    help: 'Terraform runs at the same time',
  }),
  LEASE_SECONDS: setting({
    parse: anyNumber(10, 3_600),
    default: '60',
    help: 'how long a worker that has gone silent keeps its stacks',
  }),
  INTERRUPT_SECONDS: setting({
    parse: anyNumber(1, 1_200),
    otherwise: '20, or a third of the lease where that is less',
    help: 'how long an interrupted Terraform may take to write its state; at most a third of the lease',
  }),
  STOP_SECONDS: setting({
    parse: anyNumber(0, 3_600),
    default: '25',
    help: 'how long a stopping worker lets its runs finish',
  }),
  OBSERVE_SECONDS: setting({
    parse: anyNumber(0.5, 3_600),
    default: '10',
    help: 'time between two observations of the endpoints of a region',
  }),
  SWEEP_SECONDS: setting({
    parse: anyNumber(0.2, 300),
    default: '2',
    help: 'time between two sweeps for rows that no wake-up announced',
  }),
  RETRY_FIRST_SECONDS: setting({
    parse: anyNumber(0.1, 3_600),
    default: '5',
    help: 'first pause after a failure; it doubles up to the longest',
  }),
  RETRY_LONGEST_SECONDS: setting({
    parse: anyNumber(0.1, 86_400),
    default: '300',
    help: 'longest pause after a failure',
  }),
  GIVE_UP_SECONDS: setting({
    parse: anyNumber(0, 604_800),
    default: '1800',
    help: 'how long a connection may do nothing but fail, where the cause may be transient, before it is `failed`',
  }),
  TEST_INTERVAL_SECONDS: setting({
    parse: anyNumber(0, 604_800),
    default: '3600',
    help: 'time between two tests of an available connection, up to a tenth more or less; 0 tests none by itself after the first',
  }),
  STALL_SECONDS: setting({
    parse: anyNumber(0.1, 3_600),
    default: '30',
    help: 'how long a run may show no progress before its row says `waiting_for_aws`',
  }),
  TRAY_ROLE_ARN: setting({
    parse: roleArn,
    otherwise: 'the credentials of the environment',
    help: "role to assume in Tray's account",
  }),
  TRUSTED_PRINCIPAL_ARNS: setting({
    parse: principals,
    otherwise: "Tray's account",
    help: "who may assume organizations' principals",
  }),
  ALARM_TOPIC_ARNS: setting({
    parse: topics,
    otherwise: 'none',
    help: 'SNS topics of alarms, one for each region',
  }),
  TERRAFORM_USER: setting({
    parse: userName,
    otherwise: '`tray-terraform`, made when missing',
    help: 'the user that Terraform runs as, where this process runs as root',
  }),
} as const;

export type ApiVariable = keyof typeof apiSettings;
export type WorkerVariable = keyof typeof workerSettings;
