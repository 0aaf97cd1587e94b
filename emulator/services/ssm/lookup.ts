import type { AccessCheck, Call } from '../../core/service.ts';
import { notFound } from './errors.ts';
import { type Parameter, parameters } from './state.ts';

/** The name in an ARN, whose first slash is that of the path; a plain name stays as it is. */
function bare(call: Call, reference: string): string {
  const path = /^arn:[\w-]+:ssm:[\w-]*:\d{12}:parameter\/(.+)$/.exec(reference)?.[1];
  if (path === undefined) return reference;
  return call.table(parameters).has(`/${path}`) || path.includes('/') ? `/${path}` : path;
}

/** By name, ARN, or either with `:<version>`, of which only the current one is kept. */
export function findParameter(call: Call, reference: string): Parameter | undefined {
  const name = bare(call, reference);
  const exact = call.table(parameters).get(name);
  if (exact !== undefined) return exact;
  const [, base = '', version] = /^(.+):(\d+)$/.exec(name) ?? [];
  const found = call.table(parameters).get(base);
  return found?.version === Number(version) ? found : undefined;
}

export function parameterOf(call: Call, field = 'Name'): Parameter {
  const parameter = findParameter(call, call.input.requiredString(field));
  if (parameter === undefined) throw notFound();
  return parameter;
}

export function parameterArn(call: Call, name: string): string {
  return call.arn('ssm', `parameter/${name.replace(/^\//, '')}`);
}

export function onNames(...fields: string[]): (call: Call) => AccessCheck[] {
  return (call) =>
    fields
      .flatMap((field) => {
        const value = call.input.raw(field);
        return Array.isArray(value) ? call.input.strings(field) : [call.input.string(field) ?? ''];
      })
      .map((name) => ({ resource: name.startsWith('arn:') ? name : parameterArn(call, name) }));
}
