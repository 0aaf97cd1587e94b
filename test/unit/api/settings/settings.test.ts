import { describe, expect, test } from '@jest/globals';
import { readSettings, SettingsError } from '../../../../api/settings/settings.ts';

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

  test('settings keep names and accounts apart unless told otherwise', () => {
    expect(readSettings({})).toMatchObject({
      sharedAwsAccounts: false,
      platform: { reservedDomains: ['tray.ai', 'tray.io'] },
    });
    expect(
      readSettings({ SHARED_AWS_ACCOUNTS: 'true', RESERVED_DOMAINS: 'Tray.AI., corp.tray.example' }),
    ).toMatchObject({
      sharedAwsAccounts: true,
      platform: { reservedDomains: ['tray.ai', 'corp.tray.example'] },
    });
    expect(() => readSettings({ RESERVED_DOMAINS: 'tray.ai,https://x' })).toThrow(
      /^RESERVED_DOMAINS: .* is a URL/m,
    );
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
      /^TRUST_PROXY: "yes" is not one of true, false/m,
    ]) {
      expect(wrong).toThrow(name);
    }
  });

  test('settings never repeat a password', () => {
    try {
      readSettings({ DATABASE_URL: 'mysql://user:hunter2@host/db' });
    } catch (error) {
      expect(String(error)).not.toContain('hunter2');
    }
    expect.hasAssertions();
  });

  test('settings keep regions to the partition', () => {
    expect(() => readSettings({ TRAY_PARTITION: 'aws-cn', TRAY_REGIONS: 'eu-west-1' })).toThrow(
      /is in aws, not in aws-cn/,
    );
    expect(readSettings({ TRAY_PARTITION: 'aws-cn', TRAY_REGIONS: 'cn-north-1' }).platform.regions).toEqual([
      'cn-north-1',
    ]);
  });

  test('limits have defaults that follow each other', () => {
    const { limits, waits } = readSettings({ REQUESTS_PER_MINUTE: '50', HTTP_MAX_SOCKETS: '100' });
    expect(limits).toMatchObject({ publicRequestsPerMinute: 50, sockets: 100, socketsPerAddress: 50 });
    expect(waits).toEqual({ limit: 1_000, perTenant: 250, perCaller: 100 });
    // Behind a proxy every socket has the proxy's address.
    expect(readSettings({ TRUST_PROXY: 'true' }).limits.socketsPerAddress).toBe(4_096);
  });

  test('limits that contradict each other are named', () => {
    const wrong = () =>
      readSettings({
        HTTP_HEADERS_TIMEOUT_SECONDS: '60',
        HEALTH_HOST: '0.0.0.0',
        TOKEN_LONGEST_LIFE_SECONDS: 'long',
        MAX_WAITS: '0',
      });
    for (const name of [
      /^HTTP_HEADERS_TIMEOUT_SECONDS: /m,
      /^HEALTH_HOST: /m,
      /^TOKEN_LONGEST_LIFE/m,
      /^MAX_WAITS: /m,
    ]) {
      expect(wrong).toThrow(name);
    }
  });
});
