import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { LocalIssuer } from '../../../../api/http/local-issuer.ts';
import { attack, unlimited } from '../../../attack/attack.ts';
import { startTarget } from '../../../attack/target-process.ts';
import { createTestDatabase } from '../../support/database.ts';

/** `npm run attack` in small. `ATTACK_SEED` repeats an attack. */
describe('an attack', () => {
  test('an attack finds no fault, no hang, no reach and no oracle', async () => {
    const database = await createTestDatabase();
    const dataFolder = await mkdtemp(join(tmpdir(), 'tray-privatelink-attack-'));
    const target = await startTarget({
      databaseUrl: database.url,
      dataFolder,
      heapMegabytes: 192,
      environment: unlimited,
    });
    const seed = Number(process.env.ATTACK_SEED ?? Date.now() % 1_000_000);
    try {
      const report = await attack({
        target,
        store: database.store,
        issuer: await LocalIssuer.open(dataFolder),
        seed,
        sequences: 500,
        requests: 2_000,
      });
      expect({ seed, faults: report.faults }).toEqual({ seed, faults: [] });
      // The numbers of the attack, so that it cannot become an attack on nothing.
      expect(report.requests).toBeGreaterThan(2_000 + 500 * 2 + 5 * 50);
      for (const status of ['200', '400', '401', '404', '405', '409', '412', '501']) {
        expect(report.statuses).toHaveProperty(status);
      }
      expect(report.peakMemory ?? 0).toBeLessThan(512 * 1_048_576);
    } finally {
      await target.stop();
      await database.close();
      await rm(dataFolder, { recursive: true, force: true });
    }
  }, 900_000);
});
