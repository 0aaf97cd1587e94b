import { awsPolicyDocuments, awsPolicyNames } from './aws-policies.generated.ts';
import type { ManagedPolicy } from './state.ts';

/** Too long to keep whole: what of it counts here. */
const abridged: Readonly<Record<string, object>> = {
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
};

/** The document of policies that are known by name alone. It allows what everybody may do anyway. */
const unknownDocument = JSON.stringify(allow(['sts:GetCallerIdentity']));

const defaultVersions: ReadonlyMap<string, string> = new Map(
  awsPolicyNames
    .trim()
    .split('\n')
    .map((line) => {
      const at = line.lastIndexOf('@');
      return [line.slice(0, at), line.slice(at + 1)] as const;
    }),
);

/** The policy behind `arn:<partition>:iam::aws:policy/…`, in the same shape as customers' own. */
export function awsManagedPolicy(arn: string): ManagedPolicy | undefined {
  const name = /^arn:aws(?:-cn|-us-gov)?:iam::aws:policy\/(.+)$/.exec(arn)?.[1] ?? '';
  const version = defaultVersions.get(name);
  if (version === undefined) return undefined;
  const slash = name.lastIndexOf('/') + 1;
  const since = new Date(Date.UTC(2020, 0, 1));
  return {
    arn,
    policyName: name.slice(slash),
    policyId: policyId(name),
    path: `/${name.slice(0, slash)}`,
    description: undefined,
    createDate: since,
    updateDate: since,
    defaultVersionId: version,
    nextVersion: Number(version.slice(1)) + 1,
    versions: [{ versionId: version, document: documentOf(name), createDate: since }],
    tags: {},
  };
}

/** All of them, by ARN. */
export function awsManagedPolicies(partition: string): ManagedPolicy[] {
  return [...defaultVersions.keys()].flatMap(
    (name) => awsManagedPolicy(`arn:${partition}:iam::aws:policy/${name}`) ?? [],
  );
}

function documentOf(name: string): string {
  const short = Object.hasOwn(abridged, name) ? JSON.stringify(abridged[name]) : undefined;
  return (
    short ??
    (Object.hasOwn(awsPolicyDocuments, name) ? awsPolicyDocuments[name] : undefined) ??
    unknownDocument
  );
}

function policyId(name: string): string {
  const letters = name.replace(/[^A-Za-z]/g, '').toUpperCase();
  return `ANPA${letters.padEnd(17, 'A').slice(0, 17)}`;
}

function allow(actions: readonly string[]): object {
  return { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }] };
}
