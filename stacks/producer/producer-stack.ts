import { defined } from '../../domain/defined.ts';
import { organizationTags } from '../../domain/tags.ts';
import { AwsStack, type DeploymentProps } from '../aws-stack.ts';
import { type Construct, TerraformHclModule } from '../cdktf.ts';
import { InvalidPropsError } from '../invalid-props.ts';
import { checkInputs } from './check-inputs.ts';
import type { ProducerModuleInputs } from './module-inputs.ts';
import { localModuleSource } from './module-source.ts';
import { moduleVariables } from './module-variables.ts';

export interface ProducerStackProps {
  /** The customer's account, and the region of the service. */
  readonly deployment: DeploymentProps;
  /** The producer's id in the fleet file, e.g. `acme-orders`. */
  readonly producerId: string;
  /** Inputs of the module. */
  readonly inputs: ProducerModuleInputs;
  /**
   * Where Terraform finds the module: a registry address, a git URL, or a path from the stack's output folder.
   *
   * @default the module of this repository
   */
  readonly moduleSource?: string;
  /** Version constraint, for registry addresses only. */
  readonly moduleVersion?: string;
}

/** Outputs of the module that the stack hands on under the same names. */
const moduleOutputs = {
  tray_intake: 'The six facts, as the provisioning API takes them',
  service_id: 'Id of the endpoint service',
  service_name: 'Fully qualified name of the endpoint service',
  availability_zone_ids: 'AZ ids in which the service can be reached from its own region',
  allowed_principals: 'Principals that may request a connection',
  accepted_connections: 'State of each accepted connection, by endpoint id',
  load_balancer_arn: 'The Network Load Balancer',
  security_group_id: 'Security group of the load balancer, for the security groups of the targets',
  target_group_arns: 'Target groups by the name of their port',
  private_dns_verification_record: 'TXT record that proves the private DNS name',
  notification_topic_arn: 'Topic that is notified of connection requests',
} as const;

/** The id names the state and the folder, so a change here moves every live stack. */
export function producerStackId(producerId: string, region: string): string {
  return `producer-${producerId}-${region}`;
}

/** `producer-<id>-<region>`: a customer's endpoint service in one region, made by modules/privatelink-producer. */
export class ProducerStack extends AwsStack {
  readonly module: TerraformHclModule;

  constructor(scope: Construct, props: ProducerStackProps) {
    const { deployment, producerId, inputs, moduleSource, moduleVersion } = props;
    super(scope, producerStackId(producerId, deployment.region), {
      deployment,
      tags: organizationTags(inputs.trayOrgId),
    });
    checkInputs(inputs, { stackId: this.node.id, region: deployment.region, partition: this.partition });
    if (moduleVersion !== undefined && !isRegistryAddress(moduleSource)) {
      throw new InvalidPropsError(
        this.node.id,
        'moduleVersion',
        'goes with a registry address only',
        'remove it, and choose a version in moduleSource (for git: ?ref=v1.0.0)',
      );
    }

    this.module = new TerraformHclModule(this, 'service', {
      source: moduleSource ?? localModuleSource(this),
      skipAssetCreationFromLocalModules: true,
      variables: { ...moduleVariables(inputs) },
      ...defined({ version: moduleVersion }),
    });
    for (const [name, description] of Object.entries(moduleOutputs)) {
      this.output(name, this.module.get(name), description);
    }
  }
}

/** `<namespace>/<name>/<provider>`, with a host in front for private registries. */
function isRegistryAddress(source: string | undefined): boolean {
  return source !== undefined && /^([a-z0-9.-]+\.[a-z]+\/)?[\w-]+\/[\w-]+\/[\w-]+(\/\/.+)?$/i.test(source);
}
