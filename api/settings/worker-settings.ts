import { availableParallelism } from 'node:os';
import { defined } from '../../domain/defined.ts';
import { type Environment, SettingsReader } from './reader.ts';
import { workerSettings } from './table.ts';

/** How stacks are deployed, beside what every caller of the API may know. */
export interface Deployment {
  /** Role of this service in Tray's account. @default the credentials of the environment */
  readonly assumeRoleArn?: string;
  /** Who may assume the organizations' principals. @default every identity of Tray's account that its own policies allow to */
  readonly trustedPrincipalArns?: readonly string[];
  /** SNS topics that alarms go to, by region. */
  readonly alarmTopicArns?: Readonly<Record<string, string>>;
}

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
  /** Between two tests of an available connection; 0 tests it once. */
  readonly testIntervalSeconds: number;
  /** How long a run may show no progress before its row says that AWS is waited for. */
  readonly stallSeconds: number;
}

/** @throws SettingsError naming every variable that is wrong, and what to write instead. */
export function readWorkerSettings(environment: Environment): WorkerSettings {
  const reader = new SettingsReader(workerSettings, environment);
  const assumeRoleArn = reader.optional('TRAY_ROLE_ARN');
  const trustedPrincipalArns = reader.optional('TRUSTED_PRINCIPAL_ARNS');
  const alarmTopicArns = reader.optional('ALARM_TOPIC_ARNS');
  const terraformUser = reader.optional('TERRAFORM_USER');
  const leaseSeconds = reader.value('LEASE_SECONDS');
  const interruptSeconds = reader.value('INTERRUPT_SECONDS', Math.min(20, leaseSeconds / 3));
  if (interruptSeconds > leaseSeconds / 3) {
    reader.add(
      `INTERRUPT_SECONDS: ${interruptSeconds} is more than a third of LEASE_SECONDS (${leaseSeconds}): an orphaned run must end before its lease does`,
    );
  }
  const first = reader.value('RETRY_FIRST_SECONDS');
  const settings: WorkerSettings = {
    deployment: {
      ...defined({ assumeRoleArn, trustedPrincipalArns, alarmTopicArns }),
    },
    ...defined({ terraformUser }),
    concurrency: reader.value('TERRAFORM_CONCURRENCY', Math.max(2, availableParallelism())),
    leaseSeconds,
    interruptSeconds,
    stopSeconds: reader.value('STOP_SECONDS'),
    observeSeconds: reader.value('OBSERVE_SECONDS'),
    sweepSeconds: reader.value('SWEEP_SECONDS'),
    giveUpSeconds: reader.value('GIVE_UP_SECONDS'),
    testIntervalSeconds: reader.value('TEST_INTERVAL_SECONDS'),
    stallSeconds: reader.value('STALL_SECONDS'),
    retrySeconds: { first, longest: Math.max(first, reader.value('RETRY_LONGEST_SECONDS')) },
  };
  reader.assert();
  return settings;
}
