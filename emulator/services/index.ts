import type { Service } from '../core/service.ts';
import { acm } from './acm/index.ts';
import { cloudwatch } from './cloudwatch/index.ts';
import { ec2 } from './ec2/index.ts';
import { ecs } from './ecs/index.ts';
import { elbv2 } from './elbv2/index.ts';
import { iam } from './iam/index.ts';
import { lambda } from './lambda/index.ts';
import { logs } from './logs/index.ts';
import { route53 } from './route53/index.ts';
import { secretsManager } from './secretsmanager/index.ts';
import { sns } from './sns/index.ts';
import { ssm } from './ssm/index.ts';
import { sts } from './sts/index.ts';

/** Every service that is emulated. What each can do stands in its own `actions` table. */
const all: readonly Service[] = [
  sts,
  iam,
  ec2,
  ecs,
  elbv2,
  acm,
  lambda,
  cloudwatch,
  logs,
  route53,
  secretsManager,
  sns,
  ssm,
];

/** By the name in the credential scope of a signature. */
export const services: ReadonlyMap<string, Service> = new Map(
  all.map((service) => [service.signingName, service]),
);

/** The one table of everything that is supported: `[service, action]`, sorted. */
export function supportedActions(): (readonly [service: string, action: string])[] {
  return all
    .flatMap((service) =>
      Object.keys(service.actions).map((action) => [service.signingName, action] as const),
    )
    .sort(([a, x], [b, y]) => a.localeCompare(b) || x.localeCompare(y));
}
