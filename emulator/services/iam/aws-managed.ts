import type { ManagedPolicy } from './state.ts';

/** AWS's own managed policies, as far as the emulator knows them. Documents say what counts here, not every action. */
const documents: Readonly<Record<string, object>> = {
  AdministratorAccess: allow(['*']),
  ReadOnlyAccess: allow([
    'ec2:Describe*',
    'ec2:Get*',
    'ecs:Describe*',
    'ecs:List*',
    'elasticloadbalancing:Describe*',
    'iam:Get*',
    'iam:List*',
    'logs:Describe*',
    'logs:Get*',
    'cloudwatch:Describe*',
    'cloudwatch:Get*',
    'cloudwatch:List*',
    'route53:Get*',
    'route53:List*',
    'sns:Get*',
    'sns:List*',
  ]),
  'service-role/AmazonECSTaskExecutionRolePolicy': allow([
    'ecr:GetAuthorizationToken',
    'ecr:BatchCheckLayerAvailability',
    'ecr:GetDownloadUrlForLayer',
    'ecr:BatchGetImage',
    'logs:CreateLogStream',
    'logs:PutLogEvents',
  ]),
};

/** The policy behind `arn:<partition>:iam::aws:policy/…`, in the same shape as customers' own. */
export function awsManagedPolicy(arn: string): ManagedPolicy | undefined {
  const match = /^arn:aws(?:-cn|-us-gov)?:iam::aws:policy\/(.+)$/.exec(arn);
  const name = match?.[1] ?? '';
  const document = Object.hasOwn(documents, name) ? documents[name] : undefined;
  if (document === undefined) return undefined;
  const slash = name.lastIndexOf('/') + 1;
  const since = new Date(Date.UTC(2020, 0, 1));
  return {
    arn,
    policyName: name.slice(slash),
    policyId: `ANPA${name
      .replace(/[^A-Za-z]/g, '')
      .toUpperCase()
      .padEnd(17, 'A')
      .slice(0, 17)}`,
    path: `/${name.slice(0, slash)}`,
    description: undefined,
    createDate: since,
    updateDate: since,
    defaultVersionId: 'v1',
    nextVersion: 2,
    versions: [{ versionId: 'v1', document: JSON.stringify(document), createDate: since }],
    tags: {},
  };
}

function allow(actions: readonly string[]): object {
  return { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }] };
}
