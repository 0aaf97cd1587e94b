import { z } from 'zod';
import type { NetworkAttributes } from '../../../stacks/index.ts';

/** What a connection's stack must know of its network. */
export type NetworkOutputs = NetworkAttributes;

const networkSchema = z
  .object({
    vpc_id: z.string(),
    cidr: z.string(),
    subnet_ids: z.record(z.string(), z.string()),
    zone_id: z.string(),
    zone_name: z.string(),
  })
  .transform(
    (outputs): NetworkOutputs => ({
      vpcId: outputs.vpc_id,
      cidr: outputs.cidr,
      subnetIds: outputs.subnet_ids,
      hostedZoneId: outputs.zone_id,
      zoneName: outputs.zone_name,
    }),
  );

const connectionSchema = z
  .object({ endpoint_id: z.string(), endpoint_state: z.string(), host: z.string() })
  .transform((outputs) => ({
    endpointId: outputs.endpoint_id,
    /** As AWS spells it, as it was when Terraform last looked. */
    endpointState: outputs.endpoint_state,
    host: outputs.host,
  }));

const texts = z.record(z.string(), z.string());

const connectorsSchema = z
  .object({ service_arns: texts, log_group_names: texts, task_definition_arns: texts })
  .transform((outputs) => ({
    /** By connector, each. */
    serviceArns: outputs.service_arns,
    logGroupNames: outputs.log_group_names,
    taskDefinitionArns: outputs.task_definition_arns,
  }));

export type ConnectorsOutputs = z.output<typeof connectorsSchema>;

export type ConnectionOutputs = z.output<typeof connectionSchema>;

/** Undefined as long as the network is not whole. */
export function networkOutputs(outputs: Readonly<Record<string, unknown>>): NetworkOutputs | undefined {
  return networkSchema.safeParse(outputs).data;
}

/** Undefined for a stack that is gone. @throws when the stack did not put out what it promises. */
export function connectorsOutputs(outputs: Readonly<Record<string, unknown>>): ConnectorsOutputs | undefined {
  return Object.keys(outputs).length === 0 ? undefined : connectorsSchema.parse(outputs);
}

const gatewaySchema = z.object({
  gateway_endpoint_ids: z.object({ s3: z.string(), dynamodb: z.string() }),
});

/** Ids of the network's gateway endpoints; undefined as long as there are none. */
export function gatewayEndpointIds(
  outputs: Readonly<Record<string, unknown>>,
): { readonly s3: string; readonly dynamodb: string } | undefined {
  return gatewaySchema.safeParse(outputs).data?.gateway_endpoint_ids;
}

/** @throws when the stack did not put out what it promises. */
export function connectionOutputs(outputs: Readonly<Record<string, unknown>>): ConnectionOutputs {
  return connectionSchema.parse(outputs);
}
