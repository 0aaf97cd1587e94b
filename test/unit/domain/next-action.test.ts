import { describe, expect, test } from '@jest/globals';
import { acceptancePack } from '../../../domain/acceptance.ts';
import { connectionStates } from '../../../domain/connection-state.ts';
import { type NextActionInput, nextAction, nextActionOfGroundwork } from '../../../domain/next-action.ts';
import { brokenRule } from './support/broken-rule.ts';

const connection: NextActionInput = {
  state: 'pending_acceptance',
  endpointId: 'vpce-0123456789abcdef0',
  serviceId: 'vpce-svc-0a1b2c3d4e5f60718',
  serviceRegion: 'eu-central-1',
  region: 'eu-west-1',
  partition: 'aws',
  trayAccountId: '111111111111',
  orgId: 'acme',
  expiresAt: new Date('2030-01-15T00:00:00Z'),
};

const accept =
  'aws ec2 accept-vpc-endpoint-connections --region eu-central-1 --service-id vpce-svc-0a1b2c3d4e5f60718 --vpc-endpoint-ids vpce-0123456789abcdef0';

describe('the next action', () => {
  test('the next action of a pending request is the acceptance, with command and deadline', () => {
    expect(nextAction(connection)).toEqual({
      actor: 'customer',
      what: 'Accept the connection request of vpce-0123456789abcdef0 on vpce-svc-0a1b2c3d4e5f60718.',
      command: accept,
      deadline: '2030-01-15T00:00:00.000Z',
    });
  });

  test('the next action of a pending Marketplace request has no command, as its seller accepts', () => {
    const { serviceId: _, ...rest } = connection;
    expect(nextAction(rest)).toMatchObject({
      actor: 'customer',
      what: 'The owner of the service must accept the connection request.',
    });
    expect(nextAction(rest).command).toBeUndefined();
  });

  test('the next action is known for every state, in a sentence', () => {
    for (const state of connectionStates) {
      const action = nextAction({ ...connection, state });
      expect(action.what).toMatch(/^[A-Z].*\.$/);
    }
  });

  test("the next action is nobody's when a connection works or is gone", () => {
    expect(nextAction({ ...connection, state: 'available' }).actor).toBe('none');
    expect(nextAction({ ...connection, state: 'deleted' }).actor).toBe('none');
  });

  test('the next action of a rejected connection warns that it keeps costing', () => {
    expect(nextAction({ ...connection, state: 'rejected' })).toMatchObject({
      actor: 'customer',
      what: expect.stringContaining('keeps costing'),
      command: accept,
    });
  });

  test("the next action of a service that cannot be seen is to allow Tray's principal", () => {
    const reason = {
      code: 'service_not_visible',
      message: 'AWS knows no such service, or it does not allow Tray',
    };
    expect(nextAction({ ...connection, state: 'failed', reason })).toEqual({
      actor: 'customer',
      what: "AWS knows no such service, or it does not allow Tray. Allow Tray's principal on the service, then retry the connection.",
      command:
        'aws ec2 modify-vpc-endpoint-service-permissions --region eu-central-1 --service-id vpce-svc-0a1b2c3d4e5f60718 --add-allowed-principals arn:aws:iam::111111111111:role/tray-privatelink-acme',
    });
  });

  test.each([
    ['service_region_not_supported', 'customer', 'Add eu-west-1'],
    ['zones_not_in_common', 'customer', "one of the network's zones"],
    ['owner_mismatch', 'customer', 'Check the service name'],
    ['terraform_failed', 'tray', 'Tray must look'],
  ])('the next action of a failure with %s is for the %s', (code, actor, what) => {
    const action = nextAction({ ...connection, state: 'failed', reason: { code, message: 'it failed' } });
    expect(action).toMatchObject({ actor, what: expect.stringContaining(what) });
    expect(action.what).toMatch(/^It failed\. /);
  });
});

describe('the next action of a connection that something holds up', () => {
  const message = 'AWS does not show the service';

  test('the next action of a connection that something holds up is for the customer where only the customer can help, and nobody needs to retry', () => {
    const action = nextAction({
      ...connection,
      state: 'checking',
      reason: { code: 'service_not_visible', message },
    });
    expect(action.actor).toBe('customer');
    expect(action.what).toBe(
      "AWS does not show the service. Allow Tray's principal on the service. Tray looks again by itself.",
    );
    expect(action.command).toContain('--add-allowed-principals');
  });

  test.each(['checking', 'provisioning', 'configuring', 'available', 'deleting'] as const)(
    'the next action of a connection that something holds up is for Tray otherwise, and says why: %s',
    (state) => {
      const reason = { code: 'terraform_unavailable', message: 'Terraform is missing' };
      expect(nextAction({ ...connection, state, reason })).toEqual({
        actor: 'tray',
        what: 'Terraform is missing. Tray looks again by itself.',
      });
    },
  );
});

describe('the acceptance pack', () => {
  const input = {
    endpointId: 'vpce-0123456789abcdef0',
    service: 'com.amazonaws.vpce.eu-central-1.vpce-svc-0a1b2c3d4e5f60718',
    region: 'eu-west-1',
    partition: 'aws',
    trayAccountId: '111111111111',
    orgId: 'acme',
    requestedAt: new Date('2030-01-01T12:00:00Z'),
  } as const;

  test('the acceptance pack has all that the customer needs to accept this request and no other', () => {
    expect(acceptancePack(input)).toMatchObject({
      endpointId: 'vpce-0123456789abcdef0',
      endpointRegion: 'eu-west-1',
      serviceId: 'vpce-svc-0a1b2c3d4e5f60718',
      serviceRegion: 'eu-central-1',
      trayAccountId: '111111111111',
      principalArn: 'arn:aws:iam::111111111111:role/tray-privatelink-acme',
      requestedAt: '2030-01-01T12:00:00.000Z',
      expiresAt: '2030-01-15T12:00:00.000Z',
    });
  });

  test('the acceptance pack runs in the region of the service, not of the endpoint', () => {
    const pack = acceptancePack(input);
    expect(pack.acceptCommand.text).toBe(accept);
    expect(pack.acceptCommand.argv.join(' ')).toBe(accept);
    expect(pack.rejectCommand.text).toBe(accept.replace('accept-', 'reject-'));
    expect(pack.inspectCommand.text).toBe(
      'aws ec2 describe-vpc-endpoint-connections --region eu-central-1 --filters Name=service-id,Values=vpce-svc-0a1b2c3d4e5f60718 Name=vpc-endpoint-id,Values=vpce-0123456789abcdef0',
    );
  });

  test("the acceptance pack is the module's whole input, so that pasting it drops no other connection", () => {
    const acceptedEndpointIds = ['vpce-0ffffffffffffffff', 'vpce-00000000000000001'];
    expect(acceptancePack({ ...input, acceptedEndpointIds }).moduleInput).toBe(
      [
        'accepted_endpoint_ids = [',
        '  "vpce-00000000000000001",',
        '  "vpce-0123456789abcdef0",',
        '  "vpce-0ffffffffffffffff",',
        ']',
      ].join('\n'),
    );
  });

  test('expires when the operator says', () => {
    expect(acceptancePack({ ...input, acceptanceDays: 3 }).expiresAt).toBe('2030-01-04T12:00:00.000Z');
  });

  test('the acceptance pack cannot carry anything but ids into a command', () => {
    expect(brokenRule(() => acceptancePack({ ...input, endpointId: 'vpce-0; rm -rf /' })).code).toBe(
      'invalid_endpoint_id',
    );
    expect(brokenRule(() => acceptancePack({ ...input, orgId: '$(id)' })).code).toBe('invalid_org_id');
    expect(brokenRule(() => acceptancePack({ ...input, acceptedEndpointIds: ['"'] })).code).toBe(
      'invalid_endpoint_id',
    );
  });

  test("the acceptance pack is not for AWS's own services", () => {
    expect(
      brokenRule(() => acceptancePack({ ...input, service: 'com.amazonaws.eu-central-1.kms' })).fix,
    ).toBe('AWS accepts connections to its own services by itself');
  });
});

describe('the next action of a principal or a network', () => {
  const states = ['requested', 'provisioning', 'ready', 'available', 'failed', 'deleting'] as const;

  test.each(['organization', 'network'] as const)(
    'the next action of a principal or a network of an %s is known for every state, in a sentence',
    (kind) => {
      for (const state of states) {
        const { actor, what } = nextActionOfGroundwork({ kind, state });
        expect(what).toMatch(/^[A-Z].*\.$/);
        expect(actor).toBe(state === 'ready' || state === 'available' ? 'none' : 'tray');
      }
    },
  );

  test('the next action of a principal or a network says what stands in the way, what an operator must do about it, and that it is tried again', () => {
    const reason = { code: 'access_denied', message: 'AWS refuses the credentials' };
    const action = nextActionOfGroundwork({ kind: 'network', state: 'deleting', reason });
    expect(action).toEqual({
      actor: 'tray',
      what: 'AWS refuses the credentials. An operator must give this installation the permissions that it lacks. Tray tries again by itself.',
    });
  });

  test('the next action of a principal or a network of one whose deletion is blocked names what is in the way', () => {
    const reason = { code: 'deletion_blocked', message: 'The deletion waits for sg-0123' };
    const { what } = nextActionOfGroundwork({ kind: 'network', state: 'deleting', reason });
    expect(what).toContain('sg-0123');
    expect(what).toMatch(/tries again by itself\.$/);
  });
});
