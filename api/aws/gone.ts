import { awsFailure } from './failures.ts';

/** What ends a call: the end of the look that it is part of. */
export interface CallOptions {
  readonly abortSignal?: AbortSignal;
}

/**
 * Asks or removes, and is content when AWS says that the thing is not there (any more).
 *
 * @param gone what AWS's error code is then.
 * @returns undefined when it is gone. @throws the SDK's error for everything else.
 */
export async function unlessGone<T>(gone: RegExp, work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (gone.test(awsFailure(error)?.code ?? '')) return undefined;
    throw error;
  }
}
