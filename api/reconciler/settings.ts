import { availableParallelism } from 'node:os';
import { parseAllowedPrincipal } from '../../domain/account.ts';
import { DomainError } from '../../domain/errors.ts';
import { SettingsError } from '../settings.ts';
import type { Deployment } from './stacks/synthesis.ts';

/** What an operator decides about workers. */
export interface WorkerSettings {
  readonly deployment: Deployment;
  /** The user who runs Terraform where this process is root's. @default one that is made for it */
  readonly terraformUser?: string;
  /** Terraform runs at the same time. */
  readonly concurrency: number;
  /** How long a silent worker keeps its stacks. */
  readonly leaseSeconds: number;
  /** How long an interrupted Terraform may take to write its state; well below the lease. */
  readonly interruptSeconds: number;
  /** How long a stopping worker lets its runs finish. */
  readonly stopSeconds: number;
  /** Between two looks at the endpoints of a region. */
  readonly observeSeconds: number;
  /** Between two looks for rows that no wake-up announced. */
  readonly sweepSeconds: number;
  /** First pause after a failure; it doubles up to the longest. */
  readonly retrySeconds: { readonly first: number; readonly longest: number };
  /** How long a connection may do nothing but fail, where that may be chance, before it is `failed`. */
  readonly giveUpSeconds: number;
  /** How long a run may show no progress before its row says that AWS is waited for. */
  readonly stallSeconds: number;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** @throws SettingsError naming every variable that is wrong, and what to write instead. */
export function readWorkerSettings(environment: Environment): WorkerSettings {
  const problems: string[] = [];
  const read = <T>(name: string, parse: (text: string) => T): T | undefined => {
    const text = environment[name]?.trim();
    if (text === undefined || text === '') return undefined;
    try {
      return parse(text);
    } catch (error) {
      if (!(error instanceof SettingsError) && !(error instanceof DomainError)) throw error;
      problems.push(`${name}: ${error.message}${error instanceof DomainError ? `; ${error.fix}` : ''}`);
      return undefined;
    }
  };
  const seconds = (name: string, otherwise: number, least: number, most: number) =>
    read(name, number(least, most)) ?? otherwise;

  const assumeRoleArn = read('TRAY_ROLE_ARN', role);
  const trustedPrincipalArns = read('TRUSTED_PRINCIPAL_ARNS', (text) =>
    list(text).map((arn) => parseAllowedPrincipal(arn).arn),
  );
  const alarmTopicArns = read('ALARM_TOPIC_ARNS', topics);
  const terraformUser = read('TERRAFORM_USER', userName);
  const leaseSeconds = seconds('LEASE_SECONDS', 60, 10, 3_600);
  const interruptSeconds = seconds('INTERRUPT_SECONDS', Math.min(20, leaseSeconds / 3), 1, 1_200);
  if (interruptSeconds > leaseSeconds / 3) {
    problems.push(
      `INTERRUPT_SECONDS: ${interruptSeconds} is more than a third of LEASE_SECONDS (${leaseSeconds}): an orphaned run must end before its lease does`,
    );
  }
  const first = seconds('RETRY_FIRST_SECONDS', 5, 0.1, 3_600);
  const settings: WorkerSettings = {
    deployment: {
      ...(assumeRoleArn === undefined ? {} : { assumeRoleArn }),
      ...(trustedPrincipalArns === undefined ? {} : { trustedPrincipalArns }),
      ...(alarmTopicArns === undefined ? {} : { alarmTopicArns }),
    },
    ...(terraformUser === undefined ? {} : { terraformUser }),
    concurrency: seconds('TERRAFORM_CONCURRENCY', Math.max(2, availableParallelism()), 1, 256),
    leaseSeconds,
    interruptSeconds,
    stopSeconds: seconds('STOP_SECONDS', 25, 0, 3_600),
    observeSeconds: seconds('OBSERVE_SECONDS', 10, 0.5, 3_600),
    sweepSeconds: seconds('SWEEP_SECONDS', 2, 0.2, 300),
    giveUpSeconds: seconds('GIVE_UP_SECONDS', 1_800, 0, 604_800),
    stallSeconds: seconds('STALL_SECONDS', 30, 0.1, 3_600),
    retrySeconds: { first, longest: Math.max(first, seconds('RETRY_LONGEST_SECONDS', 300, 0.1, 86_400)) },
  };
  if (problems.length > 0) throw new SettingsError(problems.join('\n'));
  return settings;
}

function number(least: number, most: number) {
  return (text: string): number => {
    const value = Number(text);
    if (Number.isFinite(value) && value >= least && value <= most) return value;
    throw new SettingsError(`"${text}" is not a number from ${least} to ${most}`);
  };
}

function role(text: string): string {
  const principal = parseAllowedPrincipal(text);
  if (principal.type === 'role') return principal.arn;
  throw new SettingsError(`"${text}" is not the ARN of a role`);
}

function userName(text: string): string {
  if (/^[a-z_][a-z0-9_-]{0,31}$/i.test(text)) return text;
  throw new SettingsError(`"${text}" is not the name of a user`);
}

function topics(text: string): Record<string, string> {
  return Object.fromEntries(
    list(text).map((arn) => {
      const region = /^arn:[\w-]+:sns:([a-z0-9-]+):\d{12}:[\w-]+$/.exec(arn)?.[1];
      if (region === undefined) throw new SettingsError(`"${arn}" is not the ARN of an SNS topic`);
      return [region, arn];
    }),
  );
}

function list(text: string): string[] {
  return text
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean);
}
