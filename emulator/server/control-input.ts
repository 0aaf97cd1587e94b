import { z } from 'zod';
import { check } from '../core/control-body.ts';
import type { defaultSettings, Settings } from '../core/settings.ts';
import { type FaultRequest, faultKinds } from './faults.ts';

const faultSchema = z.strictObject({
  kind: z.enum(faultKinds),
  service: z.string().optional(),
  action: z.string().optional(),
  accountId: z
    .string()
    .regex(/^\d{12}$/, 'must be twelve digits')
    .optional(),
  region: z.string().optional(),
  count: z.int().min(1).optional(),
  skip: z.int().min(0).optional(),
  milliseconds: z.int().min(0).max(600_000).optional(),
  when: z.enum(['before', 'after']).optional(),
  code: z.string().optional(),
  message: z.string().optional(),
  status: z.int().min(400).max(599).optional(),
});

const settingsSchema = z.strictObject({
  readsBeforeVisible: z.int().min(0).max(1_000).optional(),
  transitionSeconds: z.number().min(0).max(86_400).optional(),
  pendingAcceptanceSeconds: z.number().min(1).optional(),
} satisfies Record<keyof typeof defaultSettings, z.ZodType>);

export function readFault(body: unknown): FaultRequest {
  return dropAbsent(check(faultSchema, body));
}

export function readSettings(body: unknown): Partial<Settings> {
  return dropAbsent(check(settingsSchema, body));
}

type Present<T> = { [K in keyof T]: Exclude<T[K], undefined> };

function dropAbsent<T extends object>(value: T): Present<T> {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as Present<T>;
}
