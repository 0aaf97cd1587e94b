import type { Reason } from '../../store/schema.ts';

/** Why a test ends without having been carried out. */
export const endedFor = {
  deleted: { code: 'canceled', message: 'The connection was deleted before the test was done.' },
  lost: {
    code: 'internal_error',
    message: 'The workers that ran the test were lost, each in the middle of it.',
  },
  unknown: { code: 'canceled', message: 'The connection is not known any more.' },
} as const satisfies Readonly<Record<string, Reason>>;
