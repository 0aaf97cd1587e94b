import type { Access, BucketAccess, TableAccess } from '../../domain/gateway-access.ts';
import { policySizes } from '../../domain/limits.ts';
import { InvalidPropsError } from '../invalid-props.ts';
import { type PolicyStatement, policyDocument } from './policy.ts';

const s3ReadActions = [
  's3:GetObject',
  's3:GetObjectAcl',
  's3:GetObjectAttributes',
  's3:GetObjectTagging',
  's3:GetObjectVersion',
  's3:GetObjectVersionAttributes',
  's3:GetObjectVersionTagging',
  's3:ListBucket',
  's3:ListBucketVersions',
] as const;

/** Multipart uploads and the ACL that a put carries are what every larger client calls when it writes. */
const s3WriteActions = [
  's3:AbortMultipartUpload',
  's3:DeleteObject',
  's3:DeleteObjectTagging',
  's3:DeleteObjectVersion',
  's3:ListBucketMultipartUploads',
  's3:ListMultipartUploadParts',
  's3:PutObject',
  's3:PutObjectAcl',
  's3:PutObjectTagging',
] as const;

/** Objects and listings: what a connector does with a bucket. Nothing that configures one. */
export const s3DataActions: readonly string[] = [...s3ReadActions, ...s3WriteActions].sort();

/**
 * What goes through the gateway: data, and the question for the bucket's region that most clients begin with. The latter is not
 * among the data actions, as the pipeline that deploys a bucket asks it as well.
 */
const s3GatewayActions: Readonly<Record<Access, readonly string[]>> = {
  read: ['s3:GetBucketLocation', ...s3ReadActions].sort(),
  'read-write': ['s3:GetBucketLocation', ...s3ReadActions, ...s3WriteActions].sort(),
};

const dynamodbReadActions = [
  'dynamodb:BatchGetItem',
  'dynamodb:ConditionCheckItem',
  'dynamodb:DescribeTable',
  'dynamodb:GetItem',
  'dynamodb:PartiQLSelect',
  'dynamodb:Query',
  'dynamodb:Scan',
] as const;

const dynamodbWriteActions = [
  'dynamodb:BatchWriteItem',
  'dynamodb:DeleteItem',
  'dynamodb:PartiQLDelete',
  'dynamodb:PartiQLInsert',
  'dynamodb:PartiQLUpdate',
  'dynamodb:PutItem',
  'dynamodb:UpdateItem',
] as const;

/** Items: what a connector does with a table. Nothing that configures one. */
export const dynamodbDataActions: readonly string[] = [
  ...dynamodbReadActions,
  ...dynamodbWriteActions,
].sort();

const dynamodbGatewayActions: Readonly<Record<Access, readonly string[]>> = {
  read: dynamodbReadActions,
  'read-write': dynamodbDataActions,
};

export interface GatewayPolicyProps {
  readonly partition: string;
  readonly region: string;
  /** Tray's account: unless an entry says otherwise, no other account's keys work inside the network. */
  readonly accountId: string;
}

export interface S3GatewayPolicyProps extends GatewayPolicyProps {
  /** Buckets that connectors may use; a name alone stands for its defaults. */
  readonly buckets: readonly (string | BucketAccess)[];
}

export interface DynamodbGatewayPolicyProps extends GatewayPolicyProps {
  /** Tables that connectors may use; a name alone stands for its defaults. */
  readonly tables: readonly (string | TableAccess)[];
}

/**
 * The bucket, owned by AWS, from which ECR serves the layers of images in `region`. Without it in the S3 gateway's policy no
 * container starts, since there is no other way out of the network.
 * https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html#ecr-minimum-s3-perms
 */
export function ecrLayerBucket(region: string): string {
  return `prod-${region}-starport-layer-bucket`;
}

/** Policy of a network's S3 gateway: the listed buckets, each for what its entry says, and ECR's layers. */
export function s3GatewayPolicy(props: S3GatewayPolicyProps): string {
  const arn = (resource: string) => `arn:${props.partition}:s3:::${resource}`;
  const statements: PolicyStatement[] = grouped(props.buckets, props.accountId, 'Buckets').map(
    ({ sid, access, condition, entries }) => ({
      Sid: sid,
      Effect: 'Allow',
      Principal: '*',
      Action: s3GatewayActions[access],
      Resource: entries
        .map(({ name }) => name)
        .sort()
        .flatMap((bucket) => [arn(bucket), arn(`${bucket}/*`)]),
      ...condition,
    }),
  );
  statements.push({
    Sid: 'EcrImageLayers',
    Effect: 'Allow',
    Principal: '*',
    Action: 's3:GetObject',
    Resource: arn(`${ecrLayerBucket(props.region)}/*`),
  });
  return endpointPolicy('s3', 'buckets', statements);
}

/** Policy of a network's DynamoDB gateway: the listed tables, each for what its entry says; without any, nothing. */
export function dynamodbGatewayPolicy(props: DynamodbGatewayPolicyProps): string {
  if (props.tables.length === 0) {
    return endpointPolicy('dynamodb', 'tables', [
      { Sid: 'Nothing', Effect: 'Deny', Principal: '*', Action: '*', Resource: '*' },
    ]);
  }
  const arn = ({ name, account = props.accountId }: TableAccess) =>
    `arn:${props.partition}:dynamodb:${props.region}:${account}:table/${name}`;
  const statements = grouped<TableAccess>(props.tables, props.accountId, 'Tables').map(
    ({ sid, access, condition, entries }): PolicyStatement => ({
      Sid: sid,
      Effect: 'Allow',
      Principal: '*',
      Action: dynamodbGatewayActions[access],
      Resource: entries
        .map(arn)
        .sort()
        .flatMap((table) => [table, `${table}/index/*`]),
      ...condition,
    }),
  );
  return endpointPolicy('dynamodb', 'tables', statements);
}

interface Group<T> {
  readonly sid: string;
  readonly access: Access;
  readonly condition: Pick<PolicyStatement, 'Condition'>;
  readonly entries: readonly T[];
}

/** One statement for all entries that may be used alike, the defaults first; its Sid says how. */
function grouped<T extends BucketAccess | TableAccess>(
  list: readonly (string | T)[],
  accountId: string,
  what: 'Buckets' | 'Tables',
): Group<T>[] {
  const groups = new Map<string, Group<T>>();
  for (const item of list) {
    const entry = typeof item === 'string' ? ({ name: item } as T) : item;
    const { access = 'read-write', principals = 'tray-only' } = entry;
    const accounts = typeof principals === 'string' ? [] : [...principals].sort();
    const whose = principals === 'any' ? 'OfAnybody' : accounts.join('And').replace(/^(?=\d)/, 'Also');
    const sid = `${access === 'read' ? 'Readable' : 'Listed'}${what}${whose}`;
    const condition =
      principals === 'any'
        ? {}
        : {
            Condition: {
              StringEquals: {
                'aws:PrincipalAccount': accounts.length === 0 ? accountId : [accountId, ...accounts],
              },
            },
          };
    const known = groups.get(sid);
    groups.set(sid, { sid, access, condition, entries: [...(known?.entries ?? []), entry] });
  }
  return [...groups.values()].sort((a, b) => (a.sid < b.sid ? -1 : 1));
}

/** Policy of an interface endpoint: every call that Tray's own identities sign, no other's. */
export function interfaceEndpointPolicy(accountId: string): string {
  return policyDocument([
    {
      Sid: 'OwnIdentities',
      Effect: 'Allow',
      Principal: '*',
      Action: '*',
      Resource: '*',
      Condition: { StringEquals: { 'aws:PrincipalAccount': accountId } },
    },
  ]);
}

export interface BucketStatementProps {
  /** `aws`, `aws-cn` or `aws-us-gov`. */
  readonly partition: string;
  /** Name of the bucket. */
  readonly bucket: string;
  /** Endpoints through which the bucket's data may be used: gateway ids of networks, `vpce-…`. */
  readonly endpointIds: readonly string[];
  /** Identities that may use the data from elsewhere too, by ARN; `*` is allowed at the end. @default none */
  readonly exceptPrincipalArns?: readonly string[];
}

/**
 * The statement that a bucket's own policy needs so that its data moves through these endpoints only.
 *
 * It denies data actions, not `s3:*`: that would lock the pipeline, which does not sit in a network, out of the bucket's
 * policy, and nobody but the account's root user could undo it.
 */
export function bucketEndpointStatement(props: BucketStatementProps): PolicyStatement {
  if (props.endpointIds.length === 0) {
    throw new InvalidPropsError(
      `bucket ${props.bucket}`,
      'endpointIds',
      'is empty, so nobody could use its data',
      'name the S3 gateway endpoint of at least one network',
    );
  }
  const arn = `arn:${props.partition}:s3:::${props.bucket}`;
  const except = props.exceptPrincipalArns ?? [];
  return {
    Sid: 'DataThroughTheseEndpointsOnly',
    Effect: 'Deny',
    Principal: '*',
    Action: s3DataActions,
    Resource: [arn, `${arn}/*`],
    Condition: {
      StringNotEquals: { 'aws:SourceVpce': props.endpointIds },
      ...(except.length === 0 ? {} : { ArnNotLike: { 'aws:PrincipalArn': except } }),
    },
  };
}

function endpointPolicy(endpoint: string, prop: string, statements: readonly PolicyStatement[]): string {
  const document = policyDocument(statements);
  if (document.length > policySizes.endpoint) {
    throw new InvalidPropsError(
      `gateway ${endpoint}`,
      prop,
      `make a policy of ${document.length} characters, and an endpoint takes ${policySizes.endpoint}`,
      'list fewer, or gather the data in fewer places',
    );
  }
  return document;
}
