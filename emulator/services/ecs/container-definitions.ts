/** Container definitions: what ECS refuses in them, and the fields that it fills in. */
import { AwsError } from '../../core/aws-error.ts';
import { isTree, type Tree } from '../../core/input.ts';

/** What depends on the task as a whole. */
export interface TaskTraits {
  readonly networkMode: string;
  readonly fargate: boolean;
  /** The task has memory of its own, so that containers need none. */
  readonly hasTaskMemory: boolean;
}

export function normaliseContainers(value: unknown, traits: TaskTraits): Tree[] {
  if (!Array.isArray(value) || value.length === 0) {
    throw new AwsError('ClientException', 'Container list cannot be empty.');
  }
  const containers = value.map((item: unknown) => normaliseContainer(item, traits));
  const names = new Set<unknown>();
  for (const container of containers) {
    if (names.has(container.name)) {
      throw new AwsError(
        'ClientException',
        `Duplicate container name '${String(container.name)}' in task definition.`,
      );
    }
    names.add(container.name);
  }
  if (!containers.some((container) => container.essential === true)) {
    throw new AwsError('ClientException', 'At least one essential container must be specified.');
  }
  for (const container of containers) checkDependencies(container, names);
  return containers;
}

function normaliseContainer(value: unknown, traits: TaskTraits): Tree {
  if (!isTree(value)) throw new AwsError('ClientException', 'Container definition must be an object.');
  const name = value.name;
  const image = value.image;
  if (typeof name !== 'string' || name === '') {
    throw new AwsError('ClientException', 'Container.name should not be null or empty.');
  }
  if (!/^[A-Za-z0-9_-]{1,255}$/.test(name)) {
    throw new AwsError(
      'ClientException',
      `Invalid container name '${name}': use up to 255 letters, numbers, hyphens and underscores.`,
    );
  }
  if (typeof image !== 'string' || image === '') {
    throw new AwsError('ClientException', 'Container.image should not be null or empty.');
  }
  if (!traits.hasTaskMemory && value.memory === undefined && value.memoryReservation === undefined) {
    throw new AwsError(
      'ClientException',
      `Invalid setting for container '${name}'. At least one of 'memory' or 'memoryReservation' must be specified.`,
    );
  }
  if (traits.fargate && value.privileged === true) {
    throw new AwsError(
      'ClientException',
      'When running tasks on Fargate, privileged containers are not supported.',
    );
  }
  return {
    ...value,
    cpu: value.cpu ?? 0,
    essential: value.essential ?? true,
    environment: value.environment ?? [],
    mountPoints: value.mountPoints ?? [],
    volumesFrom: value.volumesFrom ?? [],
    systemControls: value.systemControls ?? [],
    portMappings: list(value.portMappings).map((mapping) => normalisePort(mapping, name, traits)),
  };
}

function normalisePort(value: unknown, container: string, traits: TaskTraits): Tree {
  if (!isTree(value))
    throw new AwsError('ClientException', `Invalid port mapping in container '${container}'.`);
  const containerPort = value.containerPort;
  const hostPort = value.hostPort;
  const shared = traits.networkMode === 'awsvpc' || traits.networkMode === 'host';
  if (shared && hostPort !== undefined && hostPort !== 0 && hostPort !== containerPort) {
    throw new AwsError(
      'ClientException',
      `When networkMode=${traits.networkMode}, the host ports and container ports in port mappings must match.`,
    );
  }
  return {
    ...value,
    hostPort: shared ? containerPort : (hostPort ?? 0),
    protocol: value.protocol ?? 'tcp',
  };
}

function checkDependencies(container: Tree, names: ReadonlySet<unknown>): void {
  for (const dependency of list(container.dependsOn)) {
    const other = isTree(dependency) ? dependency.containerName : undefined;
    if (!names.has(other)) {
      throw new AwsError(
        'ClientException',
        `Container '${String(container.name)}' depends on container '${String(other)}', which the task does not have.`,
      );
    }
  }
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
