/** Changes spread to Route 53's name servers after the call: PENDING first, INSYNC later. */
import { AwsError } from '../../core/aws-error.ts';
import type { Output } from '../../core/output.ts';
import type { Action, Call } from '../../core/service.ts';
import { bareId } from './lookup.ts';
import { type Change, changes } from './state.ts';

export function submitChange(call: Call, comment?: string): Output {
  const change: Change = {
    id: `C0${call.world.ids.hex(`${call.accountId}/route53/change`, 18).toUpperCase()}`,
    comment,
    submittedAt: call.now().getTime(),
    status: 'PENDING',
  };
  call.table(changes).put(change.id, change);
  call.after(call.world.settings.transitionSeconds, () => {
    change.status = 'INSYNC';
  });
  return changeInfo(change);
}

function changeInfo(change: Change): Output {
  return {
    Id: `/change/${change.id}`,
    Status: change.status,
    SubmittedAt: new Date(change.submittedAt),
    Comment: change.comment,
  };
}

export const getChange: Action = {
  handle: (call) => {
    const id = bareId(call.input.requiredString('Id'));
    const change = call.table(changes).get(id);
    if (change === undefined)
      throw new AwsError('NoSuchChange', `Could not find resource with ID: ${id}`, 404);
    return { ChangeInfo: changeInfo(change) };
  },
  resources: (call) => [
    { resource: `arn:${call.partition}:route53:::change/${bareId(call.input.string('Id') ?? '')}` },
  ],
};
