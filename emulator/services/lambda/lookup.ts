import type { AccessCheck, Call } from '../../core/service.ts';
import { invalidParameter, notFound } from './errors.ts';
import { functions, type LambdaFunction } from './state.ts';

/** A name, `account:function:name`, or an ARN; each with `:qualifier` or without. */
const NAME =
  /^(?:arn:[\w-]+:lambda:(?<region>[\w-]+):(?<account>\d{12}):function:|(?<short>\d{12}):function:)?(?<name>[\w-]{1,64})(?::(?<qualifier>\$LATEST|[\w-]+))?$/;

/** The function that the call names, in the account that an ARN names. */
export function functionArn(call: Call): string {
  const text = call.input.requiredString('FunctionName');
  const found = NAME.exec(text)?.groups;
  if (found === undefined) {
    throw invalidParameter(
      `1 validation error detected: Value '${text.slice(0, 200)}' at 'functionName' failed to satisfy constraint: it must be a name, a partial ARN or an ARN of a function`,
    );
  }
  const { region = call.region, account, short, name } = found;
  const accountId = account ?? short ?? call.accountId;
  return call.arn('lambda', `function:${name}`, { region, accountId });
}

/** The caller's own function. There are no versions apart from `$LATEST`. */
export function functionOf(call: Call): LambdaFunction {
  const item = functionOfAnyone(call);
  if (item.arn.split(':')[4] === call.accountId) return item;
  throw notFound(`Function not found: ${item.arn}`);
}

/** In the call's region, of whichever account an ARN names: whether the caller may know of it is for the caller to ask. */
export function functionOfAnyone(call: Call): LambdaFunction {
  const arn = functionArn(call);
  const [, , , region = '', accountId = '', , name = ''] = arn.split(':');
  const found =
    region === call.region ? call.world.state.table(functions, { accountId, region }).get(name) : undefined;
  const qualifier =
    call.input.string('Qualifier') ?? NAME.exec(call.input.requiredString('FunctionName'))?.groups?.qualifier;
  const isLatest = qualifier === undefined || qualifier === '' || qualifier === '$LATEST';
  if (found === undefined || !isLatest) {
    throw notFound(`Function not found: ${arn}${isLatest ? '' : `:${qualifier}`}`);
  }
  return found;
}

export function onFunction(call: Call): AccessCheck[] {
  return [{ resource: functionArn(call) }];
}
