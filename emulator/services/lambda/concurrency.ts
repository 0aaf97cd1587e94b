import type { Action, Call } from '../../core/service.ts';
import { restAnswer } from '../../protocols/rest.ts';
import { invalidParameter } from './errors.ts';
import { functionOf, onFunction } from './lookup.ts';
import { functions } from './state.ts';

/** Of one account in one region. */
const ACCOUNT_CONCURRENCY = 1000;
const MIN_UNRESERVED = 100;

export const putFunctionConcurrency: Action = {
  handle: (call) => {
    const item = functionOf(call);
    const wanted = call.input.integer('ReservedConcurrentExecutions', { min: 0 });
    if (wanted === undefined) throw call.input.missing('ReservedConcurrentExecutions');
    if (unreserved(call) + (item.reservedConcurrency ?? 0) - wanted < MIN_UNRESERVED) {
      throw invalidParameter(
        `Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [${MIN_UNRESERVED}].`,
      );
    }
    item.reservedConcurrency = wanted;
    return { ReservedConcurrentExecutions: wanted };
  },
  resources: onFunction,
};

export const getFunctionConcurrency: Action = {
  handle: (call) => ({ ReservedConcurrentExecutions: functionOf(call).reservedConcurrency }),
  resources: onFunction,
};

export const deleteFunctionConcurrency: Action = {
  handle: (call) => {
    functionOf(call).reservedConcurrency = undefined;
    return restAnswer({}, { status: 204, empty: true });
  },
  resources: onFunction,
};

export const getAccountSettings: Action = {
  handle: (call) => {
    const all = call.table(functions).list();
    return {
      AccountLimit: {
        TotalCodeSize: 80_530_636_800,
        CodeSizeUnzipped: 262_144_000,
        CodeSizeZipped: 52_428_800,
        ConcurrentExecutions: ACCOUNT_CONCURRENCY,
        UnreservedConcurrentExecutions: unreserved(call),
      },
      AccountUsage: {
        TotalCodeSize: all.reduce((sum, { code }) => sum + code.zip.length, 0),
        FunctionCount: all.length,
      },
    };
  },
};

function unreserved(call: Call): number {
  const reserved = call
    .table(functions)
    .list()
    .map((item) => item.reservedConcurrency ?? 0);
  return ACCOUNT_CONCURRENCY - reserved.reduce((sum, count) => sum + count, 0);
}
