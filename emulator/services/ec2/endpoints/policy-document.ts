import { AwsError } from '../../../core/aws-error.ts';
import { MalformedPolicy, parsePolicy } from '../../../core/policy-document.ts';

const MAX_CHARACTERS = 20_480;

/** What AWS attaches when nobody says otherwise. */
export const FULL_ACCESS = JSON.stringify(
  { Statement: [{ Action: '*', Effect: 'Allow', Principal: '*', Resource: '*' }] },
  undefined,
  2,
);

/** The endpoint policy as it is kept. It is checked for form, and not applied: no traffic flows here. */
export function checkEndpointPolicy(text: string): string {
  if (text.length > MAX_CHARACTERS) {
    throw new AwsError('InvalidPolicyDocument', `The policy is longer than ${MAX_CHARACTERS} characters`);
  }
  try {
    parsePolicy(text, 'trust');
  } catch (error) {
    if (error instanceof MalformedPolicy) throw new AwsError('InvalidPolicyDocument', error.message);
    throw error;
  }
  return text;
}
