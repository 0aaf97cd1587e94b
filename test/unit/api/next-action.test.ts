import { expect, test } from '@jest/globals';
import { reasonCodeValues } from '../../../api/contract.generated.ts';
import { nextActionOfGroundwork } from '../../../domain/next-action.ts';

test.each(reasonCodeValues)(
  'a principal or network that is held up by %s says so, and who must act',
  (code) => {
    for (const kind of ['organization', 'network'] as const)
      for (const state of ['provisioning', 'failed', 'deleting'] as const) {
        const { actor, what } = nextActionOfGroundwork({
          kind,
          state,
          reason: { code, message: 'it waits' },
        });
        expect(actor).toBe('tray');
        expect(what).toMatch(/^It waits\. (.+\. )?Tray tries again by itself\.$/);
      }
  },
);
