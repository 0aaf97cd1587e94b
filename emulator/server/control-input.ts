import { z } from 'zod';
import type { defaultSettings, Settings } from '../core/settings.ts';
import { type FaultRequest, faultKinds } from './faults.ts';

/** A refusal of the control API. */
export class ControlError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

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

/** The body in the schema's form, or a refusal that names every field at fault. */
export function check<T>(schema: z.ZodType<T>, body: unknown): T {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  throw new ControlError(
    400,
    result.error.issues.map((issue) => `${issue.path.join('.') || 'body'}: ${issue.message}`).join('; '),
  );
}

type Present<T> = { [K in keyof T]: Exclude<T[K], undefined> };

function dropAbsent<T extends object>(value: T): Present<T> {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as Present<T>;
}
