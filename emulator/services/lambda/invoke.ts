import { AwsError } from '../../core/aws-error.ts';
import type { Output } from '../../core/output.ts';
import type { Action, Call } from '../../core/service.ts';
import { restAnswer } from '../../protocols/rest.ts';
import { tooManyRequests } from '../../protocols/rest-json.ts';
import { requireActive } from './functions.ts';
import { functionOfAnyone } from './lookup.ts';
import { requireInvocation } from './policy.ts';
import { run } from './run.ts';
import type { LambdaFunction } from './state.ts';

const MAX_PAYLOAD_BYTES = 6_291_456;
const MAX_EVENT_BYTES = 262_144;

/**
 * Runs a function's code. `RequestResponse` waits for its answer, `Event` does not and nothing is tried again, `DryRun` asks for the
 * permission alone.
 */
export const invoke: Action = {
  // The permission depends on the function's policy as well, so the handler asks for it itself.
  public: true,
  handle: () => {
    throw new Error('Invoke waits for its program');
  },
  wait: async (call) => {
    const item = functionOfAnyone(call);
    requireInvocation(call, item);
    const type = call.input.string('X-Amz-Invocation-Type') ?? 'RequestResponse';
    const event = readEvent(call, type);
    if (type === 'DryRun') return restAnswer({}, { status: 204, empty: true });
    requireActive(item);
    take(item);
    const invocation = { call, item, event };
    if (type === 'Event') {
      // Its outcome is for the log alone, and `run` never rejects.
      void run(invocation).finally(() => item.running--);
      return restAnswer({}, { status: 202, empty: true });
    }
    const result = await run(invocation).finally(() => item.running--);
    const answer: Output = {};
    return restAnswer(answer, {
      status: 200,
      headers: {
        'x-amz-executed-version': '$LATEST',
        ...(result.failed ? { 'x-amz-function-error': 'Unhandled' } : {}),
        ...(call.input.string('X-Amz-Log-Type') === 'Tail'
          ? { 'x-amz-log-result': Buffer.from(result.log).toString('base64') }
          : {}),
      },
      body: Buffer.from(result.payload),
    });
  },
};

function readEvent(call: Call, type: string): string {
  const payload = call.input.raw('Payload') as Buffer;
  const most = type === 'Event' ? MAX_EVENT_BYTES : MAX_PAYLOAD_BYTES;
  if (payload.length > most) {
    throw new AwsError(
      'RequestTooLargeException',
      `Request must be smaller than ${most} bytes for the InvokeFunction operation`,
      413,
    );
  }
  const text = payload.toString('utf8');
  if (text === '') return '{}';
  try {
    JSON.parse(text);
  } catch (error) {
    throw new AwsError(
      'InvalidRequestContentException',
      `Could not parse request body into json: ${(error as Error).message}`,
    );
  }
  return text;
}

function take(item: LambdaFunction): void {
  if (item.running >= (item.reservedConcurrency ?? Number.POSITIVE_INFINITY)) {
    throw tooManyRequests('ReservedFunctionConcurrentInvocationLimitExceeded');
  }
  item.running++;
}
