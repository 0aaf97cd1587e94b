import { describe, expect, test } from '@jest/globals';
import { nextAttemptAt } from '../../../../api/reconciler/backoff.ts';
import { SettingsError } from '../../../../api/settings/settings.ts';
import { readWorkerSettings } from '../../../../api/settings/worker-settings.ts';

describe('the settings of a worker', () => {
  test('the settings of a worker need not be given', () => {
    const settings = readWorkerSettings({});
    expect(settings.concurrency).toBeGreaterThanOrEqual(2);
    expect(settings.interruptSeconds).toBeLessThanOrEqual(settings.leaseSeconds / 3);
    expect(settings.deployment).toEqual({});
  });

  test('the settings of a worker are told all that is wrong with them at once, with what to write instead', () => {
    const wrong = {
      TERRAFORM_CONCURRENCY: 'many',
      TRAY_ROLE_ARN: '111111111111',
      ALARM_TOPIC_ARNS: 'topic',
      TRUSTED_PRINCIPAL_ARNS: 'arn:aws:iam::111111111111:role/*',
    };
    const read = () => readWorkerSettings(wrong);
    expect(read).toThrow(SettingsError);
    for (const name of Object.keys(wrong)) expect(read).toThrow(name);
    expect(read).toThrow('use arn:aws:iam::111111111111:root');
  });

  test('the settings of a worker leave an orphaned run no time beyond its lease', () => {
    expect(() => readWorkerSettings({ LEASE_SECONDS: '30', INTERRUPT_SECONDS: '15' })).toThrow(
      'INTERRUPT_SECONDS',
    );
    expect(readWorkerSettings({ LEASE_SECONDS: '30' }).interruptSeconds).toBe(10);
  });

  test('name one topic for each region', () => {
    const { deployment } = readWorkerSettings({
      ALARM_TOPIC_ARNS:
        'arn:aws:sns:eu-west-1:111111111111:alarms, arn:aws:sns:us-east-1:111111111111:alarms',
    });
    expect(Object.keys(deployment.alarmTopicArns ?? {})).toEqual(['eu-west-1', 'us-east-1']);
  });
});

describe('the pause after a failure', () => {
  const backoff = { baseMs: 1_000, capMs: 60_000 };
  const pause = (attempts: number) => nextAttemptAt(attempts, backoff, new Date(0)).getTime();

  test('grows, never beyond the longest, however often it failed', () => {
    for (const attempts of [0, 1, 5, 10, 1_000]) {
      const full = Math.min(60_000, 1_000 * 2 ** Math.min(attempts, 20));
      expect(pause(attempts)).toBeGreaterThanOrEqual(full / 2);
      expect(pause(attempts)).toBeLessThanOrEqual(full);
    }
  });

  test('the pause after a failure is not the same for those who failed together', () => {
    expect(new Set(Array.from({ length: 20 }, () => pause(10))).size).toBeGreaterThan(10);
  });
});
