import { describe, expect, test } from '@jest/globals';
import { explainHidden } from '../../../domain/hidden-service.ts';

const hidden = {
  serviceName: 'com.amazonaws.vpce.eu-central-1.vpce-svc-0a1b2c3d4e5f60718',
  serviceId: 'vpce-svc-0a1b2c3d4e5f60718',
  serviceRegion: 'eu-central-1',
  region: 'eu-west-1',
  principalArn: 'arn:aws:iam::111111111111:role/tray-privatelink-acme',
} as const;

describe('a service that AWS does not show', () => {
  test('a service that AWS does not show does not list the region, when its own region shows it: the principal is allowed', () => {
    const { code, message, obstacles } = explainHidden({
      ...hidden,
      atHome: 'visible',
      alsoHiddenIn: ['us-east-1'],
    });
    expect(code).toBe('service_region_not_supported');
    expect(message).toContain('in its own region eu-central-1, and not in eu-west-1, us-east-1');
    expect(message).not.toContain('tray-privatelink-acme');
    expect(obstacles).toEqual([
      expect.objectContaining({ command: expect.stringMatching(/--add-supported-regions eu-west-1$/) }),
    ]);
  });

  test('a service that AWS does not show does not allow the principal, or is not there, when its own region does not show it either', () => {
    const { code, obstacles } = explainHidden({ ...hidden, atHome: 'hidden' });
    expect(code).toBe('service_not_visible');
    expect(obstacles.map(({ what }) => what)).toEqual([
      'it does not allow arn:aws:iam::111111111111:role/tray-privatelink-acme',
      'it does not exist in eu-central-1',
    ]);
    expect(obstacles[0].command).toContain('--add-allowed-principals');
  });

  test('a service that AWS does not show may be any of three where its own region cannot be asked, each with its command', () => {
    const { code, message, obstacles } = explainHidden({ ...hidden, atHome: 'unasked' });
    expect(code).toBe('service_not_visible');
    expect(obstacles.map(({ command }) => command?.split(' ')[2])).toEqual([
      'modify-vpc-endpoint-service-permissions',
      'modify-vpc-endpoint-service-configuration',
      undefined,
    ]);
    expect(message).toContain('--add-supported-regions eu-west-1');
  });

  test('a service that AWS does not show is no matter of regions in its own', () => {
    const { message } = explainHidden({ ...hidden, region: 'eu-central-1', atHome: 'hidden' });
    expect(message).not.toContain('supported regions');
  });
});
