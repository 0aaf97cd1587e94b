import type { Partition } from '../../domain/partition.ts';
import type { ProducerModuleInputs, ProducerModulePort } from '../producer/module-inputs.ts';

/** A customer's endpoint service in one region: what a producer stack is made from. */
export interface ProducerSpec {
  /** The producer's id in the fleet file; `producer-<id>-<region>` is the stack. */
  readonly id: string;
  readonly region: string;
  readonly accountId: string;
  readonly partition: Partition;
  /** Role of the deploying pipeline in the customer's account; absent, the caller's own credentials are used. */
  readonly assumeRoleArn?: string;
  readonly orgId: string;
  readonly inputs: ProducerInputs;
}

/** The module's inputs as a fleet file gives them: what the rules of the fleet look at is always there. */
export type ProducerInputs = Given<Omit<ProducerModuleInputs, 'ports'>, GivenInput> & {
  readonly ports: Readonly<Record<string, ProducerPort>>;
};

export type ProducerPort = Given<ProducerModulePort, 'protocol' | 'targets'>;

type GivenInput =
  | 'acceptedEndpointIds'
  | 'acceptanceRequired'
  | 'acceptEveryRequestWithoutReview'
  | 'supportedRegions'
  | 'subnets'
  | 'securityGroupIds'
  | 'ingressCidrBlocks'
  | 'egressCidrBlocks'
  | 'tags';

type Given<T, Key extends keyof T> = T & Required<Pick<T, Key>>;
