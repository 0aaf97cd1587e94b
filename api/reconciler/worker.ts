import { mkdirSync } from 'node:fs';
import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import { defined } from '../../domain/defined.ts';
import type { AwsClients } from '../aws/clients.ts';
import type { InvokeProbe } from '../aws/probe.ts';
import type { Platform } from '../platform.ts';
import type { WorkerSettings } from '../settings/worker-settings.ts';
import type { DueWork } from '../store/due-work.ts';
import type { LeaseHolder } from '../store/schema.ts';
import type { Store } from '../store/store.ts';
import { identify } from '../terraform/process-identity.ts';
import { StateBackend } from '../terraform-state/backend.ts';
import { StateServer } from '../terraform-state/server.ts';
import { Installation } from './installation.ts';
import { freeLeasesOfTheDead } from './lease/left-behind.ts';
import { runMetrics, workMetrics } from './metrics.ts';
import { ConnectorsObserver } from './observation/connectors-observer.ts';
import { Observer } from './observation/observer.ts';
import { StrayEndpoints } from './observation/stray-endpoints.ts';
import { Periodic } from './periodic.ts';
import { Reclaimer } from './runner/reclaim/reclaimer.ts';
import { StackRunner } from './runner/stack-runner.ts';
import { findTerraformUser, terraformFolder } from './runner/terraform-user.ts';
import { WorkingDirectories } from './runner/working-directory.ts';
import { Scheduler } from './scheduler.ts';
import { Synthesis } from './stacks/synthesis.ts';
import { TestScheduler } from './test-scheduler.ts';
import { ConnectionTestWork, claimMs } from './work/connection-test-work.ts';
import { ConnectionWork } from './work/connection-work.ts';
import { ConnectorsWork } from './work/connectors-work.ts';
import type { Pass, WorkContext } from './work/context.ts';
import { NetworkWork } from './work/network-work.ts';
import { OrganizationWork } from './work/organization-work.ts';

export interface WorkerOptions {
  readonly store: Store;
  readonly aws: AwsClients;
  readonly platform: Platform;
  readonly settings: WorkerSettings;
  /** Where working directories and the provider are kept. */
  readonly dataFolder: string;
  readonly logger: Logger;
  /** Where the worker's metrics are registered. */
  readonly metrics: Registry;
  /** Asks networks' probes. @default AWS Lambda */
  readonly invokeProbe?: InvokeProbe;
}

/** They wait for the probe nearly all of their time. */
const testsAtOnce = 8;

export interface Worker {
  /** There may be work. */
  wake(): void;
  /** What keeps runs from working; undefined when nothing is known to. */
  readonly problem: string | undefined;
  /** Stacks that are worked on here. */
  readonly busy: number;
  stop(): Promise<void>;
}

/** Starts a worker. Any number of them share a database. */
export async function startWorker(options: WorkerOptions): Promise<Worker> {
  const { store, aws, platform, settings, logger } = options;
  const holder = thisHolder();
  const leaseMs = settings.leaseSeconds * 1_000;
  const leases = store.leases(leaseMs);
  const stateServer = new StateServer(
    new StateBackend({ store, leaseSeconds: settings.leaseSeconds }),
    logger,
  );
  await stateServer.listen();
  const user = await findTerraformUser(settings.terraformUser);
  const root = await terraformFolder(resolve(options.dataFolder, 'terraform'), user);
  const scratch = join(root, 'synthesis');
  mkdirSync(scratch, { recursive: true, mode: 0o700 });
  const installation = new Installation(logger, user && { user, root });
  const backoff = {
    baseMs: settings.retrySeconds.first * 1_000,
    capMs: settings.retrySeconds.longest * 1_000,
  };
  const countRun = runMetrics(options.metrics);
  const context: WorkContext = {
    store,
    platform,
    aws,
    logger,
    backoff,
    ...defined({ invokeProbe: options.invokeProbe }),
    giveUpAfterMs: settings.giveUpSeconds * 1_000,
    synthesis: new Synthesis(platform, settings.deployment, scratch),
    runner: new StackRunner({
      store,
      reclaimer: new Reclaimer({ store, aws, platform, logger }),
      stateServer,
      directories: new WorkingDirectories({
        root,
        installation: () => installation.get(),
        graceMs: settings.interruptSeconds * 1_000,
        emptyState: () => stateServer.empty(),
      }),
      worker: holder.worker,
      leaseSeconds: settings.leaseSeconds,
      stallMs: settings.stallSeconds * 1_000,
      logger,
      onEnd: (run) => {
        countRun(run);
        const { outcome } = run;
        // It may have been removed, or moved: the next run looks for it anew.
        if (outcome.state === 'failed' && outcome.failure.reason.code === 'terraform_unavailable')
          installation.forget(outcome.failure.words?.text ?? outcome.failure.reason.message);
      },
    }),
  };
  const works = {
    organization: new OrganizationWork(context),
    network: new NetworkWork(context),
    connection: new ConnectionWork(context),
    connectors: new ConnectorsWork(context),
  };
  const scheduler = new Scheduler({
    store,
    leases,
    holder,
    leaseMs,
    concurrency: settings.concurrency,
    backoff,
    logger,
    reconcile: (work: DueWork, pass: Pass) => works[work.kind].reconcile(work.id, pass),
  });
  workMetrics(options.metrics, () => scheduler.busy, settings.concurrency);
  const testWork = new ConnectionTestWork(context);
  const tests =
    platform.probe === false
      ? undefined
      : new TestScheduler({
          store,
          logger,
          concurrency: testsAtOnce,
          intervalMs: settings.testIntervalSeconds * 1_000,
          claimMs,
          run: (test, stop) => testWork.run(test, stop),
        });
  const observer = new Observer({
    store,
    aws,
    accountId: platform.trayAccountId,
    regions: platform.regions,
    logger,
    strays: new StrayEndpoints({ store, leases, aws, trayAccountId: platform.trayAccountId, holder, logger }),
    intervalMs: settings.observeSeconds * 1_000,
    acceptanceDays: platform.acceptanceDays,
  });
  const connectorsObserver = new ConnectorsObserver({
    store,
    aws,
    regions: platform.regions,
    logger,
    intervalMs: settings.observeSeconds * 1_000,
  });
  const sweep = new Periodic(settings.sweepSeconds * 1_000, logger, 'sweep', async () => {
    const freed = await freeLeasesOfTheDead(leases, holder.process.host);
    if (freed.length > 0) logger.warn({ stacks: freed }, 'freed the stacks of a worker that died');
    await store.dueWork.callOverdue();
    scheduler.wake();
    tests?.wake();
  });
  // Asked more often than looked: whose turn it is, the database says.
  const observation = new Periodic(
    Math.min(settings.observeSeconds, 2) * 500,
    logger,
    'observation',
    (signal) => observer.observe(signal),
  );
  const connectorsObservation = new Periodic(
    Math.min(settings.observeSeconds, 2) * 500,
    logger,
    'observation of connectors',
    (signal) => connectorsObserver.observe(signal),
  );
  sweep.start();
  observation.start();
  connectorsObservation.start();
  return {
    wake: () => {
      scheduler.wake();
      tests?.wake();
    },
    get problem() {
      return installation.problem;
    },
    get busy() {
      return scheduler.busy;
    },
    stop: async () => {
      await Promise.all([
        sweep.stop(),
        observation.stop(),
        connectorsObservation.stop(),
        scheduler.stop(settings.stopSeconds * 1_000),
        tests?.stop(),
      ]);
      await stateServer.close();
    },
  };
}

function thisHolder(): LeaseHolder {
  const process_ = identify();
  if (process_ === undefined)
    throw new Error('this process cannot be identified: /proc or ps must be readable');
  return { worker: `${hostname()}/${process_.pid}`, process: process_ };
}
