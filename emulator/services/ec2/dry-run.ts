import { AwsError } from '../../core/aws-error.ts';
import type { Action } from '../../core/service.ts';

/** Every EC2 call takes `DryRun`: it says whether the caller may do it, and does nothing. */
export function withDryRun(actions: Readonly<Record<string, Action>>): Readonly<Record<string, Action>> {
  return Object.fromEntries(
    Object.entries(actions).map(([name, action]) => [
      name,
      {
        ...action,
        handle: (call) => {
          if (call.input.boolean('DryRun') === true) {
            throw new AwsError(
              'DryRunOperation',
              'Request would have succeeded, but DryRun flag is set.',
              412,
            );
          }
          return action.handle(call);
        },
      },
    ]),
  );
}
