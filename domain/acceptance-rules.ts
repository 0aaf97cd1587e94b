import { DomainError } from './errors.ts';

/** How a producer takes connection requests, as it is written. */
export interface AcceptanceInput {
  /** Whether each request is accepted by hand. @default true */
  readonly acceptanceRequired?: boolean | undefined;
  /** Says out loud that every request of an allowed principal is meant to be connected unseen. @default false */
  readonly acceptEveryRequestWithoutReview?: boolean | undefined;
  /** Endpoints that are accepted, by id or by a name of the caller's. */
  readonly acceptedEndpoints?: readonly string[] | undefined;
}

/** A broken rule, with the place of the value. */
export interface AcceptanceProblem {
  readonly field: 'acceptanceRequired' | 'acceptEveryRequestWithoutReview' | 'acceptedEndpointIds';
  readonly error: DomainError;
}

/** Every broken rule of how requests are taken. The module holds the same rules for those who use it without the stacks. */
export function findAcceptanceProblems(input: AcceptanceInput): AcceptanceProblem[] {
  const { acceptanceRequired: required = true, acceptEveryRequestWithoutReview: loud = false } = input;
  const problems: AcceptanceProblem[] = [];
  const add = (field: AcceptanceProblem['field'], message: string, fix: string) =>
    problems.push({ field, error: new DomainError('invalid_acceptance', message, fix) });
  if (!required && !loud)
    add(
      'acceptanceRequired',
      'with acceptance off, every request of an allowed principal is connected unseen',
      'remove the key, or say that it is meant: acceptEveryRequestWithoutReview: true',
    );
  if (required && loud)
    add(
      'acceptEveryRequestWithoutReview',
      'acceptance is required, so nothing is accepted without review',
      'remove the key, or set acceptanceRequired: false as well',
    );
  // AWS fails the accepter of a service without acceptance: https://github.com/hashicorp/terraform-provider-aws/issues/27761
  if (!required && (input.acceptedEndpoints ?? []).length > 0)
    add(
      'acceptedEndpointIds',
      'a service without acceptance has nothing to accept',
      'remove acceptedEndpointIds, or require acceptance',
    );
  return problems;
}
