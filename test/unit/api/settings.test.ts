import { describe, expect, test } from '@jest/globals';
import { readSettings, SettingsError } from '../../../api/settings.ts';

describe('settings', () => {
  test('work without any', () => {
    const settings = readSettings({});
    expect(settings).toMatchObject({
      host: '127.0.0.1',
      port: 8080,
      platform: { trayAccountId: '111111111111', partition: 'aws', acceptanceDays: 14 },
    });
    expect(settings).not.toHaveProperty('databaseUrl');
    expect(settings).not.toHaveProperty('webhook');
  });

  test('name every variable that is wrong, and what to write', () => {
    const wrong = () =>
      readSettings({
        PORT: '80800',
        TRAY_ACCOUNT_ID: '1111-2222-3333',
        TRAY_REGIONS: 'eu-wset-1',
        DATABASE_URL: 'mysql://x',
        LOG_LEVEL: 'loud',
        TOKEN_ISSUER: 'https://issuer.example',
        WEBHOOK_URL: 'https://hooks.example',
        TRUST_PROXY: 'yes',
      });
    expect(wrong).toThrow(SettingsError);
    for (const name of [
      /^PORT: "80800" is not a whole number/m,
      /^TRAY_ACCOUNT_ID: .*"111122223333"/m,
      /^TRAY_REGIONS: .*eu-west-1/m,
      /^DATABASE_URL: use postgres:/m,
      /^LOG_LEVEL: /m,
      /^TOKEN_ISSUER, TOKEN_AUDIENCE and TOKEN_JWKS_URL belong together/m,
      /^WEBHOOK_URL and WEBHOOK_SECRET belong together/m,
      /^TRUST_PROXY: "yes" is none of true, false/m,
    ]) {
      expect(wrong).toThrow(name);
    }
  });

  test('never repeat a password', () => {
    try {
      readSettings({ DATABASE_URL: 'mysql://user:hunter2@host/db' });
    } catch (error) {
      expect(String(error)).not.toContain('hunter2');
    }
    expect.hasAssertions();
  });

  test('keep regions to the partition', () => {
    expect(() => readSettings({ TRAY_PARTITION: 'aws-cn', TRAY_REGIONS: 'eu-west-1' })).toThrow(
      /is in aws, not in aws-cn/,
    );
    expect(readSettings({ TRAY_PARTITION: 'aws-cn', TRAY_REGIONS: 'cn-north-1' }).platform.regions).toEqual([
      'cn-north-1',
    ]);
  });
});
