import { defined } from '../domain/defined.ts';
import type { TerraformStack } from './cdktf.ts';
import { HttpBackend, LocalBackend, S3Backend } from './cdktf.ts';

/** State in a file beside the synthesised stacks; the default, for trying things out and for tests. */
export interface LocalBackendProps {
  /** `local`. */
  readonly type: 'local';
  /**
   * Path of the state file, absolute or relative to the stack's own folder (`cdktf.out/stacks/<stack>`).
   *
   * @default `../../../terraform.<stack>.tfstate`: beside the output folder, which may be deleted at any time
   */
  readonly path?: string;
}

/** State in an S3 bucket, locked by a lock file in the same bucket. Needs Terraform 1.10 or OpenTofu 1.10. */
export interface S3BackendProps {
  /** `s3`. */
  readonly type: 's3';
  /** Name of the bucket; versioning should be on. */
  readonly bucket: string;
  /** Region of the bucket, which need not be the stack's. */
  readonly region: string;
  /** Put before every key. @default 'tray-privatelink' */
  readonly keyPrefix?: string;
  /** KMS key for the state. @default the bucket's own encryption */
  readonly kmsKeyId?: string;
}

/** State behind an HTTP service. Credentials are never written down: set `TF_HTTP_USERNAME` and `TF_HTTP_PASSWORD`. */
export interface HttpBackendProps {
  /** `http`. */
  readonly type: 'http';
  /** URL of the state. */
  readonly address: string;
  /** URL that takes `LOCK`. @default no locking */
  readonly lockAddress?: string;
  /** URL that takes `UNLOCK`. @default the lock address */
  readonly unlockAddress?: string;
}

export type BackendProps = LocalBackendProps | S3BackendProps | HttpBackendProps;

/** Gives `stack` the one place where its state lives. Stacks never read each other's state. */
export function configureBackend(stack: TerraformStack, props: BackendProps = { type: 'local' }): void {
  const stackId = stack.node.id;
  switch (props.type) {
    case 'local':
      new LocalBackend(stack, { path: props.path ?? `../../../terraform.${stackId}.tfstate` });
      return;
    case 's3':
      new S3Backend(stack, {
        bucket: props.bucket,
        key: `${props.keyPrefix ?? 'tray-privatelink'}/${stackId}.tfstate`,
        region: props.region,
        encrypt: true,
        ...defined({ kmsKeyId: props.kmsKeyId }),
      });
      // The S3 backend's lock file replaced the DynamoDB table in Terraform 1.10; the library's types stop before that.
      stack.addOverride('terraform.backend.s3.use_lockfile', true);
      return;
    case 'http':
      new HttpBackend(stack, {
        address: props.address,
        ...(props.lockAddress === undefined
          ? {}
          : {
              lockAddress: props.lockAddress,
              lockMethod: 'LOCK',
              unlockAddress: props.unlockAddress ?? props.lockAddress,
              unlockMethod: 'UNLOCK',
            }),
      });
      return;
  }
}

/** Oldest Terraform and OpenTofu that can run a stack with this backend. */
export function requiredTerraformVersion(props: BackendProps = { type: 'local' }): string {
  return props.type === 's3' ? '>= 1.10.0' : '>= 1.5.0';
}
