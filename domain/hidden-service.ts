import { allowPrincipalCommand, supportRegionCommand } from './acceptance.ts';

/** What AWS's silence about a service is told apart by. */
export interface HiddenService {
  readonly serviceName: string;
  /** `vpce-svc-…`, for services that are changed by command. */
  readonly serviceId?: string;
  readonly serviceRegion: string;
  /** Where the endpoint would be. */
  readonly region: string;
  /** The role that asked. */
  readonly principalArn: string;
  /**
   * What the principal saw in the service's own region. `unasked`: it could not ask there, as when the region is not enabled
   * for Tray's account.
   */
  readonly atHome: 'visible' | 'hidden' | 'unasked';
  /** Other regions in which it was looked for, and not seen. */
  readonly alsoHiddenIn?: readonly string[];
}

/** One thing that may be in the way, and what removes it. */
export interface Obstacle {
  /** A clause: `it does not allow arn:…`. */
  readonly what: string;
  /** What removes it, in the imperative. */
  readonly fix: string;
  /** To paste into a POSIX shell, run by the customer. */
  readonly command?: string;
}

export interface Explanation {
  readonly code: 'service_not_visible' | 'service_region_not_supported';
  /** One sentence or two for people: what was seen, and what may be in the way. */
  readonly message: string;
  /** What may be in the way, the likeliest first. */
  readonly obstacles: readonly [Obstacle, ...Obstacle[]];
}

/**
 * Why a service cannot be seen. AWS answers alike for one that does not exist, one that does not allow the principal, and one
 * that does not list the region; a look at the service's own region tells the last from the others: there, regions play no part.
 */
export function explainHidden(service: HiddenService): Explanation {
  const { serviceName: name, serviceRegion: home, region, principalArn: arn, serviceId } = service;
  const allow: Obstacle = {
    what: `it does not allow ${arn}`,
    fix: `allow ${arn} on the service`,
    ...(serviceId === undefined
      ? {}
      : { command: allowPrincipalCommand({ serviceId, region: home, principalArn: arn }).text }),
  };
  const missing: Obstacle = { what: `it does not exist in ${home}`, fix: 'check the service name' };
  if (region === home) {
    return {
      code: 'service_not_visible',
      message: `AWS does not show ${name} to Tray: ${allow.what}, or ${missing.what}`,
      obstacles: [allow, missing],
    };
  }
  const support: Obstacle = {
    what: `it does not list ${region} among its supported regions`,
    fix: `add ${region} to the service's supported regions`,
    ...(serviceId === undefined
      ? {}
      : {
          command: supportRegionCommand({ serviceId, serviceRegion: home, region }).text,
        }),
  };
  const tried = [region, ...(service.alsoHiddenIn ?? [])];
  switch (service.atHome) {
    case 'visible':
      return {
        code: 'service_region_not_supported',
        message: `AWS shows ${name} to Tray in its own region ${home}, and not in ${tried.join(', ')}: ${support.what}`,
        obstacles: [support],
      };
    case 'hidden':
      return {
        code: 'service_not_visible',
        message: `AWS does not show ${name} to Tray, in its own region ${home} either: ${allow.what}, or ${missing.what}`,
        obstacles: [allow, missing],
      };
    case 'unasked': {
      const command = support.command === undefined ? '' : ` (${support.command})`;
      return {
        code: 'service_not_visible',
        message: `AWS does not show ${name} to Tray in ${tried.join(', ')}, and could not be asked in ${home}: ${allow.what}, ${support.what}${command}, or ${missing.what}`,
        obstacles: [allow, support, missing],
      };
    }
  }
}
