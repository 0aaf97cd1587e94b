import type { components } from '../contract.generated.ts';

/** One line of a service check. */
export type CheckResult = components['schemas']['CheckResult'];

export function passed(name: CheckResult['name'], message: string): CheckResult {
  return { name, verdict: 'passed', message, actor: 'none' };
}

export function failed(
  name: CheckResult['name'],
  message: string,
  actor: 'customer' | 'tray',
  fix: string,
): CheckResult {
  return { name, verdict: 'failed', message, actor, fix };
}

export function skipped(name: CheckResult['name'], message: string): CheckResult {
  return { name, verdict: 'skipped', message, actor: 'none' };
}
