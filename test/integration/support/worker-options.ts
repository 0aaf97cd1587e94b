import { pino } from 'pino';
import { Registry } from 'prom-client';
import type { AwsClients } from '../../../api/aws/clients.ts';
import type { WorkerOptions } from '../../../api/reconciler/worker.ts';
import { readWorkerSettings, type WorkerSettings } from '../../../api/settings/worker-settings.ts';
import type { Store } from '../../../api/store/store.ts';
import { AddressPool } from '../../../domain/address-pool.ts';

/** A worker that runs a stand-in for Terraform and has no AWS: good for organizations' stacks. */
export function workerOptions(
  store: Store,
  dataFolder: string,
  settings: Partial<WorkerSettings> = {},
): WorkerOptions {
  return {
    store,
    aws: {} as AwsClients,
    platform: {
      trayAccountId: '111111111111',
      partition: 'aws',
      regions: ['eu-west-1'],
      addressPool: new AddressPool({ cidr: '100.64.0.0/10' }),
      zone: 'privatelink.tray.internal',
      acceptanceDays: 14,
    },
    settings: {
      ...readWorkerSettings({
        // A stand-in is in a folder of this process's user alone.
        TERRAFORM_USER: 'root',
        SWEEP_SECONDS: '0.2',
        RETRY_FIRST_SECONDS: '0.2',
        RETRY_LONGEST_SECONDS: '0.4',
      }),
      stopSeconds: 0.05,
      ...settings,
    },
    dataFolder,
    logger: pino({ level: process.env.TEST_LOG_LEVEL ?? 'silent' }),
    metrics: new Registry(),
  };
}
