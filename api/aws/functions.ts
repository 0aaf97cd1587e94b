import { DeleteFunctionCommand, GetFunctionCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import { type CallOptions, unlessGone } from './gone.ts';
import type { Tags } from './tags.ts';

const gone = /^ResourceNotFoundException$/;

/** Tags of a Lambda function; undefined when there is no such function. */
export function functionTags(
  client: LambdaClient,
  name: string,
  options: CallOptions,
): Promise<Tags | undefined> {
  return unlessGone(gone, async () => {
    const { Tags: tags } = await client.send(new GetFunctionCommand({ FunctionName: name }), options);
    return tags ?? {};
  });
}

export async function deleteFunction(
  client: LambdaClient,
  name: string,
  options: CallOptions,
): Promise<void> {
  await unlessGone(gone, () => client.send(new DeleteFunctionCommand({ FunctionName: name }), options));
}
